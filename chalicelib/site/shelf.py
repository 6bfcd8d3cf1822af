"""Every initiative at a place of its own, for good: what the site is drawn from, and what its readers search.

Places are counted from the oldest, and what was taken down leaves its place empty: so whatever comes or goes, the
others stay on the page of the list, in the block of the open data and in the part of the sitemap where they were.

It is kept in the public files that the browser's search reads, BLOCK places in each: `initiatives.index.json` has the
newest, `initiatives.index.1.json` and so on the full ones before, from the oldest. Their shape:

    {"full": 2, "turn": "public-2027 2027-04-10",
     "initiatives": [[slug, title, summary, language, category, [numbers of municipalities], organisation, competes,
                      stems, first year or 0, since when it is public, when it was approved, people reached or 0], …]}

`full` are the blocks before, `turn` what decides the order while there is a vote, and `then`, after these, how many
there were in the year before on the same day, so that a change need not ask. An empty place is a text: since when
it was public, when it was taken down, and a hash of its slug, which must not be read anywhere any more.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

import msgspec
from msgspec import Struct

from chalicelib.kinds import Language, Seconds, Slug
from chalicelib.places import everywhere, municipalities
from chalicelib.site.file import File
from chalicelib.site.public import Published
from chalicelib.site.shown import Entry
from chalicelib.site.stems import stems

BLOCK = 1000
"""Places in one file, so that what one change writes and reads does not grow with the campaign."""

NAME = "initiatives.index"


class Line(Struct, array_like=True, frozen=True):
    """An initiative as lists, maps and searches know it. `places` are numbers: see `place_numbers`."""

    slug: Slug
    title: str
    summary: str
    language: Language
    category: str
    places: tuple[int, ...]
    organisation: str
    competes: int
    stems: str = ""
    since: int = 0
    first: Seconds = 0
    """Since when it is public, which decides its place."""
    at: Seconds = 0
    """When what it says was approved."""
    reach: int = 0
    """About how many people it reached; 0 where nothing was said of it."""


class Hole(Struct, frozen=True):
    """The place of what was taken down."""

    unnamed: str
    """A hash of its slug."""
    first: Seconds
    at: Seconds
    """When it was taken down."""

    def __str__(self) -> str:
        return f"{self.first} {self.at} {self.unnamed}"


Place = Line | Hole
Shelf = Sequence[Place]
"""The oldest first."""


class Block(Struct, frozen=True):
    """Up to BLOCK places, as they are served."""

    full: int
    turn: str
    initiatives: tuple[Line | str, ...]
    then: int = 0
    won: Mapping[Slug, Sequence[str]] = {}
    """In the newest: the honours of those of any block that have some, by their kinds, so that they are found so."""


@lru_cache(maxsize=64)
def line(one: Published) -> Line:
    """What lists, maps and searches know of it."""
    told = one.initiative
    beside = f"{told.title} {told.summary} {told.organisation}"
    return Line(
        slug=one.slug,
        title=told.title,
        summary=told.summary,
        language=told.language,
        category=told.category,
        places=tuple(place_numbers()[nis] for nis in told.places),
        organisation=told.organisation,
        competes=int(told.competes),
        stems=stems(told.description, beside),
        since=one.since,
        first=one.first or one.at,
        at=one.at,
        reach=told.reach,
    )


@cache
def place_numbers() -> dict[str, int]:
    """By NIS code, which of all municipalities it is: said shorter, millions of times."""
    return {nis: number for number, nis in enumerate(municipalities())}


def hole(slug: Slug, first: Seconds, at: Seconds) -> Hole:
    """What stays of an initiative that was taken down."""
    return Hole(unnamed(slug), first, at)


def unnamed(slug: Slug) -> str:
    """A hash of a slug: that is made of the title, which must not be read anywhere once it was taken down."""
    return hashlib.sha256(f"gone {slug}".encode()).hexdigest()[:16]


def entry(line: Line, language: Language) -> Entry:
    """An initiative as a list shows it, in this language."""
    towns = tuple((everywhere()[number].slug, everywhere()[number].name(language)) for number in line.places)
    return Entry(
        slug=line.slug,
        title=line.title,
        summary=line.summary,
        language=line.language,
        category=line.category,
        places=tuple(name for _, name in towns),
        towns=towns,
        organisation=line.organisation,
        competes=bool(line.competes),
        since=line.since,
    )


def arranged(places: Iterable[Place]) -> list[Place]:
    """In their order, which is the same whatever came when."""
    return sorted(places, key=order)


def order(place: Place) -> tuple[Seconds, str]:
    """What decides where a place is."""
    return place.first, unnamed(place.slug) if isinstance(place, Line) else place.unnamed


def lines(shelf: Iterable[Place]) -> list[Line]:
    """What is there, the oldest first."""
    return [place for place in shelf if isinstance(place, Line)]


class Misplaced(Exception):
    """Something is at another place than it was: all has to be drawn anew."""


def put(shelf: Shelf, places: Sequence[Place]) -> tuple[list[Place], set[int]]:
    """The shelf with these at their places, and which places are others than before. Raises Misplaced."""
    now = list(shelf)
    for place in places:
        number = bisect_left(now, order(place), key=order)
        if number < len(now) and order(now[number]) == order(place):
            now[number] = place
        else:
            now.insert(number, place)
    if len({order(place)[1] for place in now}) < len(now):
        raise Misplaced
    before = [*shelf, *[None] * (len(now) - len(shelf))]
    return now, {number for number, (then, its) in enumerate(zip(before, now, strict=True)) if then != its}


# The files


def files(
    shelf: Shelf,
    turn: str,
    blocks: Iterable[int] | None = None,
    then: int = 0,
    won: Mapping[Slug, Sequence[str]] | None = None,
) -> Iterator[File]:
    """Those of the blocks that are named, or of all; the newest last, since only it says how many there are."""
    full = newest(len(shelf))
    wanted = range(full + 1) if blocks is None else sorted({*blocks, full})
    for number in wanted:
        its = _served(shelf, number)
        block = Block(full, turn, its, then, won or {}) if number == full else Block(0, "", its)
        yield File(key(number, full), "application/json; charset=utf-8", msgspec.json.encode(block))


def _served(shelf: Shelf, number: int) -> tuple[Line | str, ...]:
    return tuple(place if isinstance(place, Line) else str(place) for place in of_block(shelf, number))


def of_block(shelf: Shelf, number: int) -> Sequence[Place]:
    """The places of a block."""
    return shelf[number * BLOCK : (number + 1) * BLOCK]


def newest(places: int) -> int:
    """The number of the newest block; there is always one."""
    return max(0, places - 1) // BLOCK


def key(number: int, full: int, name: str = NAME, kind: str = "json") -> str:
    """The file of a block: the newest has the plain name, the others count from 1."""
    return f"{name}.{kind}" if number == full else f"{name}.{number + 1}.{kind}"


def read(served: bytes) -> Block:
    """A block that was served."""
    return msgspec.json.decode(served, type=Block)


def opened(block: Block) -> Iterator[Place]:
    """The places of a block that was served."""
    for its in block.initiatives:
        if isinstance(its, Line):
            yield its
        else:
            first, at, name = its.split()
            yield Hole(name, int(first), int(at))


class Touched(Struct, frozen=True):
    """What of the site a few changes can be seen in."""

    places: frozenset[int]
    """Numbers on the shelf."""
    municipalities: frozenset[int]
    categories: frozenset[str]
    before: int
    now: int
    """How many places there were, and are."""
    holes: bool
    """Whether something was taken down, or came back."""
    candidates: frozenset[int]
    """Which of the places are, or were, of what competes."""
    moved: Seconds | None
    """Since when the oldest is public of those that are in other municipalities than before; None where none is."""

    def blocks(self, size: int) -> set[int]:
        """Which blocks of so many places, with the one that was the newest and is no more."""
        before, now = (max(0, places - 1) // size for places in (self.before, self.now))
        return {number // size for number in self.places} | ({before} if before < now else set())


def touched(before: Shelf, now: Shelf, places: set[int]) -> Touched:
    """What these places can be seen in, as they were and as they are."""
    both = [shelf[number] for shelf in (before, now) for number in places if number < len(shelf)]
    seen = lines(both)
    return Touched(
        frozenset(places),
        frozenset(number for one in seen for number in one.places),
        frozenset(one.category for one in seen),
        len(before),
        len(now),
        len(seen) < len(both),
        frozenset(number for number in places if _competes(before, number) or _competes(now, number)),
        min((now[number].first for number in places if _where(before, number) != _where(now, number)), default=None),
    )


def _competes(shelf: Shelf, number: int) -> bool:
    place = shelf[number] if number < len(shelf) else None
    return isinstance(place, Line) and bool(place.competes)


def _where(shelf: Shelf, number: int) -> tuple[int, ...]:
    place = shelf[number] if number < len(shelf) else None
    return place.places if isinstance(place, Line) else ()
