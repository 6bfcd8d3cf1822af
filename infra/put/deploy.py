"""Puts the campaign into an AWS account.

`python -m infra.put.deploy Stage=production Edition=2027 Organiser=… Sender=… PublicUrl=https://…`

Who one is and where comes from the environment, as with every AWS tool. Running it again changes what changed; what is
not typed again stays as it is.
"""

import sys
from collections.abc import Collection, Iterable, Sequence

from rich.table import Table

from chalicelib.clock import now
from chalicelib.edition import Edition
from infra.make import build
from infra.make.package import AWS_PLATFORM, BUILD, Package, package
from infra.put import asked, awake, certificate, check, identity, team, years
from infra.put.asked import Asked, agreed, work
from infra.put.failed import DeployFailed
from infra.put.stack import Stack
from infra.terminal import console
from infra.year import YEARS, read

NOWHERE = "https://not-yet.invalid"
"""The site's address until the CDN has given it one; nobody has heard of it by then."""
ANY_NUMBER = 10_000_000
"""Mails a day, where the mail service sets no limit."""
RUNTIME = (3, 13)
"""The one Python that production runs on: what is packed is compiled for it."""


def main(arguments: Sequence[str]) -> int:
    """Deploy. Exit code 1 and one sentence when it cannot."""
    return work(lambda: deploy(asked.read(arguments, "deploy", "Puts the campaign into an AWS account.")))


def deploy(typed: Asked) -> None:
    """Make the account what was asked for. Raises DeployFailed."""
    made, stack = packed(), in_full(typed)
    wanted = read(YEARS / f"{typed.edition}.toml") if typed.edition else None
    known = {year.name: year for year in years.there(stack)} | ({wanted.name: wanted} if wanted else {})
    _check_years(stack, known.values())
    team.check(stack.stage, stack.formation.found() is not None, typed.organiser)
    check.stop_at_faults(stack)
    stack = _certified(stack, typed)
    sender = identity.made(stack.session.client("sesv2"), stack.parameters["Sender"])
    if not sender.is_verified:
        _tell_rows(f"Mail from {sender.name} needs these rows in its DNS; it goes out once they are seen.", sender.rows)
    for year in known.values():
        stack.make_secrets(year.vote.key)
    stack.formation.make_ready()
    _bring(stack, made, typed)
    if stack.parameters["PublicUrl"] == NOWHERE:
        console.print(f"The site gets the CDN's own name, {stack.outputs['SiteDomain']}, and is told so.")
        stack = Stack(stack.session, {**stack.parameters, "PublicUrl": f"https://{stack.outputs['SiteDomain']}"})
        _bring(stack, made, Asked(typed.parameters, go_on=True))
    if stack.parameters.get("Season") != "closed":
        awake.wake(stack)
    if wanted and (told := years.bring(stack.stage, wanted)):
        console.print(told)
    team.bring(stack.stage, typed.organiser)
    stack.build_site()
    _tell_where(stack)


def _check_years(stack: Stack, known: Collection[Edition]) -> None:
    """Raises DeployFailed where there is no year, or one is on whose season is to be closed."""
    names = [year.name for year in known if year.registration.is_open(now()) or year.vote.is_open(now())]
    if not known:
        raise DeployFailed("The first time say also Edition=…, a file in chalicelib/editions without its .toml.")
    if stack.parameters.get("Season") == "closed" and names:
        raise DeployFailed(f"People may register or vote in {names[0]} now: its season cannot be closed.")


def _bring(stack: Stack, made: Package, typed: Asked) -> None:
    """Make the account what the stack's parameters say, if whoever sits there agrees. Raises DeployFailed."""
    was_there = stack.formation.found() is not None
    if was_there:
        # First, since pages and functions name the new ones at once; each has the hash of its content in its name.
        stack.upload(build.STATIC)
    changes = stack.propose(made)
    if changes:
        show(stack, changes)
        if not agreed("Go on?", typed):
            stack.formation.drop(changes)
            raise DeployFailed("Nothing that runs was changed.")
        with console.status("CloudFormation works; the first time it takes some ten minutes …"):
            stack.apply(changes)
    if not was_there:
        stack.upload(build.STATIC)


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
    session, known = asked.session(), asked.parameters()
    found = Stack(session, {"Stage": typed.stage}).formation.found()
    before = {its["ParameterKey"]: its["ParameterValue"] for its in found.get("Parameters", [])} if found else {}
    had = {name: value for name, value in before.items() if name in known}
    day, second = identity.quota(session.client("sesv2").get_account())
    out = {"MailsPerDay": str(day or ANY_NUMBER), "ConfirmationMailers": str(max(2, second // 7))}
    given = {"PublicUrl": NOWHERE, **had, **out, **typed.parameters}
    if missing := [name for name, about in known.items() if name not in given and "Default" not in about]:
        raise DeployFailed(f"The first time say also {', '.join(f'{name}=…' for name in missing)}.")
    return Stack(session, given)


def _certified(stack: Stack, typed: Asked) -> Stack:
    """The stack with the certificate of its host, asked for and waited for. Raises DeployFailed."""
    host = _host(stack)
    if not is_own(host) or "CertificateArn" in typed.parameters:
        return stack
    arn = certificate.issued(stack.session, host, _tell_certificate)
    return Stack(stack.session, {**stack.parameters, "CertificateArn": arn})


def _host(stack: Stack) -> str:
    return stack.parameters["PublicUrl"].partition("//")[2]


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
    host, cdn = _host(stack), stack.outputs["SiteDomain"]
    if is_own(host):
        _tell_rows("The last row: your name leads to the CDN.", [(host, "CNAME", cdn)])
        if host.count(".") == 1:
            console.print(f"{host} is a whole domain, for which no CNAME is allowed: use an ALIAS row, or www.{host}.")
    if stack.parameters.get("AlertEmail"):
        console.print("AWS mails the address for alarms once: nothing comes there before its link is followed.")
    console.print(f"[bold green]✓[/] {stack.parameters['PublicUrl']}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
