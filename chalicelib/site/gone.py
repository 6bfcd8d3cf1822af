"""The file that knows which initiatives are no longer there, and not what they were called."""

from collections.abc import Iterable

import msgspec

from chalicelib.site.file import File
from chalicelib.site.shelf import unnamed

KEY = "nl/gone.json"
"""In the bucket, and at no path: only the web function reads it."""


def key_of(year: str) -> str:
    """The same of a year that is over."""
    return f"build/gone-{year}.json"


def file(names: Iterable[str], key: str = KEY) -> File:
    """The file of these, as a shelf names them."""
    return File(key, "application/json", msgspec.json.encode(sorted(names)))


def has(served: bytes, slug: str) -> bool:
    """Whether an initiative is among those of the file that was served."""
    return unnamed(slug) in msgspec.json.decode(served, type=list[str])
