"""Puts the campaign into an AWS account.

`python -m infra.put.deploy Stage=production Edition=2027 Sender=… PublicUrl=https://…`

Who one is and where comes from the environment, as with every AWS tool. Running it again changes what changed; what is
not typed again stays as it is.
"""

import sys
from collections.abc import Iterable, Sequence

from rich.table import Table

from chalicelib.clock import now
from chalicelib.edition import EDITIONS, read
from infra.make import build
from infra.make.package import AWS_PLATFORM, BUILD, Package, package
from infra.put import asked, certificate, check, identity
from infra.put.asked import Asked, agreed, console, work
from infra.put.failed import DeployFailed
from infra.put.stack import Stack

NOWHERE = "https://not-yet.invalid"
"""The site's address until the CDN has given it one; nobody has heard of it by then."""
RUNTIME = (3, 13)
"""The one Python that production runs on: what is packed is compiled for it."""


def main(arguments: Sequence[str]) -> int:
    """Deploy. Exit code 1 and one sentence when it cannot."""
    return work(lambda: deploy(asked.read(arguments, "deploy", "Puts the campaign into an AWS account.")))


def deploy(typed: Asked) -> None:
    """Make the account what was asked for. Raises DeployFailed."""
    made = packed()
    stack = in_full(typed)
    check.stop_at_faults(stack)
    sender = identity.made(stack.session.client("sesv2"), stack.parameters["Sender"])
    if not sender.is_verified:
        _tell_rows(f"Mail from {sender.name} needs these rows in its DNS; it goes out once they are seen.", sender.rows)
    year = read(EDITIONS / f"{stack.parameters['Edition']}.toml")
    if stack.parameters.get("Season") == "closed" and (year.registration.is_open(now()) or year.vote.is_open(now())):
        raise DeployFailed(f"People may register or vote in {year.name} now: its season cannot be closed.")
    stack.make_secrets(year.vote.round)
    if stack.formation.found():
        # First, since pages and functions name the new ones at once; each has the hash of its content in its name.
        stack.upload(build.STATIC)
    changes = stack.propose(made)
    if changes:
        show(stack, changes)
        if not agreed("Go on?", typed):
            stack.formation.drop(changes)
            raise DeployFailed("Nothing was changed.")
        with console.status("CloudFormation works; the first time it takes some ten minutes …"):
            stack.apply(changes)
    stack.upload(build.STATIC)
    if stack.parameters["PublicUrl"] == NOWHERE:
        console.print(f"The site gets the CDN's own name, {stack.outputs['SiteDomain']}, and is told so.")
        deploy(Asked({**typed.parameters, "PublicUrl": f"https://{stack.outputs['SiteDomain']}"}, go_on=True))
        return
    stack.build_site()
    _tell_where(stack)


def packed() -> Package:
    """The package for AWS. Raises DeployFailed where this Python is not the one that it is to run on."""
    if sys.version_info[:2] != RUNTIME:
        version = ".".join(map(str, RUNTIME))
        raise DeployFailed(
            f"Production runs on Python {version}, and this is {sys.version.split()[0]}. Install it, delete the folder "
            f".venv, then: make PYTHON=python{version} .venv/run.stamp"
        )
    if build.main():
        raise DeployFailed("The site's static files could not be built.")
    return package(BUILD, AWS_PLATFORM)


def in_full(typed: Asked) -> Stack:
    """The stack with all its parameters: typed, as they were, or found out in the account. Raises DeployFailed."""
    session = asked.session()
    stack = Stack(session, {"Stage": typed.stage})
    found = stack.formation.found()
    had = {its["ParameterKey"]: its["ParameterValue"] for its in found.get("Parameters", [])} if found else {}
    given = {"PublicUrl": NOWHERE, **had, **typed.parameters}
    if missing := [name for name, about in asked.parameters().items() if name not in given and "Default" not in about]:
        raise DeployFailed(f"The first time say also {', '.join(f'{name}=…' for name in missing)}.")
    quota = session.client("sesv2").get_account()["SendQuota"]
    # Unlimited is said as -1.
    day, second = int(quota["Max24HourSend"]), int(quota["MaxSendRate"])
    out = {"MailsPerDay": str(day if day > 0 else 10_000_000), "ConfirmationMailers": str(max(2, second // 7))}
    host = given["PublicUrl"].partition("//")[2]
    if is_own(host) and "CertificateArn" not in typed.parameters:
        out["CertificateArn"] = certificate.issued(session, host, _tell_certificate)
    return Stack(session, {**given, **out, **typed.parameters})


def is_own(host: str) -> bool:
    """Whether a host is the organisation's own name, and not the CDN's."""
    return not host.endswith((".cloudfront.net", ".invalid"))


def show(stack: Stack, changes: str) -> None:
    """Print what a change set does; what is replaced loses what it held."""
    table = Table("", "What", "Kind", title=f"{stack.name} in {stack.session.region_name}", title_justify="left")
    for change in sorted(stack.formation.shown(changes), key=lambda one: (one.action, one.kind, one.resource)):
        table.add_row("[bold red]Replace[/]" if change.replaces else change.action, change.resource, change.kind)
    console.print(table)


def _tell_certificate(waiting: certificate.Certificate) -> None:
    _tell_rows(
        "The site's certificate needs this row in your DNS; leave it there. I wait for it, half an hour.", waiting.rows
    )


def _tell_rows(sentence: str, rows: Iterable[tuple[str, str, str]]) -> None:
    console.print(sentence)
    for name, kind, value in rows:
        console.print(f"  {name}  {kind}  {value}", soft_wrap=True)


def _tell_where(stack: Stack) -> None:
    host, cdn = stack.parameters["PublicUrl"].partition("//")[2], stack.outputs["SiteDomain"]
    if is_own(host):
        _tell_rows("The last row: your name leads to the CDN.", [(host, "CNAME", cdn)])
        if host.count(".") == 1:
            console.print(f"{host} is a whole domain, for which no CNAME is allowed: use an ALIAS row, or www.{host}.")
    if stack.parameters.get("AlertEmail"):
        console.print("AWS mails the address for alarms once: nothing comes there before its link is followed.")
    console.print(f"[bold green]✓[/] {stack.parameters['PublicUrl']}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
