"""The photos that everyone may see: copies of those that we made, under a path that none of them ever changes."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from chalicelib import photo
from chalicelib.cloud import published, uploads
from chalicelib.kinds import Slug
from chalicelib.publication import bucket, store
from chalicelib.site.file import File

_AT_ONCE = 8


def settle(edition: str, slug: Slug, shown: Iterable[str], told: Iterable[str]) -> None:
    """Make public those that are `shown` with an initiative, and take away the others that a message `told` of.

    It may have been taken down while they were copied: who did took away what was there then, so this looks again.
    """
    with ThreadPoolExecutor(_AT_ONCE) as copying:
        list(copying.map(_copy, [name for its in shown for name in photo.names(its)]))
    still = store.photos(edition, slug)
    hide(its for its in {*shown, *told} if its not in still)


def hide(photos: Iterable[str]) -> None:
    """Nobody may see these any more."""
    if going := [_key(name) for its in photos for name in photo.names(its)]:
        published.remove(going)


def _copy(name: str) -> None:
    # Not each photo has each size, and long after an approval there is none to copy any more.
    if content := uploads.ready(name):
        bucket.write(File(_key(name), photo.KINDS[name.rpartition(".")[2]], content))


def _key(name: str) -> str:
    return f"photos/{name}"
