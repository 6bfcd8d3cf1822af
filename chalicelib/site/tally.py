"""What there is in each municipality, counted in one look at all: for the map, the pages and the open data."""

from collections.abc import Iterable, Sequence
from functools import cache

from msgspec import Struct, field

from chalicelib.places import AREAS, Municipality, everywhere
from chalicelib.site.shelf import Line

ALIKE = 3
"""How many municipalities that are smaller, and how many that are larger, one is put beside."""


class Tally(Struct):
    """What there is in one municipality; `since` is the year of the first, 0 where there is none."""

    initiatives: int = 0
    since: int = 0
    categories: dict[str, int] = field(default_factory=dict)
    organisations: set[str] = field(default_factory=set)


class Share(Struct, frozen=True):
    """How much there is in a province, or in Brussels."""

    area: str
    initiatives: int
    reached: int
    municipalities: int


def tallies(lines: Iterable[Line], year: int) -> list[Tally]:
    """That of each municipality, in their order; `year` is that of initiatives which did not take part before."""
    counted = [Tally() for _ in everywhere()]
    for line in lines:
        who, first = _organisation(line), line.since or year
        for number in line.places:
            its = counted[number]
            its.initiatives += 1
            its.since = min(its.since or first, first)
            its.categories[line.category] = its.categories.get(line.category, 0) + 1
            if who:
                its.organisations.add(who)
    return counted


def organisations(lines: Iterable[Line]) -> int:
    """How many organisations there are, whatever capitals and spaces they are written with."""
    return len({_organisation(line) for line in lines} - {""})


def reach(lines: Iterable[Line]) -> tuple[int, int]:
    """About how many people were reached, to two figures since each number is a guess, and how many said a number."""
    said = [line.reach for line in lines if line.reach]
    return round(sum(said), min(0, 2 - len(str(sum(said))))), len(said)


def _organisation(line: Line) -> str:
    return " ".join(line.organisation.casefold().split())


def counts(counted: Sequence[Tally], category: str = "") -> list[int]:
    """How many initiatives there are in each municipality, or how many of one category."""
    return [its.categories.get(category, 0) if category else its.initiatives for its in counted]


def shares(found: Sequence[int]) -> dict[str, Share]:
    """How much there is in each province and in Brussels, by its key, given how many there are in each municipality."""
    within: dict[str, list[int]] = {area: [] for area in (*AREAS.values(), "brussel")}
    for place, count in zip(everywhere(), found, strict=True):
        within[place.area].append(count)
    return {area: Share(area, sum(its), sum(map(bool, its)), len(its)) for area, its in within.items()}


def inhabitants(found: Sequence[int]) -> int:
    """How many people live where there is an initiative."""
    return sum(place.inhabitants for place, count in zip(everywhere(), found, strict=True) if count)


@cache
def _by_size() -> tuple[int, ...]:
    return tuple(sorted(range(len(everywhere())), key=lambda number: (everywhere()[number].inhabitants, number)))


def alike(number: int) -> list[int]:
    """The municipalities of about the size of one: the next smaller ones and the next larger ones, smallest first."""
    order = _by_size()
    at = order.index(number)
    first = max(0, min(at - ALIKE, len(order) - 2 * ALIKE - 1))
    return [other for other in order[first : first + 2 * ALIKE + 1] if other != number]


def nearest(number: int, found: Sequence[int], most: int) -> list[int]:
    """The nearest municipalities that have an initiative, nearest first."""
    here = everywhere()[number]
    lit = [other for other, count in enumerate(found) if count and other != number]
    return sorted(lit, key=lambda other: (_apart(here, everywhere()[other]), other))[:most]


_NARROW = 0.63
"""A degree of longitude here, in degrees of latitude."""


def _apart(one: Municipality, other: Municipality) -> float:
    across, down = (one.longitude - other.longitude) * _NARROW, one.latitude - other.latitude
    return across * across + down * down
