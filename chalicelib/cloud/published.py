"""The public bucket: what is in it is what everyone reads, under the path they ask for."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from chalicelib.cloud.aws import s3
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

CACHE_CONTROL = "public, max-age=0, s-maxage=30, must-revalidate"
"""What is taken back must be gone within a minute: half of it for the edge, none for browsers, the rest for us.

The CDN keeps a file for as long as this says; its own table only says for how long at most.
"""

_MOST_REMOVED = 1000
# Another file, none, or another write at the same time.
_NOT_THERE_ANY_MORE = ("PreconditionFailed", "NoSuchKey", "ConditionalRequestConflict")


def content(key: str) -> bytes | None:
    """What a public file holds, in one call; None where there is no such file."""
    found = tagged(key)
    return found[0] if found else None


def tagged(key: str) -> tuple[bytes, str] | None:
    """What a public file holds and the tag that S3 gave it; None where there is no such file."""
    try:
        answer = s3().get_object(Bucket=settings().public_bucket, Key=key)
        return answer["Body"].read(), answer["ETag"]
    except s3().exceptions.NoSuchKey:
        return None


def hashes(prefix: str = "") -> Iterator[tuple[str, str]]:
    """The key of each file whose name begins so, with S3's hash of its content."""
    for page in s3().get_paginator("list_objects_v2").paginate(Bucket=settings().public_bucket, Prefix=prefix):
        for found in page.get("Contents", []):
            yield found["Key"], found["ETag"].strip('"')


def write(key: str, content: bytes, content_type: str, **on_condition: Any) -> None:
    """Put a file in its place, as everyone reads it from now on."""
    s3().put_object(
        Bucket=settings().public_bucket,
        Key=key,
        Body=content,
        ContentType=content_type,
        CacheControl=CACHE_CONTROL,
        **on_condition,
    )


def exchange(key: str, content: bytes, content_type: str, tag: str) -> bool:
    """Put a file in the place of the one with this tag; says whether that was there still, else all stays as it is."""
    try:
        write(key, content, content_type, IfMatch=tag)
    except ClientError as problem:
        if problem.response["Error"]["Code"] in _NOT_THERE_ANY_MORE:
            return False
        raise
    return True


def remove(keys: Iterable[str]) -> None:
    """Take files out of the bucket; one that is not there is no error."""
    going: list[ObjectIdentifierTypeDef] = [{"Key": key} for key in keys]
    for start in range(0, len(going), _MOST_REMOVED):
        batch = going[start : start + _MOST_REMOVED]
        answer = s3().delete_objects(Bucket=settings().public_bucket, Delete={"Objects": batch, "Quiet": True})
        if answer.get("Errors"):
            raise TryAgain(f"{len(answer['Errors'])} files could not be removed")
