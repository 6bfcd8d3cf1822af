"""The public prize: who got how many votes."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from chalicelib.kinds import Language, Slug
from chalicelib.site.shelf import Line


class Ranked(Struct, frozen=True):
    """One line of the ranking; equal votes share a rank, since the jury decides a tie."""

    rank: int
    slug: Slug
    title: str
    language: Language
    votes: int


def ranking(lines: Iterable[Line], votes: Mapping[Slug, int]) -> list[Ranked]:
    """Who got how many votes, most first; an initiative that competes and got none is there too.

    Whose page is gone keeps its place, though nobody reads its name: their votes stand, and nobody else got them.
    """
    counted = [(votes.get(one.slug, 0), one) for one in lines if one.competes or one.slug in votes]
    counted.sort(key=lambda pair: (-pair[0], pair[1].title.casefold(), pair[1].slug))
    shown = {one.slug for _, one in counted}
    every = sorted([number for number, _ in counted] + [votes[slug] for slug in votes if slug not in shown])
    first = {number: rank for rank, number in reversed(list(enumerate(reversed(every), 1)))}
    return [Ranked(first[number], one.slug, one.title, one.language, number) for number, one in counted]


def leader(votes: Mapping[Slug, int]) -> Slug:
    """Who got more votes than anybody else; "" where that is nobody, or several, between whom the jury decides."""
    most = max(votes.values(), default=0)
    first = [slug for slug, number in votes.items() if number == most]
    return first[0] if most and len(first) == 1 else ""
