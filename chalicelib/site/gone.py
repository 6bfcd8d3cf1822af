"""The file that knows which initiatives are no longer there, and not what they were called."""

import hashlib
from collections.abc import Iterable

import msgspec

from chalicelib.site.file import File

KEY = "nl/gone.json"
"""In the bucket, and at no path: only the web function reads it."""


def key_of(year: str) -> str:
    """The same of a year that is over."""
    return f"build/gone-{year}.json"


def file(slugs: Iterable[str], key: str = KEY) -> File:
    """The file of these."""
    return File(key, "application/json", msgspec.json.encode(sorted(map(_unnamed, slugs))))


def has(served: bytes, slug: str) -> bool:
    """Whether an initiative is among those of the file that was served."""
    return _unnamed(slug) in msgspec.json.decode(served, type=list[str])


def _unnamed(slug: str) -> str:
    # As a hash: a slug is made of the title, which must not be read anywhere once it was taken down.
    return hashlib.sha256(f"gone {slug}".encode()).hexdigest()[:16]
