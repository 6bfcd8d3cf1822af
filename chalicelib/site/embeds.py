"""What other sites show of ours in a frame: a list, a map, a button; the script that puts it there, what to copy."""

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.site import lists, shelf, sky
from chalicelib.site.drawing import Site, sketched
from chalicelib.site.file import File, Sketch
from chalicelib.site.land import land
from chalicelib.web.render import render

NEWEST = 5
"""Initiatives in the list."""

HEIGHTS = {"list": 560, "map": 460, "button": 150}
"""What there is to show, and how many pixels high its frame begins: what does not fit scrolls."""


def script(site: Site) -> File:
    """What a site's page asks for by its <script>: it puts a frame there, in the language of that page."""
    content = render("site/embed.txt", LANGUAGES[0], heights=HEIGHTS)
    return File("embed.js", "text/javascript; charset=utf-8", content.encode())


def newest(site: Site, language: Language) -> Sketch:
    """The list, as it stands in its frame."""
    shown = [shelf.entry(one, language) for one in lists.first(site)[:NEWEST]]
    return _framed(site, language, "list", newest=shown, found=len(site.lines))


def chart(site: Site, language: Language) -> Sketch:
    """The map as of this morning, so that an approval writes no file more for it."""
    lights = sky.from_above(site.this_morning, language)
    return _framed(site, language, "map", lights=lights, land=land().small)


def button(site: Site, language: Language) -> Sketch:
    """The button, which says nothing of any initiative."""
    return _framed(site, language, "button")


def _framed(site: Site, language: Language, kind: str, **shown: object) -> Sketch:
    its = {"kind": kind, "vote_open": site.calendar.vote == "open", **shown}
    return sketched(site, "site/embed.html", language, f"embed/{kind}", **its)


def asked(site: Site, language: Language) -> Sketch:
    """The page with the lines to copy."""
    return sketched(site, "site/share.html", language, "share", heights=HEIGHTS)
