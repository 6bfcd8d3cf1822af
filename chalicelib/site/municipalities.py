"""The pages of municipalities that have an initiative, with their feeds, and the numbers of all as open data.

Those without are drawn when somebody asks for one: see publication/pages.py. There is no file of them to keep right.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.places import COUNTED, everywhere
from chalicelib.site import atom, municipality, public, shelf, turn
from chalicelib.site.drawing import Site, ground, of, page
from chalicelib.site.file import Absent, File, Sketch
from chalicelib.site.land import land
from chalicelib.site.municipality import MOST, Shown
from chalicelib.site.shared import CREDITS
from chalicelib.site.shelf import Line

NUMBERS = "municipalities.json"


class Numbers(Struct, frozen=True):
    """A municipality in the open data: how many initiatives there are, in all and of each category."""

    nis: str
    slug: str
    nl: str
    fr: str
    province: str
    inhabitants: int
    initiatives: int
    organisations: int
    categories: Mapping[str, int]
    since: int
    """The year of the first; 0 where there is none."""


class Data(Struct, frozen=True):
    """The file of them all. `counted` is the day as of which inhabitants are."""

    credits: str
    counted: str
    municipalities: Sequence[Numbers]


def sketches(site: Site) -> Iterator[File | Sketch | Absent]:
    """The pages and feeds of municipalities in which something changed, or of all, and the numbers."""
    if not site.is_changed:
        return
    lines = _lines(site, range(len(everywhere())) if site.is_another_morning else sorted(_touched(site)))
    for number, its in lines.items():
        slug = everywhere()[number].slug
        for language in LANGUAGES:
            yield _sketch(site, language, number, its) if its else Absent(f"{language}/{below(slug)}")
        if site.touched is None or number in _touched(site):
            yield _feed(site, number, its)
    yield from _of_categories(site)
    yield File(NUMBERS, "application/json; charset=utf-8", msgspec.json.encode(_data(site)))


def below(slug: str) -> str:
    """The address of a municipality's page below its language."""
    return f"municipalities/{slug}"


def _touched(site: Site) -> frozenset[int]:
    return site.touched.municipalities if site.touched else frozenset()


def _lines(site: Site, wanted: Sequence[int]) -> dict[int, list[Line]]:
    """What is in each of these, the oldest first."""
    found: dict[int, list[Line]] = {number: [] for number in wanted}
    for one in site.lines:
        for number in one.places:
            if number in found:
                found[number].append(one)
    return found


def _sketch(site: Site, language: Language, number: int, its: Sequence[Line]) -> Sketch:
    # While there is a vote, newer ones are not favoured here either.
    first = turn.ordered(its, site.turn)[:MOST] if site.day else its[: -MOST - 1 : -1]
    shown = municipality.shown(
        number,
        site.tallies[number],
        [shelf.entry(one, language) for one in first],
        municipality.beside(number, site.this_morning, language),
        public.categories(site.edition, language),
        language,
    )
    key = f"{language}/{below(shown.place.slug)}"
    return Sketch(key, of(ground(site, language), "municipality", shown), partial(_draw, site, language, shown))


def _draw(site: Site, language: Language, shown: Shown) -> File:
    return page(site, "site/municipality.html", language, below(shown.place.slug), land=land().small, **asdict(shown))


def _feed(site: Site, number: int, its: Sequence[Line]) -> File | Absent:
    place = everywhere()[number]
    key = f"{below(place.slug)}.atom"
    if not its:
        return Absent(key)
    return atom.feed(site.edition, its, site.public_url, key, of=place.dutch, below=below(place.slug))


def _of_categories(site: Site) -> Iterator[File]:
    for category in site.edition.categories:
        if site.touched is None or category.key in site.touched.categories:
            its = [one for one in site.lines if one.category == category.key]
            key = f"initiatives.{category.key}.atom"
            yield atom.feed(site.edition, its, site.public_url, key, of=category.name.nl, below=f"map/{category.key}")


def _data(site: Site) -> Data:
    its = [
        Numbers(
            place.nis,
            place.slug,
            place.dutch,
            place.french,
            place.area,
            place.inhabitants,
            tally.initiatives,
            len(tally.organisations),
            {key: tally.categories[key] for key in sorted(tally.categories)},
            tally.since,
        )
        for place, tally in zip(everywhere(), site.tallies, strict=True)
    ]
    return Data(CREDITS, COUNTED.isoformat(), its)


def counted(served: bytes | None) -> list[int]:
    """How many initiatives there are in each municipality, by its number, as the file said that was served; none before
    the first build, when there is no file.
    """
    if served is None:
        return [0] * len(everywhere())
    return [one.initiatives for one in msgspec.json.decode(served, type=Data).municipalities]
