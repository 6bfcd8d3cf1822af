"""The public prize: who got how many votes."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from chalicelib.kinds import Language, Slug
from chalicelib.site.public import Results
from chalicelib.site.shared import Shared
from chalicelib.site.shelf import Line
from chalicelib.tie import Tie, chosen


class Ranked(Struct, frozen=True):
    """One line of the ranking; equal votes share a rank, but for the one that the jury chose of the first."""

    rank: int
    slug: Slug
    title: str
    language: Language
    votes: int


def ranking(lines: Iterable[Line] | Iterable[Shared], votes: Mapping[Slug, int], by_jury: Slug = "") -> list[Ranked]:
    """Who got how many votes, most first; an initiative that competes and got none is there too.

    `by_jury` goes before whoever has as many: the jury broke that tie.
    """
    shown = [one for one in lines if one.competes or one.slug in votes]
    counted = [((-votes.get(one.slug, 0), one.slug != by_jury), one) for one in shown]
    counted.sort(key=lambda pair: (pair[0], pair[1].title.casefold(), pair[1].slug))
    first = {place: rank for rank, (place, _) in reversed(list(enumerate(counted, 1)))}
    return [Ranked(first[place], one.slug, one.title, one.language, -place[0]) for place, one in counted]


def of(lines: Iterable[Line], results: Results | None) -> list[Ranked]:
    """The same of a recount, with what the jury chose; nobody before there is one."""
    return ranking(lines, results.votes, chosen(results.tie)) if results else []


def leader(ranked: Iterable[Ranked]) -> Slug:
    """Who got the most votes, or was chosen by the jury of those; "" where that is nobody, or still more than one."""
    first = [one.slug for one in ranked if one.votes and one.rank == 1]
    return first[0] if len(first) == 1 else ""


def told(lines: Iterable[Line] | Iterable[Shared], tie: Tie | None) -> Tie | None:
    """A tie as pages tell of it: not at all where whom the jury chose is no longer there, since of the others it chose
    none.
    """
    return tie if tie and tie.chosen in {"", *(one.slug for one in lines)} else None
