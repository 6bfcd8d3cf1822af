"""For machines that look for the site or keep it: what to read, what not, and what it is called on a phone."""

from collections.abc import Iterable, Iterator, Set
from xml.etree import ElementTree

import msgspec

from chalicelib.edition import LANGUAGES
from chalicelib.places import municipalities
from chalicelib.site import candidates, reading, shelf
from chalicelib.site.drawing import Site
from chalicelib.site.file import File
from chalicelib.web.render import static
from chalicelib.web.words import say

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP = "sitemap.xml"
_PARTS = "sitemap.initiatives"

NIGHT = "#0b2a35"


def files(site: Site, blocks: Set[int] | None = None) -> Iterator[File]:
    """Those that tell of these blocks of the shelf, or all."""
    full = shelf.newest(len(site.shelf))
    has_grown = site.touched is None or shelf.newest(site.touched.before) < full
    for number in range(full + 1) if blocks is None else sorted(blocks):
        its = [f"initiatives/{one.slug}" for one in shelf.lines(shelf.of_block(site.shelf, number))]
        yield sitemap(its, site.public_url, shelf.key(number, full, _PARTS, "xml"))
    if has_grown:
        parts = [shelf.key(number, full, _PARTS, "xml") for number in range(full + 1)]
        yield _of_maps([PAGES, *parts], site.public_url)
    if site.touched is None:
        maps = [f"map/{category.key}" for category in site.edition.categories]
        places = [f"municipalities/{place.slug}" for place in municipalities().values()]
        vote = [candidates.FRONT] if site.calendar.vote == "open" else []
        yield sitemap([*_OF_THE_YEAR, *vote, *maps, *places], site.public_url, PAGES)
        all_maps = [SITEMAP, *(f"editions/{year.name}/{SITEMAP}" for year in site.past)]
        yield File("robots.txt", "text/plain; charset=utf-8", _robots(site.public_url, all_maps).encode())
        yield File("site.webmanifest", "application/manifest+json", _manifest())


PAGES = "sitemap.pages.xml"
_OF_THE_YEAR = ("", "initiatives", "map", "results", "register", *reading.TOPICS)
"""What is there in each language whatever is registered, as people may come to it from a search engine."""


def sitemap(pages: Iterable[str], public_url: str, key: str) -> File:
    """The map of these pages, in each language."""
    paths = [f"{language}/{below}" for below in pages for language in LANGUAGES]
    return File(key, "application/xml", _xml("urlset", "url", paths, public_url))


def _of_maps(maps: Iterable[str], public_url: str) -> File:
    return File(SITEMAP, "application/xml", _xml("sitemapindex", "sitemap", maps, public_url))


def _xml(root: str, each: str, paths: Iterable[str], public_url: str) -> bytes:
    its = ElementTree.Element(root, xmlns=_SITEMAP)
    for path in paths:
        ElementTree.SubElement(ElementTree.SubElement(its, each), "loc").text = f"{public_url}/{path}"
    written: bytes = ElementTree.tostring(its, encoding="utf-8", xml_declaration=True)
    return written


def _robots(public_url: str, maps: Iterable[str]) -> str:
    told = "".join(f"Sitemap: {public_url}/{name}\n" for name in maps)
    return f"User-agent: *\nDisallow: /votes/\nDisallow: /receipts/\n\n{told}"


def _manifest() -> bytes:
    name = say(LANGUAGES[0], "site.name")
    icons = [
        {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("touch.png"), "sizes": "180x180", "type": "image/png"},
    ]
    colours = {"background_color": NIGHT, "theme_color": NIGHT}
    return msgspec.json.encode({"name": name, "short_name": name, "start_url": "/", "icons": icons, **colours})
