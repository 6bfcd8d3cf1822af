"""The open data: every public initiative, for programs. The same in all languages.

Files hold BLOCK initiatives each, as the shelf does: `initiatives.json` the newest, and `before` says where the ones
before are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

import msgspec

from chalicelib.edition import Edition
from chalicelib.kinds import Slug
from chalicelib.places import municipalities
from chalicelib.site import atom, shelf
from chalicelib.site.drawing import Site
from chalicelib.site.file import File
from chalicelib.site.public import Published
from chalicelib.site.shared import CREDITS, Place, Shared, shared
from chalicelib.site.shelf import Touched
from chalicelib.web.spreadsheets import spreadsheet

NAME = "initiatives"

COLUMNS = (
    *("slug", "url", "title", "summary", "description", "language", "category"),
    *("municipalities", "nis", "organisation", "website", "competes", "approved", "since", "reach"),
)
"""Of the table; a cell with several municipalities has them between semicolons."""


def files(site: Site) -> Iterator[File]:
    """The files of the open data in which something changed, or all."""
    full = shelf.newest(len(site.shelf))
    blocks = range(full + 1) if site.touched is None else written(site, site.touched)
    told = {one.slug: shared(site.edition, one, site.public_url) for one in site.published}
    for number in blocks:
        its = [_told(site, told, one.slug) for one in shelf.lines(shelf.of_block(site.shelf, number))]
        before = f"{site.public_url}/{shelf.key(number - 1, full, NAME)}" if number else ""
        yield from _tables(its[::-1], before, partial(shelf.key, number, full, NAME))
    if site.is_changed:
        yield atom.feed(site.edition, site.lines, site.public_url, f"{NAME}.atom", changed=site.changed)


def written(site: Site, touched: Touched) -> list[int]:
    """The blocks of what changed, also where that is nowhere but in the open data; and what was the newest block."""
    numbers = {one.slug: number for number, one in enumerate(site.shelf) if isinstance(one, shelf.Line)}
    its = {numbers[one.slug] // shelf.BLOCK for one in site.published}
    return sorted(its | touched.blocks(shelf.BLOCK))


def _told(site: Site, told: Mapping[Slug, Shared], slug: Slug) -> Shared:
    return told[slug] if slug in told else site.data[slug]


def tables(edition: Edition, published: Sequence[Published], public_url: str, under: str = "") -> Iterator[File]:
    """The three files of these initiatives; `under`: what stands before their names, and before those of the pages."""
    its = [shared(edition, one, public_url, under) for one in published]
    yield from _tables(its, "", lambda kind: f"{under}{NAME}.{kind}")


def _tables(its: Sequence[Shared], before: str, key: Callable[[str], str]) -> Iterator[File]:
    yield File(key("json"), "application/json; charset=utf-8", _json(its, before))
    yield File(key("geojson"), "application/geo+json; charset=utf-8", _geojson(its, before))
    yield File(key("csv"), "text/csv; charset=utf-8", spreadsheet(COLUMNS, map(_row, its)))


class Data(msgspec.Struct, frozen=True):
    """A file of the open data."""

    credits: str
    initiatives: Sequence[Shared]
    before: str = ""


def read(served: bytes) -> Sequence[Shared]:
    """The initiatives of a JSON file of it that was served."""
    return msgspec.json.decode(served, type=Data).initiatives


def _json(its: Sequence[Shared], before: str) -> bytes:
    return msgspec.json.encode(Data(CREDITS, its, before))


def _geojson(its: Sequence[Shared], before: str) -> bytes:
    """One feature per initiative, with a point for each of its municipalities: never nearer to people than that."""
    features = [
        {
            "type": "Feature",
            "id": one.slug,
            "geometry": {"type": "MultiPoint", "coordinates": [_point(place) for place in one.municipalities]},
            "properties": one,
        }
        for one in its
    ]
    return msgspec.json.encode(
        {"type": "FeatureCollection", "credits": CREDITS, "before": before, "features": features}
    )


def _point(place: Place) -> tuple[float, float]:
    known = municipalities()[place.nis]
    return known.longitude, known.latitude


def _row(one: Shared) -> tuple[str, ...]:
    return (
        one.slug,
        one.urls["nl"],
        one.title,
        one.summary,
        one.description,
        one.language,
        one.category.key,
        "; ".join(place.nl for place in one.municipalities),
        "; ".join(place.nis for place in one.municipalities),
        one.organisation,
        one.website,
        "yes" if one.competes else "no",
        one.approved,
        str(one.since),
        str(one.reach or ""),
    )
