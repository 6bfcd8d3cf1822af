"""The logos of partners that everyone may see: copies of those that we made, for as long as the year names them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from chalicelib import logo
from chalicelib.cloud import log, uploads
from chalicelib.edition import Edition
from chalicelib.site.file import File

_AT_ONCE = 8


def files(year: Edition) -> Iterator[File]:
    """A file for each that is there: one that is not holds no page up, as its partner's name stands instead of it."""
    names = list(dict.fromkeys(its.logo for its in year.partners if its.logo))
    with ThreadPoolExecutor(_AT_ONCE) as reading:
        contents = list(reading.map(uploads.logo, map(logo.file, names)))
    for name, content in zip(names, contents, strict=True):
        if content:
            yield File(logo.public(name), logo.KIND, content)
        else:
            log.went_wrong("a logo is missing")
