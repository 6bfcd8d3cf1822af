"""A tie for the first place of the public vote, and how a jury breaks it, as everyone may read and recount it.

Each juror who knows none of those tied too well chooses one of them. Most choices win; of who has as many, the one that
the chair chose, else the deputy; where several sit so, most of them. Nothing is ever drawn by lot.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from chalicelib.kinds import Slug
from chalicelib.person import Seat


class Choice(Struct, frozen=True):
    """Whom a juror chose of those tied, and how that juror sits."""

    slug: Slug
    seat: Seat = ""


class Tie(Struct, frozen=True):
    """Who shares the first place and what the jury says to that: from the counts anybody finds `chosen` again."""

    tied: tuple[Slug, ...]
    """Sorted, so that their order says nothing."""
    least: int
    """With fewer choices nothing is decided."""
    choices: Mapping[Slug, int] = {}
    """How many jurors chose each."""
    chairs: Mapping[Slug, int] = {}
    """How many chairs did, where the choices were equal."""
    deputies: Mapping[Slug, int] = {}
    """How many deputies did, where those were equal too."""
    chosen: Slug = ""
    """Who wins; "" where nobody could decide it."""

    @property
    def count(self) -> int:
        """How many choices count."""
        return sum(self.choices.values())

    @property
    def by(self) -> str:
        """What told them apart: choices, chair or deputy; "" where nothing did."""
        if not self.chosen:
            return ""
        return "deputy" if self.deputies else "chair" if self.chairs else "choices"


def broken(tied: Sequence[Slug], choices: Iterable[Choice], least: int) -> Tie:
    """What the choices of jurors come to; those of the reserve count only where the others are too few."""
    tied, among = tuple(sorted(tied)), [its for its in choices if its.slug in tied]
    seated = [its for its in among if its.seat != "reserve"]
    cast = seated if len(seated) >= least else among
    counts, best = _counted(cast), list(tied)
    if len(cast) < max(least, 1):
        return Tie(tied, least, counts)
    best = first(best, counts)
    chairs = _seated("chair", cast, best)
    best = first(best, chairs)
    deputies = _seated("deputy", cast, best)
    best = first(best, deputies)
    return Tie(tied, least, counts, chairs, deputies, best[0] if len(best) == 1 else "")


def first(among: Sequence[Slug], counts: Mapping[Slug, int]) -> list[Slug]:
    """Of these, who has the most; all where nobody has any."""
    most = max(counts.get(slug, 0) for slug in among)
    return [slug for slug in among if counts.get(slug, 0) == most]


def chosen(tie: Tie | None) -> Slug:
    """Who won by the jury; "" where nobody did."""
    return tie.chosen if tie else ""


def _seated(seat: Seat, cast: Iterable[Choice], best: Sequence[Slug]) -> dict[Slug, int]:
    """How many who sit so chose each of these, where there is still something to tell apart."""
    return _counted(its for its in cast if its.seat == seat and its.slug in best) if len(best) > 1 else {}


def _counted(cast: Iterable[Choice]) -> dict[Slug, int]:
    return dict(sorted(Counter(its.slug for its in cast).items()))
