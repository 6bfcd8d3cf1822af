"""Who has a task in the tests' campaign, as rows that somebody put there before anybody came."""

from functools import cache
from typing import Any

import msgspec

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.people import ORGANISERS, TEAM
from chalicelib.people.rules import Change, Member
from chalicelib.person import Grant, Person, Role
from tests.environment import SECRETS


def hashed(address: str) -> str:
    """The hash of a mailbox, as the secret of the tests makes it."""
    return keys.keyed_hash(SECRETS["address-key"].encode(), "address", addresses.canonical(address))


def somebody(name: str, email: str, role: Role) -> Person:
    """Somebody who accepted a task."""
    return Person(hashed(email), name, email, "nl", (Grant(role),), accepted=True)


SOFIE = somebody("Sofie Maes", "sofie.maes@example.org", "organiser")
AN = somebody("An Peeters", "an.peeters@example.org", "moderator")
KARIM = somebody("Karim Haddad", "karim.haddad@example.org", "moderator")
TEAM_OF_2027 = {"sofie": SOFIE, "an": AN, "karim": KARIM}
READERS = {"an": AN, "karim": KARIM}


@cache
def first_team() -> tuple[dict[str, Any], ...]:
    """Their rows, and the one that counts the organisers."""
    organisers = msgspec.json.encode((SOFIE.id,)).decode()
    counted = {"team": {"S": ORGANISERS}, "person": {"S": ORGANISERS}, "said": {"S": organisers}, "writes": {"N": "1"}}
    return (*map(row, TEAM_OF_2027.values()), counted)


def row(person: Person) -> dict[str, Any]:
    """Somebody as they are kept."""
    member = Member(person, 1, 0, 0, (Change("first", "invited", "", "", 0, person.grants),))
    became = {"number": 1, "invited": 0, "began_at": 0, "changes": member.changes, "asks": []}
    said = {name: {"S": msgspec.json.encode(value).decode()} for name, value in (("said", person), ("became", became))}
    return {"team": {"S": TEAM}, "person": {"S": person.id}, **said, "writes": {"N": "1"}}
