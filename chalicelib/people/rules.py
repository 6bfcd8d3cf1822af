"""What becomes of somebody with a task: values in, values out."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.kinds import DAY, MINUTE, Seconds
from chalicelib.person import Grant, Person

What = Literal["invited", "changed", "accepted", "removed", "away", "back", "signed_out"]

INVITATION_DAYS = 14
SIGN_IN_SECONDS = 15 * MINUTE
"""How long a link that signs in works, once."""
SESSION_SECONDS = 12 * 60 * MINUTE
IDLE_SECONDS = 120 * MINUTE
"""A session ends so long after it began, and after its last page."""

MOST_ASKS: Mapping[bool, int] = {False: 2, True: 3}
"""How many mails somebody gets in a quarter of an hour: at the asking of anybody, and of a browser that they used."""

MOST_REMEMBERED = 100
"""Changes of one person that are kept, the newest."""


class Change(Struct, frozen=True):
    """One line of somebody's history."""

    id: str
    what: What
    by: str
    why: str
    at: Seconds
    grants: tuple[Grant, ...] = ()


class Ask(Struct, frozen=True):
    """Somebody asked for a link to sign in."""

    id: str
    known: bool
    at: Seconds


class Member(Struct, frozen=True):
    """Somebody with all that became of them: `number` counts the changes, `invited` is the one of their invitation."""

    person: Person
    number: int = 0
    invited: int = 0
    changes: tuple[Change, ...] = ()
    asks: tuple[Ask, ...] = ()
    writes: int = field(default=0)
    """How often their row was written."""

    def has(self, change: str) -> bool:
        """Whether this change was made."""
        return any(its.id == change for its in self.changes)

    @property
    def is_organiser(self) -> bool:
        """Whether they may change the campaign, and have said yes to that."""
        return self.person.accepted and any(grant.role == "organiser" for grant in self.person.grants)

    def changed(self, change: Change, person: Person) -> "Member":
        """The same after a change."""
        return replace(self, person=person, number=self.number + 1, changes=(*self.changes, change)[-MOST_REMEMBERED:])


def put(member: Member | None, wanted: Person, change: Change) -> Member:
    """Somebody as an organiser wants them: whether they accepted, are away and signed out stays as it is."""
    if member is None:
        return Member(wanted, 1, 0 if wanted.accepted else 1, (change,))
    known = member.person
    is_back = not known.grants
    person = replace(
        wanted,
        accepted=wanted.accepted or (known.accepted and not is_back),
        away=known.away and not is_back,
        signed_out_at=known.signed_out_at,
    )
    after = member.changed(change, person)
    return after if person.accepted else replace(after, invited=after.number)


def removed(member: Member, change: Change) -> Member:
    """Somebody who had a task: a name in histories, no address, and no way in."""
    nobody = replace(member.person, grants=(), accepted=False, away=False, email="", signed_out_at=change.at)
    return replace(member.changed(change, nobody), invited=0, asks=())


def asked(member: Member, ask: Ask) -> Member | None:
    """Somebody who asked for one more link to sign in; None where they got their share of this quarter already."""
    recent = tuple(its for its in member.asks if its.at > ask.at - SIGN_IN_SECONDS)
    if any(its.id == ask.id for its in recent):
        return member
    if sum(its.known == ask.known for its in recent) >= MOST_ASKS[ask.known]:
        return None
    return replace(member, asks=(*recent, ask))


INVITATION_SECONDS = INVITATION_DAYS * DAY
