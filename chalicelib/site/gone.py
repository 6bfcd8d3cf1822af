"""The file that knows which initiatives are no longer there, and not what they were called."""

import hashlib
from collections.abc import Iterable

import msgspec

from chalicelib.site.file import File

KEY = "nl/gone.json"
"""In the bucket, and at no path: only the web function reads it."""


def file(slugs: Iterable[str]) -> File:
    """The file of these."""
    return File(KEY, "application/json", msgspec.json.encode(sorted(map(_unnamed, slugs))))


def has(served: bytes, slug: str) -> bool:
    """Whether an initiative is among those of the file that was served."""
    return _unnamed(slug) in msgspec.json.decode(served, type=list[str])


def _unnamed(slug: str) -> str:
    # As a hash: a slug is made of the title, which must not be read anywhere once it was taken down.
    return hashlib.sha256(f"gone {slug}".encode()).hexdigest()[:16]
