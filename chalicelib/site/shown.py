"""What templates get that are drawn as files and by a function too: made here alone, so that both show the same."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from chalicelib.kinds import Language

Thing = TypeVar("Thing")

PER_PAGE = 24
"""Initiatives on one page of the list: what a reader loads does not grow with the campaign."""


class Candidate(Struct, frozen=True):
    """Whom a ballot is for. Only a file has read the summary, and in which language it and the title are."""

    slug: str
    title: str
    summary: str = ""
    language: Language = ""


class Ballot(Struct, frozen=True):
    """The page of a ballot: what was typed, and the sentences on what is wrong with it."""

    candidate: Candidate
    closes: datetime
    values: Mapping[str, str]
    errors: Mapping[str, list[str]]


class Entry(Struct, frozen=True):
    """An initiative as a list shows it, in one language; `language` is that of its own words."""

    slug: str
    title: str
    summary: str
    language: Language
    category: str
    places: tuple[str, ...]
    towns: tuple[tuple[str, str], ...]
    """The slug and the name of each of its places, to be led there."""
    organisation: str
    competes: bool
    since: int


class Wanted(Struct, frozen=True):
    """What somebody looks for, as they typed it; empty where it does not matter."""

    words: str = ""
    category: str = ""
    municipality: str = ""


ANYTHING = Wanted()


class Listed(Struct, frozen=True):
    """A page of the list, or of what a search found: `found` is how many there are over all pages, where that is said.

    `page` is its number of `pages`, or what stands on it where that is for good, "25–48".
    """

    items: Sequence[Entry]
    found: int | None
    filters: Wanted
    searching: bool
    known: bool
    """Whether what was typed as a municipality is one."""
    voting: bool
    categories: Sequence[tuple[str, str]]
    places: Sequence[str]
    page: int | str
    pages: int
    previous: str
    next: str


class Turn(Struct, frozen=True):
    """Which page this is, and the addresses of those before and after it."""

    page: int | str
    pages: int
    previous: str
    next: str


def listed(
    items: Sequence[Entry],
    found: int | None,
    turn: Turn,
    categories: Mapping[str, str],
    places: Sequence[str],
    voting: bool,
    wanted: Wanted = ANYTHING,
    known: bool = True,
) -> Listed:
    """One page of initiatives, given what is on it and where it leads."""
    return Listed(
        items=items,
        found=found,
        filters=wanted,
        searching=wanted != ANYTHING,
        known=known,
        voting=voting,
        categories=list(categories.items()),
        places=places,
        page=turn.page,
        pages=turn.pages,
        previous=turn.previous,
        next=turn.next,
    )


def turning(number: int, pages: int, address: Callable[[int], str]) -> Turn:
    """From a page of so many to those beside it; `address` is that of a number."""
    return Turn(
        number,
        pages,
        address(number - 1) if number > 1 else "",
        address(number + 1) if number < pages else "",
    )


def pages_of(things: Sequence[Thing]) -> list[Sequence[Thing]]:
    """The list cut in pages; there is always a first one."""
    return [things[start : start + PER_PAGE] for start in range(0, len(things), PER_PAGE)] or [things]
