"""What the page of a municipality shows, full or empty: values in, values out.

What it is put beside is counted as of the morning: else each approval would change the pages of all its neighbours.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from chalicelib.kinds import Language
from chalicelib.places import COUNTED, everywhere
from chalicelib.site.land import Point, point
from chalicelib.site.shown import Entry
from chalicelib.site.tally import Share, Tally, alike, nearest, shares

MOST = 24
"""Initiatives on a page; the search has all of them."""
NEIGHBOURS = 3
"""How many municipalities that have an initiative an empty one is told of."""


class Here(Struct, frozen=True):
    """The municipality itself; `x` and `y` are where it is on the small map."""

    slug: str
    name: str
    area: str
    inhabitants: int
    counted: date
    postal_codes: Sequence[str]
    former: Sequence[str]
    x: int
    y: int


class Other(Struct, frozen=True):
    """Another municipality, and how many initiatives it has."""

    slug: str
    name: str
    inhabitants: int
    count: int


class Beside(Struct, frozen=True):
    """What a municipality is put beside."""

    share: Share
    alike: Sequence[Other]
    nearest: Sequence[Other]


class Shown(Struct, frozen=True):
    """The page of a municipality: the numbers of what there is, and the newest of it."""

    place: Here
    found: int
    organisations: int
    since: int
    kinds: Sequence[tuple[str, int]]
    items: Sequence[Entry]
    beside: Beside


def shown(
    number: int, its: Tally, items: Sequence[Entry], beside: Beside, categories: Mapping[str, str], language: Language
) -> Shown:
    """The page of one municipality, by its number; `categories` are in the order that they are told in."""
    told = [key for key in categories if key in its.categories]
    kinds = [(key, its.categories[key]) for key in (*told, *(its.categories.keys() - categories.keys()))]
    return Shown(here(number, language), its.initiatives, len(its.organisations), its.since, kinds, items, beside)


def here(number: int, language: Language) -> Here:
    """What is known of a municipality before anybody registers."""
    place = everywhere()[number]
    at: Point = point(place.longitude, place.latitude)
    former = [name for name in place.former if name not in (place.dutch, place.french)]
    return Here(
        slug=place.slug,
        name=place.name(language),
        area=place.area,
        inhabitants=place.inhabitants,
        counted=COUNTED,
        postal_codes=place.postal_codes,
        former=former,
        x=round(at.x),
        y=round(at.y),
    )


def beside(number: int, found: Sequence[int], language: Language) -> Beside:
    """What a municipality is put beside, given how many initiatives there are in each."""
    area = everywhere()[number].area
    return Beside(
        share=shares(found)[area],
        alike=[_other(one, found, language) for one in alike(number)],
        nearest=[_other(one, found, language) for one in nearest(number, found, NEIGHBOURS)],
    )


def _other(number: int, found: Sequence[int], language: Language) -> Other:
    place = everywhere()[number]
    return Other(place.slug, place.name(language), place.inhabitants, found[number])
