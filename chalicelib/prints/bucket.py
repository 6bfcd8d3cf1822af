"""The part of the public bucket that holds what is drawn here, and the notes of what was drawn from what."""

import hashlib
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from chalicelib.cloud import published
from chalicelib.kinds import Slug

KINDS = {"jpg": "image/jpeg", "svg": "image/svg+xml", "pdf": "application/pdf", "png": "image/png"}
NOTES = "build/prints.json"
"""At no path that the CDN knows."""


class Notes(Struct, frozen=True):
    """What was drawn from what, by what stands for it."""

    all_of: str = ""
    """Of what nothing is left to do."""
    looked: str = ""
    """The day on which it was last looked whether anything is there that should not be."""
    drawn: Mapping[str, str] = {}
    files: Mapping[str, str] = {}
    """What stands for the files that came of it."""


def notes() -> Notes:
    """Those of the last run."""
    kept = published.content(NOTES)
    return msgspec.json.decode(kept, type=Notes) if kept else Notes()


def keep(notes: Notes) -> None:
    """Keep them for the next run."""
    published.write(NOTES, msgspec.json.encode(notes), "application/json")


def unnamed(name: Slug) -> str:
    """What stands for a name in the notes: a slug is made of a title, which nobody may read once it was taken down."""
    return hashlib.sha256(f"print {name}".encode()).hexdigest()[:16]


def put(files: Mapping[str, bytes]) -> str:
    """Let everyone read these files, by their keys. Gives what stands for them."""
    for key, drawn in files.items():
        published.write(key, drawn, KINDS[key.rpartition(".")[2]])
    # As S3 says it of what is there.
    return standing_for({key: hashlib.md5(drawn, usedforsecurity=False).hexdigest() for key, drawn in files.items()})


def standing_for(hashes: Mapping[str, str]) -> str:
    """What stands for files, by S3's hash of each. "" for none."""
    return hashlib.sha256(repr(sorted(hashes.items())).encode()).hexdigest()[:16] if hashes else ""
