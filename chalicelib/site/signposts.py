"""For machines that look for the site or keep it: what to read, what not, and what it is called on a phone."""

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

import msgspec

from chalicelib.edition import LANGUAGES
from chalicelib.site.file import File
from chalicelib.web.render import static
from chalicelib.web.words import say

_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SITEMAP = "sitemap.xml"
_MOST = 50_000
"""Addresses in one sitemap."""

_NOT_TO_FIND = ("/vote/", "/votes/", "/initiatives/page/", ".json")
"""In the names of files that nobody should come to from a search engine."""

NIGHT = "#0b2a35"


def files(keys: Iterable[str], public_url: str, past: Iterable[str] = ()) -> Iterator[File]:
    """The files; `keys` are those of the pages that there are, `past` the years that are over, which have maps too."""
    forms = [f"{language}/register" for language in LANGUAGES]
    yield sitemap([*keys, *forms], public_url)
    maps = [SITEMAP, *(f"editions/{year}/{SITEMAP}" for year in past)]
    yield File("robots.txt", "text/plain; charset=utf-8", _robots(public_url, maps).encode())
    yield File("site.webmanifest", "application/manifest+json", _manifest())


def sitemap(keys: Iterable[str], public_url: str, under: str = "") -> File:
    """The map of these pages; `under`: what stands before its name."""
    pages = [_path(key) for key in keys if not any(part in key for part in _NOT_TO_FIND)]
    return File(f"{under}{SITEMAP}", "application/xml", _sitemap(pages, public_url))


def _path(key: str) -> str:
    return key.removesuffix("index") if key.endswith("/index") else key


def _sitemap(paths: list[str], public_url: str) -> bytes:
    root = ElementTree.Element("urlset", xmlns=_SITEMAP)
    for path in paths[:_MOST]:
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = f"{public_url}/{path}"
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
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
