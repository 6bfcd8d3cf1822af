"""A partner's logo: what its files are called, and what became of one that was brought."""

import hashlib

from msgspec import Struct

KIND = "image/webp"
NOTE = "application/json"

WIDEST, HIGHEST = 480, 320
"""Pixels of the file, about three for each that it is shown with."""


class Note(Struct, frozen=True):
    """What became of a file that was brought: the logo's name, or why there is none, as a key of the translations."""

    name: str = ""
    refused: str = ""


def owner(edition: str, partner: str) -> str:
    """What the names of a partner's logos begin with."""
    return hashlib.sha256(f"logo {edition} {partner}".encode()).hexdigest()[:32]


def name(logo_id: str, width: int, height: int) -> str:
    """What a year keeps of a logo: pages are drawn without a look at its file."""
    return f"{logo_id}-{width}x{height}"


def size(name: str) -> tuple[int, int]:
    """How wide and high it is."""
    width, _, height = name.rpartition("-")[2].partition("x")
    return int(width), int(height)


def file(name: str) -> str:
    """What its file is called."""
    return f"{name}.webp"


def public(name: str) -> str:
    """Where everyone sees it."""
    return f"partners/{file(name)}"


def note(logo_id: str) -> str:
    """What the note on a file that was brought is called."""
    return f"{logo_id}.json"
