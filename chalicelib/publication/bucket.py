"""Which of the public files are ours, and what it takes to make them right."""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import msgspec
from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import published
from chalicelib.edition import LANGUAGES
from chalicelib.errors import TryAgain
from chalicelib.kinds import Seconds, Slug
from chalicelib.site import gone, past, printed
from chalicelib.site import shelf as shelves
from chalicelib.site.file import Absent, File, Sketch
from chalicelib.site.shelf import Place

OURS = (
    *(f"{language}/" for language in LANGUAGES),
    "embed.",
    "initiatives.",
    "municipalities",
    "palmares.",
    "partners/",
    "places.",
    "sitemap.",
    "robots.",
    "site.",
)
"""How the names of our files begin. What else is in the bucket came with the code and is left alone."""


class Part(Struct, frozen=True):
    """Files that are brought up to date together. `drawn` is where it stands what each sketch was drawn to, for the
    next build; nobody is served it, since the CDN knows no such path.
    """

    has: Callable[[str], bool]
    drawn: str


def _is_of_the_site(key: str) -> bool:
    return key.startswith(OURS) and not past.is_of_any(key)


SITE = Part(_is_of_the_site, "build/drawn.json")


def kept(year: str) -> Part:
    """The pages of a year that is over."""
    return Part(partial(past.is_of, year=year), f"build/drawn-{year}.json")


LONGEST_BUILD = 40
"""Seconds that one build takes before it leaves the rest to the next: two thirds of what its function may take."""

_AT_ONCE = 8
_MOST_WAITING = 64


class Changes(Struct, frozen=True):
    """What it took to make the bucket right; `is_all` when it is, and not when time was up before."""

    written: int
    removed: int
    is_all: bool = True


def bring_up_to_date(files: Iterable[File | Sketch], until: Seconds, part: Part = SITE) -> Changes:
    """Make this part of the bucket hold exactly these files, writing only those that are not there with this content.

    Files come one by one, so that a large campaign need not fit in memory, and a sketch is drawn only where it is not
    known to be there already. What is gone is removed last: until then nothing links to a file that is not there. Stops
    at a moment: see LONGEST_BUILD.
    """
    there = {key: its for key, its in published.hashes() if part.has(key)}
    drawn = _Drawn(part.drawn)
    written, is_all = 0, True
    with ThreadPoolExecutor(_AT_ONCE) as writers:
        writing: list[Future[None]] = []
        for each in files:
            if clock.seconds() >= until:
                is_all = False
                break
            has = there.pop(each.key, None)
            if isinstance(each, Sketch) and has is not None and drawn.has(each, has):
                continue
            file = drawn.drawing(each) if isinstance(each, Sketch) else each
            if has != _hash(file):
                writing.append(writers.submit(write, file))
                written += 1
            if len(writing) >= _MOST_WAITING:
                _wait_for(writing)
        _wait_for(writing)
    drawn.keep(is_all)
    if not is_all:
        return Changes(written, 0, is_all)
    published.remove(there)
    return Changes(written, len(there))


def bring_changes(files: Iterable[File | Sketch | Absent], slugs: Iterable[Slug]) -> Changes:
    """Write these files, whatever is there, and take away those that are no more, as all that are about these slugs."""
    going = [key for slug in slugs for key in about(slug)]
    written = 0
    with ThreadPoolExecutor(_AT_ONCE) as writers:
        writing: list[Future[None]] = []
        for each in files:
            if isinstance(each, Absent):
                going.append(each.key)
                continue
            if each.key == shelves.key(0, 0):
                # The next build begins with this one: it says that all the others are there.
                _wait_for(writing)
            writing.append(writers.submit(write, draw(each) if isinstance(each, Sketch) else each))
            written += 1
            if len(writing) >= _MOST_WAITING:
                _wait_for(writing)
        _wait_for(writing)
    published.remove(going)
    return Changes(written, len(going))


def draw(sketch: Sketch) -> File:
    """The file that it is a sketch of."""
    return sketch.draw()


class _Drawn:
    """The hash of what each sketch was drawn to, by what it is of: true for ever, so it matters little who wrote it."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._before: dict[str, str] | None = None
        self._now: dict[str, str] = {}

    def has(self, sketch: Sketch, content: str) -> bool:
        """Whether a file with this hash is what the sketch would be drawn to."""
        if self._known().get(sketch.of) != content:
            return False
        self._now[sketch.of] = content
        return True

    def drawing(self, sketch: Sketch) -> File:
        """The file, which is noted."""
        file = draw(sketch)
        self._now[sketch.of] = _hash(file)
        return file

    def keep(self, is_all: bool) -> None:
        """Keep what was noted for the next build; where not all was drawn, beside what was known."""
        notes = self._now if is_all else {**self._known(), **self._now}
        if notes and notes != self._known():
            write(File(self._where, "application/json", msgspec.json.encode(notes)))

    def _known(self) -> dict[str, str]:
        if self._before is None:
            kept = published.content(self._where)
            self._before = msgspec.json.decode(kept, type=dict[str, str]) if kept else {}
        return self._before


def about(slug: str) -> list[str]:
    """The files that are about one initiative alone."""
    pages = [f"{language}/{where}/{slug}" for language in LANGUAGES for where in ("initiatives", "vote")]
    return [*pages, *printed.of(slug)]


def about_then(slug: str, year: str) -> list[str]:
    """Those of them that are kept of a year that is over."""
    return [f"{language}/{past.path(year, f'initiatives/{slug}')}" for language in LANGUAGES]


def is_gone(slug: str, year: str = "") -> bool:
    """Whether an initiative was on the site and is no more, as of the last build; of a year that is over, or now."""
    known = published.content(gone.key_of(year) if year else gone.KEY)
    return known is not None and gone.has(known, slug)


def shelf() -> tuple[list[Place], shelves.Block] | None:
    """What is on the shelf as of the last build, the oldest first, and its newest block, which says all that is of the
    whole of it; one call for each block. None before the first build.
    """
    served = published.content(shelves.key(0, 0))
    if served is None:
        return None
    newest = shelves.read(served)
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        keys = [shelves.key(number, newest.full) for number in range(newest.full)]
        before = list(readers.map(published.content, keys))
    if None in before:
        raise TryAgain("a block of the shelf is not there")
    blocks = [*(shelves.read(its) for its in before if its is not None), newest]
    return [place for block in blocks for place in shelves.opened(block)], newest


def _hash(file: File) -> str:
    # S3's ETag of what was put in one call, in a bucket that S3 encrypts with its own keys.
    return hashlib.md5(file.content, usedforsecurity=False).hexdigest()


def write(file: File) -> None:
    """Put a file in its place, as everyone reads it from now on."""
    published.write(file.key, file.content, file.content_type)


def _wait_for(writing: list[Future[None]]) -> None:
    """Wait until these are written. Raises what went wrong with the first that was not."""
    for written in writing:
        written.result()
    writing.clear()
