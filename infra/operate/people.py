"""Who has which task: `python -m infra.operate.people show`, `invite ADDRESS --role organiser`, `remove ADDRESS`.

Organisers do this on a page. This is for the first of them, whom a deploy invites, and for a campaign whose only one
cannot read their mail any more.
"""

import argparse
import sys
from collections.abc import Sequence
from uuid import uuid4

from rich.markup import escape

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.people import OPERATOR
from chalicelib.cloud.queues import send
from chalicelib.errors import Refused
from chalicelib.messages.people import PersonPut, PersonRemoved
from chalicelib.people import store
from chalicelib.person import ROLES, Grant, Role
from infra.operate.account import NotDone, add_stage, work
from infra.terminal import console


def main(arguments: Sequence[str]) -> int:
    """Look at who has a task, or change it. Exit code 1 and one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.operate.people", description=__doc__)
    add_stage(parser)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("show", help="everybody with a task")
    invited = commands.add_parser("invite", help="mail somebody an invitation, which they accept by a button")
    invited.add_argument("address")
    invited.add_argument("--role", choices=ROLES, required=True)
    commands.add_parser("remove", help="take every task away from somebody").add_argument("address")
    asked = parser.parse_args(arguments)
    match asked.command:
        case "show":
            return work(asked.stage, show)
        case "invite":
            return work(asked.stage, lambda: invite(asked.address, asked.role, OPERATOR))
        case _:
            return work(asked.stage, lambda: remove(asked.address))


def show() -> None:
    """Print everybody with a task."""
    members = [member for member in store.everyone() if member.person.grants]
    for person in (member.person for member in members):
        roles = ", ".join(grant.role + (f" of {grant.edition}" if grant.edition else "") for grant in person.grants)
        since = "" if person.accepted else ", invited"
        console.print(escape(f"{person.name}  {person.email}  {roles}{since}"), soft_wrap=True)
    if not members:
        console.print("Nobody has a task yet: `invite` somebody to be organiser.")


def invite(address: str, role: Role, by: str, name: str = "", accepted: bool = False) -> None:
    """Mail somebody an invitation to this task besides those that they have. Raises NotDone for what is no address."""
    try:
        email = addresses.checked(address)
    except Refused as refused:
        raise NotDone(f"{address} is no address.") from refused
    member = store.find(keys.address_hash(addresses.canonical(email)))
    person = member.person if member else None
    grants = tuple({*(person.grants if person else ()), Grant(role)})
    name = (person.name if person else "") or name or email.partition("@")[0]
    language = person.language if person else "nl"
    number, at = (member.number if member else 0), clock.seconds()
    send([PersonPut(uuid4().hex, number, name, email, language, grants, by, "", at, accepted)])
    if not accepted:
        console.print(f"{email} gets an invitation within a minute, once the campaign runs.")


def remove(address: str) -> None:
    """Take every task away from somebody. Raises NotDone where they have none, or are the only organiser."""
    person = keys.address_hash(addresses.canonical(address))
    member = store.find(person)
    if member is None or not member.person.grants:
        raise NotDone(f"{address} has no task.")
    if store.is_last_organiser(member):
        raise NotDone(f"{address} is the only organiser: invite another one first.")
    send([PersonRemoved(uuid4().hex, person, OPERATOR, "", clock.seconds())])
    console.print(f"{address} has no task any more, within a minute; whatever they were mailed does nothing then.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
