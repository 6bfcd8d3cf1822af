"""A photo of an initiative: what is kept of one, in which sizes it is shown, and what a file seems to be."""

import hashlib
import re

from msgspec import Struct

MOST = 5
"""Photos of an initiative."""
MOST_BYTES = 8_000_000
"""Of one that is sent to us."""
LEAST_ALT, MOST_ALT = 10, 250
"""Characters that say what is to be seen on it."""

WIDTHS = (480, 960, 1600)
"""Pixels; a photo that has fewer is shown as wide as it is."""
KINDS = {"webp": "image/webp", "jpg": "image/jpeg"}
"""How the names of its files end, the smaller first, and what they are."""


class Photo(Struct, frozen=True):
    """A photo that we made anew of what was sent to us: `width` and `height` are those of its largest size."""

    id: str
    alt: str
    width: int
    height: int

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """The widths that it is kept in, as its files are called and as they are."""
        needed = [width for width, less in zip(WIDTHS, (0, *WIDTHS), strict=False) if less < self.width]
        return [(width, min(width, self.width)) for width in needed]


def names(photo_id: str) -> list[str]:
    """What the files of a photo may be called, whichever sizes it has."""
    return [name(photo_id, width, kind) for width in WIDTHS for kind in KINDS]


def name(photo_id: str, width: int, kind: str) -> str:
    """What one of its files is called."""
    return f"{photo_id}-{width}.{kind}"


def owner(initiative_id: str) -> str:
    """What the names of an initiative's photos begin with: the same each time, and nobody learns its id from them."""
    return hashlib.sha256(f"photos {initiative_id}".encode()).hexdigest()[:32]


def photo_id(owned_by: str, tag: str) -> str:
    """The id of the photo that is made of a file, which S3 gave this tag: the same file is the same photo."""
    return f"{owned_by}-{hashlib.sha256(f'{owned_by} {tag}'.encode()).hexdigest()[:16]}"


# What a file seems to be by how it begins, since neither its name nor what a browser says of it is to be believed.

TAKEN = frozenset({"jpeg", "png", "webp"})
"""What we make photos of."""

BEGINNING = 32
"""Bytes that tell."""

_SIGNS = (
    ("jpeg", re.compile(rb"\xff\xd8\xff", re.DOTALL)),
    ("png", re.compile(rb"\x89PNG\r\n\x1a\n", re.DOTALL)),
    ("webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    # A drawing, which may hold scripts: nobody is shown it as it came, and nothing here draws it.
    ("svg", re.compile(rb"(\xef\xbb\xbf)?\s*<(svg|\?xml|!--|!DOCTYPE svg)", re.DOTALL | re.IGNORECASE)),
    # What phones of one maker keep, and what they call .jpg when it is sent on under another name.
    ("heic", re.compile(rb"....ftyp(?:hei|hev|mif1|msf1)", re.DOTALL)),
)


def kind(beginning: bytes) -> str:
    """jpeg, png, webp, heic or svg, as which a file begins; "other" for all else."""
    return next((known for known, sign in _SIGNS if sign.match(beginning)), "other")
