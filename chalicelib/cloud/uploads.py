"""The bucket of what strangers sent us: photos as they came, in quarantine, and ready ones, which we made of them. What
they voted stands there sealed, as the public log of a vote is made of it.

Logos of partners wait in quarantine too; what we made of those stays, as any version of a year may show it again.

Nobody reads it but our functions. What is in quarantine is shown to nobody; of an initiative it is one file at a time,
so that whoever has a link can keep no more than that here.
"""

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from chalicelib import photo
from chalicelib.cloud.aws import s3
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain

INVITED_FOR = 3600
"""Seconds in which a form that sends a photo works."""


class Invitation(Struct, frozen=True):
    """The form that a browser sends a photo with: where to, and what stands in its fields."""

    url: str
    fields: Mapping[str, str]


class Upload(Struct, frozen=True):
    """A file in quarantine, or how it begins, with the tag that S3 gave it."""

    tag: str
    content: bytes


def invite(owner: str, back: str) -> Invitation:
    """A form that puts one file where this owner's photo is to come, and leads the browser back to this address."""
    # Of no kind, whatever it is: nobody is ever shown it as it came.
    fields = {"success_action_redirect": back, "Content-Type": "application/octet-stream"}
    size: Any = ["content-length-range", 1, photo.MOST_BYTES]
    conditions = [*({name: value} for name, value in fields.items()), size]
    made = s3().generate_presigned_post(
        settings().uploads_bucket, _quarantine(owner), fields, conditions, ExpiresIn=INVITED_FOR
    )
    return Invitation(made["url"], made["fields"])


def beginning(owner: str) -> Upload | None:
    """How the file of this owner in quarantine begins; None where there is none."""
    return _got(_quarantine(owner), Range=f"bytes=0-{photo.BEGINNING - 1}")


def quarantined(owner: str) -> Upload | None:
    """The file of this owner in quarantine; None where there is none."""
    return _got(_quarantine(owner))


def ready(name: str) -> bytes | None:
    """A file that we made; None where there is none."""
    found = _got(_ready(name))
    return found.content if found else None


def thumbnail(photo_id: str) -> str:
    """The smallest size of a photo, to stand in a page itself: nobody can ask for it elsewhere. "" where it is gone."""
    return _in_a_page(ready(photo.name(photo_id, photo.WIDTHS[0], "webp")))


def logo_in_a_page(name: str) -> str:
    """A logo as it stands in a page itself. "" where there is none."""
    return _in_a_page(logo(name))


def _in_a_page(content: bytes | None) -> str:
    return f"data:image/webp;base64,{b64encode(content).decode()}" if content else ""


def keep(name: str, content: bytes, content_type: str) -> None:
    """Keep a file that we made."""
    _put(_ready(name), content, content_type)


def logo(name: str) -> bytes | None:
    """A file that we made of a partner's logo; None where there is none."""
    found = _got(_logo(name))
    return found.content if found else None


def keep_logo(name: str, content: bytes, content_type: str) -> None:
    """Keep a file that we made of a partner's logo."""
    _put(_logo(name), content, content_type)


def seal(name: str, content: bytes) -> None:
    """Keep what a public log is made of, and what of it nobody may know."""
    _put(_sealed(name), content, "application/json")


def sealed(name: str) -> bytes | None:
    """What was kept there of a log; None where nothing was."""
    found = _got(_sealed(name))
    return found.content if found else None


def unseal(log: str, kept: Iterable[str]) -> int:
    """Keep nothing of what a log was made of but these: how many files that were."""
    wanted, removed = {*map(_sealed, kept)}, 0
    pages = (
        s3()
        .get_paginator("list_objects_v2")
        .paginate(Bucket=settings().uploads_bucket, Prefix=_sealed(f"{log}/"), PaginationConfig={"PageSize": 999})
    )
    for page in pages:
        if going := [its["Key"] for its in page.get("Contents", []) if its["Key"] not in wanted]:
            _remove(going)
            removed += len(going)
    return removed


def drop(owner: str, photo_id: str) -> None:
    """Take the file of this photo out of quarantine; another that came since stays."""
    there = beginning(owner)
    if there and photo.photo_id(owner, there.tag) == photo_id:
        _remove([_quarantine(owner)])


def forget(owner: str) -> None:
    """Keep nothing of what this owner sent, nor of what we made of it."""
    _remove([_quarantine(owner), *_made_of(owner)])


def _made_of(owner: str) -> Iterable[str]:
    found = s3().list_objects_v2(Bucket=settings().uploads_bucket, Prefix=_ready(f"{owner}-"), MaxKeys=999)
    return [its["Key"] for its in found.get("Contents", [])]


def _remove(keys: Iterable[str]) -> None:
    # A thousand at most, which is more than anybody can have made of one initiative's photos.
    going: Any = [{"Key": key} for key in keys]
    answer = s3().delete_objects(Bucket=settings().uploads_bucket, Delete={"Objects": going, "Quiet": True})
    if answer.get("Errors"):
        raise TryAgain(f"{len(answer['Errors'])} uploads could not be removed")


def _got(key: str, **part: Any) -> Upload | None:
    try:
        answer = s3().get_object(Bucket=settings().uploads_bucket, Key=key, **part)
        return Upload(answer["ETag"].strip('"'), answer["Body"].read())
    except s3().exceptions.NoSuchKey:
        return None


def _put(key: str, content: bytes, content_type: str) -> None:
    s3().put_object(Bucket=settings().uploads_bucket, Key=key, Body=content, ContentType=content_type)


def _quarantine(owner: str) -> str:
    return f"quarantine/{owner}"


def _ready(name: str) -> str:
    return f"ready/{name}"


def _logo(name: str) -> str:
    return f"logos/{name}"


def _sealed(name: str) -> str:
    return f"sealed/{name}"
