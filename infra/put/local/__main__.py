"""`make run`: the whole campaign on this machine, deployed from the very template that AWS gets."""

import json
import os
import signal
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.edition import Edition
from chalicelib.errors import Broken, TryAgain
from infra.make import build
from infra.make.package import HERE, Package, package
from infra.make.packing import PackageFailed
from infra.operate import account
from infra.put import team, years
from infra.put.failed import DeployFailed
from infra.put.local import edition
from infra.put.local.cloud import Cloud
from infra.put.local.front import Front, Origins
from infra.put.local.mailbox import Mailbox
from infra.put.local.place import LocalFailed, Place, free_port, is_free, this_place
from infra.put.stack import Stack
from infra.terminal import complain, console

SENDER = "gastvrij@example.org"
KEEP_EVERY = 5.0
"""Seconds after which what the functions did by themselves is on disk too; what people send in is at once."""


def main() -> int:
    """Run until Ctrl-C. Exit code 1 and one sentence when it cannot."""
    os.environ["NO_PROXY"] = "localhost,127.0.0.1"
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, _stop)
    try:
        with ExitStack() as running:
            _run(this_place(), running)
    except KeyboardInterrupt:
        console.print("Stopped; the data is kept.")
        return 0
    except (LocalFailed, PackageFailed, DeployFailed, Broken, build.BuildFailed) as problem:
        return complain(problem)
    except (ClientError, BotoCoreError, OSError) as problem:
        return complain(problem, "The emulator does not do what it should")
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C would leave the emulator running.
    for stopping in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stopping, signal.SIG_IGN)
    raise KeyboardInterrupt


def _run(place: Place, running: ExitStack) -> None:
    begun = time.monotonic()
    _claim(place, running)
    with _step("The look: styles, scripts and fonts"):
        if build.main():
            raise LocalFailed("The site's static files could not be built.")
    with _step("The package"):
        made = package(place.folder / "package", HERE)
    mailbox = Mailbox(place.folder / "mailbox")
    mail_port = free_port()
    running.callback(mailbox.listen(mail_port).stop)
    with _step("The emulator"):
        cloud = Cloud(place, mail_port)
        running.callback(_stop_cloud, cloud)
        cloud.wait()
    stack = Stack(
        cloud.session(),
        {"Stage": "local", "PublicUrl": place.url, "Sender": SENDER},
    )
    with _step("The stack"):
        year = edition.local_edition(place.edition)
        _deploy_once(place, cloud, stack, made, year)
        cloud.work()
    with _step("The year"):
        _bring(cloud, stack, year)
    front = _open(place, cloud, stack, mailbox)
    running.callback(front.server_close)
    running.callback(front.shutdown)
    with _step("The site"):
        _wait_for_home(place)
    _tell(place, cloud, running, time.monotonic() - begun)
    _watch(cloud)


def _claim(place: Place, running: ExitStack) -> None:
    """Make the folder and the port ours. Raises LocalFailed."""
    running.enter_context(place.claim())
    place.running.unlink(missing_ok=True)
    if not is_free(place.port):
        raise LocalFailed(f"Port {place.port} is in use; choose another one: PORT={place.port + 1} make run")


def _bring(cloud: Cloud, stack: Stack, year: Edition) -> None:
    """Have the local edition be there, and its pages the site. Raises LocalFailed."""
    try:
        os.environ |= account.emulated(cloud.endpoint)
        if told := years.bring("local", year):
            console.print(told)
        years.turn(year.name)
        team.invent("local")
    except (account.NotDone, TryAgain) as problem:
        raise LocalFailed(str(problem)) from problem
    # Of which the pages are: what was deployed finds no year the first time.
    stack.build_site()


def _deploy_once(place: Place, cloud: Cloud, stack: Stack, made: Package, year: Edition) -> None:
    """Deploy, unless the emulator kept just this."""
    codes = [code.digest for code in made.codes]
    wanted = json.dumps([codes, made.template, dict(stack.parameters), sorted(os.listdir(build.STATIC))])
    if place.deployed.exists() and place.deployed.read_text("utf-8") == wanted:
        return
    place.deployed.unlink(missing_ok=True)
    stack.make_secrets(year.vote.key)
    stack.deploy(made)
    _turn_on_expiry(stack, made)
    stack.upload(build.STATIC)
    cloud.keep()
    place.deployed.write_text(wanted, encoding="utf-8")


def _turn_on_expiry(stack: Stack, made: Package) -> None:
    """Let rows expire as the template says, since the emulator's CloudFormation forgets that part."""
    dynamodb = stack.session.client("dynamodb")
    for resource in made.template["Resources"].values():
        expiry = resource["Properties"].get("TimeToLiveSpecification")
        if resource["Type"] == "AWS::DynamoDB::Table" and expiry:
            name = resource["Properties"]["TableName"]["Fn::Sub"].replace("${Stage}", stack.stage)
            if dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]["TimeToLiveStatus"] != "ENABLED":
                dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=expiry)


def _open(place: Place, cloud: Cloud, stack: Stack, mailbox: Mailbox) -> Front:
    bucket, api = stack.outputs["PublicBucket"], stack.outputs["RestAPIId"]
    origins = Origins(cloud.endpoint, stack.session, bucket, api, mailbox, place.url, stack.guid, cloud.keep)
    try:
        front = Front(place.port, origins)
    except OSError as problem:
        raise LocalFailed(f"Port {place.port} was taken meanwhile; choose another one with PORT=…") from problem
    threading.Thread(target=front.serve_forever, daemon=True).start()
    return front


def _wait_for_home(place: Place) -> None:
    """Return when the web function answers and the home page is built. Raises LocalFailed."""
    for path in ("/health", "/nl/"):
        until = time.monotonic() + 30
        while not _answers(place.url + path):
            if time.monotonic() > until:
                raise LocalFailed(f"{place.url}{path} does not answer; the end of {place.log} says why.")
            time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=15).close()
    except OSError:
        return False
    return True


def _tell(place: Place, cloud: Cloud, running: ExitStack, seconds: float) -> None:
    half = place.running.with_suffix(".half")
    where = {"url": place.url, "emulator": cloud.endpoint, "pid": str(os.getpid()), "emulator_pid": str(cloud.pid)}
    half.write_text(json.dumps(where))
    half.replace(place.running)
    running.callback(place.running.unlink, missing_ok=True)
    console.print(
        f"\n[bold green]The campaign runs[/], after {seconds:.1f} s.\n\n"
        f"  The site     [bold]{place.url}[/]\n"
        f"  The mailbox  [bold]{place.url}/mailbox[/]  (every mail ends here; as JSON: /mailbox.json)\n"
        f"  The log      {_short(place.log)}\n\n"
        f"[bold]make demo[/] in another window fills it. What you change in the code, words or looks shows after "
        f"a restart: seven seconds.\nCtrl-C stops it and keeps the data; [bold]make clean[/] forgets the data.",
        soft_wrap=True,
    )


def _watch(cloud: Cloud) -> None:
    """Keep the data, until somebody stops us. Raises LocalFailed when the emulator dies."""
    while True:
        time.sleep(KEEP_EVERY)
        if not cloud.is_alive:
            raise LocalFailed("The emulator died; start again, and what people sent in is there.")
        cloud.keep()


def _stop_cloud(cloud: Cloud) -> None:
    console.print("Stopping: what people sent in is kept, and what works at it is ended. A few seconds …")
    with _step("Keeping the data"):
        cloud.stop()


@contextmanager
def _step(name: str) -> Iterator[None]:
    begun = time.monotonic()
    with console.status(f"{name} …"):
        yield
    console.print(f"[green]✓[/] {name} [dim]{time.monotonic() - begun:.1f} s[/]")


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main())
