"""A public file: drawn, or still to be drawn."""

from collections.abc import Callable

from msgspec import Struct


class File(Struct, frozen=True):
    """A public file; its key is its path on the site without the first slash."""

    key: str
    content_type: str
    content: bytes


class Sketch(Struct, frozen=True):
    """A public file that is not drawn yet. `of` stands for all that it is drawn from: the same gives the same file."""

    key: str
    of: str
    draw: Callable[[], File]


class Absent(Struct, frozen=True):
    """A public file that is there no more."""

    key: str
