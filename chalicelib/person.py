"""Somebody with a task: who they are, and what they may do in which year."""

from collections.abc import Collection
from typing import Literal, get_args

from msgspec import Struct

from chalicelib.kinds import Language, Seconds

Role = Literal["organiser", "moderator", "juror", "partner"]
ROLES: tuple[Role, ...] = get_args(Role)
Seat = Literal["", "chair", "deputy", "reserve"]
"""Of a juror: any; who breaks a tie; who does where the chair cannot; who counts only where the others are too few."""
SEATS: tuple[Seat, ...] = get_args(Seat)

ORGANISER: frozenset[Role] = frozenset({"organiser"})
AT_THE_DESK: frozenset[Role] = frozenset({"moderator", "organiser"})
JUROR: frozenset[Role] = frozenset({"juror"})
TEAM: frozenset[Role] = frozenset(ROLES)
"""For whom a page is; TEAM is for everybody who signs in."""


class Grant(Struct, frozen=True):
    """A role, of one edition or of all of them (""), for these areas and categories, or for all where none is said.

    A partner speaks for an organisation; a juror judges categories; an organiser is of every edition.
    """

    role: Role
    edition: str = ""
    areas: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    seat: Seat = ""

    def covers(self, category: str, areas: Collection[str]) -> bool:
        """Whether an initiative in this category and these areas is in its part."""
        return (not self.categories or category in self.categories) and (
            not self.areas or any(area in self.areas for area in areas)
        )


class Person(Struct, frozen=True):
    """Somebody with a task, by the hash of their mailbox. Without grants they had one once."""

    id: str
    name: str
    email: str
    language: Language
    grants: tuple[Grant, ...] = ()
    accepted: bool = False
    """Whether they pressed the button of their invitation; nobody has a role before."""
    away: bool = False
    """Whether they asked to be mailed no work for now."""
    digest: bool = False
    """Whether they asked for one mail a day of what waits, instead of one for each that comes in."""
    signed_out: int = 0
    """How often they were signed out everywhere: what they signed in with before is over, by whatever clock."""

    @property
    def is_organiser(self) -> bool:
        """Whether they may change the campaign, of whatever year, and have said yes to that."""
        return self.accepted and any(grant.role == "organiser" for grant in self.grants)

    def grants_in(self, edition: str) -> tuple[Grant, ...]:
        """Their tasks in an edition: those of every year, and those that somebody said last, in that year or before.

        So a new year begins with the team of the year before, and what comes in finds somebody who may decide.
        """
        said = max((its.edition for its in self.grants if its.edition <= edition), default="")
        return tuple(its for its in self.grants if its.edition in ("", said))

    def seat(self, edition: str, category: str) -> Seat | None:
        """How they judge a category in an edition; None where they do not."""
        its = (grant for grant in self.grants_in(edition) if self.accepted and grant.role == "juror")
        return next((grant.seat for grant in its if not grant.categories or category in grant.categories), None)

    def roles(self, edition: str) -> frozenset[Role]:
        """What they may do in an edition: nothing before they accepted."""
        return frozenset(grant.role for grant in self.grants_in(edition)) if self.accepted else frozenset()


class Session(Struct, frozen=True):
    """Somebody signed in with one browser. `id` is that of the link that did it: it began this one, and no other."""

    person: str
    id: str
    secret: str
    """A keyed hash of what the browser keeps."""
    signed_out: int
    """How often its owner had been signed out everywhere when its link was made."""
    began_at: Seconds
    expires_at: Seconds
    device: str = ""
    """What its owner knows the browser by, such as Firefox, Android."""
    ended: Seconds = 0

    def is_on(self, person: Person, now: Seconds) -> bool:
        """Whether it goes on, of somebody as they are now."""
        return not self.ended and self.signed_out == person.signed_out and now < self.expires_at
