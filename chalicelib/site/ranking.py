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
    """Who got how many votes, most first; an initiative that competes and got none is there too."""
    counted = [(votes.get(one.slug, 0), one) for one in lines if one.competes or one.slug in votes]
    counted.sort(key=lambda pair: (-pair[0], pair[1].title.casefold(), pair[1].slug))
    first = {number: rank for rank, (number, _) in reversed(list(enumerate(counted, 1)))}
    return [Ranked(first[number], one.slug, one.title, one.language, number) for number, one in counted]
