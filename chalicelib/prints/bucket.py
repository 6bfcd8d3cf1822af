"""The part of the public bucket that holds what is drawn here, and the notes of what was drawn from what."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from chalicelib.cloud.aws import s3
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.kinds import Slug

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

CACHE_CONTROL = "public, max-age=0, s-maxage=30, must-revalidate"
"""As of the pages: what is taken back has to be gone within a minute."""

KINDS = {"jpg": "image/jpeg", "svg": "image/svg+xml", "pdf": "application/pdf"}
NOTES = "build/prints.json"
"""At no path that the CDN knows."""
_MOST_REMOVED = 1000


class Notes(Struct, frozen=True):
    """What was drawn from what, by what stands for it."""

    all_of: str = ""
    """Of what nothing is left to do."""
    looked: str = ""
    """The day on which it was last looked whether anything is there that should not be."""
    drawn: Mapping[str, str] = {}


def notes() -> Notes:
    """Those of the last run."""
    kept = content(NOTES)
    return msgspec.json.decode(kept, type=Notes) if kept else Notes()


def keep(notes: Notes) -> None:
    """Keep them for the next run."""
    _put(NOTES, msgspec.json.encode(notes), "application/json")


def unnamed(name: Slug) -> str:
    """What stands for a name in the notes: a slug is made of a title, which nobody may read once it was taken down."""
    return hashlib.sha256(f"print {name}".encode()).hexdigest()[:16]


def content(key: str) -> bytes | None:
    """What a file holds, in one call; None where there is no such file."""
    try:
        return s3().get_object(Bucket=settings().public_bucket, Key=key)["Body"].read()
    except s3().exceptions.NoSuchKey:
        return None


def put(files: Mapping[str, bytes]) -> None:
    """Let everyone read these files, by their keys."""
    for key, drawn in files.items():
        _put(key, drawn, KINDS[key.rpartition(".")[2]])


def there(prefix: str) -> dict[str, str]:
    """All files whose keys begin so, with what stands for their content."""
    pages = s3().get_paginator("list_objects_v2").paginate(Bucket=settings().public_bucket, Prefix=prefix)
    return {found["Key"]: found["ETag"] for page in pages for found in page.get("Contents", [])}


def remove(keys: Iterable[str]) -> None:
    """Take files out of the bucket."""
    going: list[ObjectIdentifierTypeDef] = [{"Key": key} for key in keys]
    for start in range(0, len(going), _MOST_REMOVED):
        batch = going[start : start + _MOST_REMOVED]
        answer = s3().delete_objects(Bucket=settings().public_bucket, Delete={"Objects": batch, "Quiet": True})
        if answer.get("Errors"):
            raise TryAgain(f"{len(answer['Errors'])} files could not be removed")


def _put(key: str, drawn: bytes, kind: str) -> None:
    s3().put_object(Bucket=settings().public_bucket, Key=key, Body=drawn, ContentType=kind, CacheControl=CACHE_CONTROL)
