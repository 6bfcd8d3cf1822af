"""Addresses of pages as people copy, print and type them: with a slash or a full stop behind them, in capitals."""

import re
from urllib.parse import unquote

from chalicelib.texts import exact

LONGEST = 300
"""Characters of an address that is looked at."""

_PAGE = re.compile(
    r"/(?:nl|fr|en)/(?:(?:register|code|search|results|privacy|rules|questions|about|accessibility|press|colophon|share|initiatives|map|vote)"
    r"|(?:initiatives|vote|map|municipalities)/[a-z0-9-]+"
    r"|editions(?:/[a-z0-9-]+(?:/(?:results|rules|initiatives(?:/(?:page/)?[a-z0-9-]+)?))?)?"
    r")?|/(?:editions/[a-z0-9-]+/)?initiatives\.(?:json|geojson|csv|atom)|/openapi\.json|/health"
)
_BEHIND = " /.,;:!?)]}>\"'*_\u201d\u2019\u00bb\u2026"
"""What a sentence, a mail program or a pen puts behind an address, besides what nobody sees."""


def right(path: str) -> str:
    """The address of the page that was meant, or the same where it is right or leads to no page of ours.

    Links in mails are not looked at: in a token each letter counts.
    """
    if len(path) > LONGEST or _PAGE.fullmatch(path):
        return path
    first, *rest = exact(unquote(path)).rstrip(_BEHIND).lower().lstrip("/").split("/")
    # A browser says en-GB, and so do some who write for it.
    first = first[:2] if first[2:3] in ("-", "_") else first
    if "editions" in rest and rest[-2:] == ["page", "1"]:
        rest = rest[:-2]
    meant = "/".join(("", first, *rest)) if rest or "." in first or first == "health" else f"/{first}/"
    return meant if _PAGE.fullmatch(meant) else path
