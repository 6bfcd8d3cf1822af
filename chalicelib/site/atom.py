"""Feeds of the newest initiatives, in Atom: of all, or of some."""

import re
from collections.abc import Sequence
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Seconds
from chalicelib.site.file import File
from chalicelib.site.shared import CREDITS, utc
from chalicelib.site.shelf import Line
from chalicelib.web.words import say

IN_FEED = 100
"""The newest initiatives in a feed; the open data holds all."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(
    edition: Edition,
    lines: Sequence[Line],
    public_url: str,
    key: str,
    of: str = "",
    changed: Seconds = 0,
    below: str = "",
) -> File:
    """The feed of these, the oldest first, as the file `key`; `of`: what they have in common, said behind the title.

    `changed`: when something last came or went, if that is later than what they say; `below`: the page they are on.
    """
    newest = lines[: -IN_FEED - 1 : -1]
    # Atom demands the moment of the last change: that of the opening, while there are no entries.
    moment = max([int(edition.registration.opens.timestamp()), changed, *(one.at for one in newest)])
    root = ElementTree.Element("feed", {"xmlns": _ATOM, _LANG: "nl"})
    _add(root, "id", _id(edition, "" if key == "initiatives.atom" else key))
    _add(root, "title", f"{edition.title.nl} · {of}" if of else edition.title.nl)
    _add(root, "subtitle", say("nl", "site.meaning"))
    _add(root, "updated", utc(moment))
    _add(root, "link", rel="self", href=f"{public_url}/{key}", type="application/atom+xml")
    for language in LANGUAGES:
        _add(
            root, "link", rel="alternate", hreflang=language, href=f"{public_url}/{language}/{below}", type="text/html"
        )
    _add(_add(root, "author"), "name", "Gastvrije Gemeente")
    _add(root, "rights", CREDITS)
    for one in newest:
        root.append(_entry(edition, one, public_url))
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return File(key, "application/atom+xml; charset=utf-8", written)


def _entry(edition: Edition, one: Line, public_url: str) -> ElementTree.Element:
    entry = ElementTree.Element("entry", {_LANG: one.language})
    _add(entry, "id", _id(edition, one.slug))
    _add(entry, "title", one.title)
    _add(entry, "published", utc(one.first))
    _add(entry, "updated", utc(max(one.first, one.at)))
    for language in LANGUAGES:
        address = f"{public_url}/{language}/initiatives/{one.slug}"
        _add(entry, "link", rel="alternate", hreflang=language, href=address, type="text/html")
    category = edition.category(one.category)
    _add(entry, "category", term=category.key, label=category.name.nl)
    _add(entry, "summary", one.summary)
    return entry


def _id(edition: Edition, what: str) -> str:
    """The same for ever, whatever address the site moves to."""
    return uuid5(NAMESPACE_URL, f"gastvrij/{edition.name}/initiatives/{what}").urn


def _add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, tag, attributes)
    # XML has no way to write these characters, not even escaped.
    child.text = _NO_XML.sub("", text) or None
    return child
