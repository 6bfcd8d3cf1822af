"""What becomes of somebody with a task: values in, values out."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.kinds import DAY, HOUR, MINUTE, Seconds
from chalicelib.person import Grant, Person

What = Literal["invited", "changed", "accepted", "removed", "away", "back", "daily", "singly", "signed_out"]

INVITATION_SECONDS = 14 * DAY
SIGN_IN_SECONDS = 15 * MINUTE
"""How long an invitation works, and a link that signs in, which does so once."""

MOST_ASKS: Mapping[bool, int] = {False: 2, True: 3}
"""How many mails somebody gets in a quarter of an hour: at the asking of anybody, and of a browser that they used."""

OWN: frozenset[What] = frozenset({"away", "back", "daily", "singly", "signed_out"})
"""What somebody does themselves, as often as they like."""

MOST_REMEMBERED = 100
MOST_OWN_REMEMBERED = 10
"""Changes of one person that are kept, the newest: what they did themselves pushes out nothing of others."""


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
    signed_out: int = 0
    """How often they had been signed out everywhere then: asked again, the link is the same."""


class Member(Struct, frozen=True):
    """Somebody with all that became of them: `number` counts what organisers changed and their yes to it, `invited` is
    the one of their invitation.
    """

    person: Person
    number: int = 0
    invited: int = 0
    began_at: Seconds = 0
    """Since when they have a task, or had one: what is asked of before is not about that."""
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
        return self.person.is_organiser

    def noted(self, change: Change, person: Person) -> "Member":
        """The same after what they did themselves, of which an organiser undoes nothing."""
        return replace(self, person=person, changes=_remembered((*self.changes, change)))

    def changed(self, change: Change, person: Person) -> "Member":
        """The same after a change."""
        return replace(self.noted(change, person), number=self.number + 1)


def _remembered(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    own = [its for its in changes if its.what in OWN][-MOST_OWN_REMEMBERED:]
    others = [its for its in changes if its.what not in OWN][-MOST_REMEMBERED:]
    return tuple(its for its in changes if its in own or its in others)


def put(member: Member | None, wanted: Person, change: Change) -> Member:
    """Somebody as an organiser wants them: what they said themselves and whether they accepted stays as it is."""
    if member is None:
        return Member(wanted, 1, 0 if wanted.accepted else 1, change.at, (change,))
    known = member.person
    is_back = not known.grants
    person = replace(
        wanted,
        accepted=wanted.accepted or (known.accepted and not is_back),
        away=known.away and not is_back,
        digest=known.digest and not is_back,
        signed_out=known.signed_out,
    )
    after = replace(member.changed(change, person), began_at=change.at if is_back else member.began_at)
    return after if person.accepted else replace(after, invited=after.number)


def removed(member: Member, change: Change) -> Member:
    """Somebody who had a task: a name in histories, no address, and no way in."""
    nobody = replace(signed_out(member.person), grants=(), accepted=False, away=False, digest=False, email="")
    return replace(member.changed(change, nobody), invited=0)


def forgotten(member: Member, change: Change) -> Member:
    """The same, without a name or what organisers wrote of them."""
    after = removed(member, change)
    silent = tuple(replace(its, why="") for its in after.changes)
    return replace(after, person=replace(after.person, name=""), changes=silent)


def signed_out(person: Person) -> Person:
    """Somebody whose sessions and links to sign in are over."""
    return replace(person, signed_out=person.signed_out + 1)


def away(member: Member, away: bool, change: Change) -> Member:
    """Somebody who wants no work, or work again; as they are where they said something newer of it."""
    newest = _said(member, "away", "back")
    return member if newest > change.at else _wishing(member, change, away=away)


def digest(member: Member, digest: bool, change: Change) -> Member:
    """Somebody who wants one mail a day, or one for each; as they are where they said something newer of it."""
    newest = _said(member, "daily", "singly")
    return member if newest > change.at else _wishing(member, change, digest=digest)


def _said(member: Member, *what: What) -> Seconds:
    """When they last said one of these."""
    return max((its.at for its in member.changes if its.what in what), default=member.began_at)


def _wishing(member: Member, change: Change, **wish: bool) -> Member:
    return member.noted(change, replace(member.person, **wish))


def asked(member: Member, ask: Ask) -> Member | None:
    """Somebody who asked for one more link to sign in; None where they got their share of this quarter already."""
    if any(its.id == ask.id for its in member.asks):
        return member
    # They may come in any order.
    near = [its for its in member.asks if abs(its.at - ask.at) < SIGN_IN_SECONDS]
    if sum(its.known == ask.known for its in near) >= MOST_ASKS[ask.known]:
        return None
    recent = tuple(its for its in member.asks if its.at > ask.at - HOUR)
    return replace(member, asks=(*recent, ask))
