"""What is public, as a site shows it: values in, values out."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from chalicelib.edition import Edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language, Microseconds, Seconds, Slug
from chalicelib.places import municipalities
from chalicelib.site.shown import PER_PAGE, Entry

Thing = TypeVar("Thing")


class Published(Struct, frozen=True):
    """An initiative that everyone may see. `at`: when it was approved."""

    slug: Slug
    initiative: Initiative
    at: Seconds
    since: int = 0
    """The year in which it first took part, where that is an earlier one."""


class Results(Struct, frozen=True):
    """A recount whose numbers may be shown. `as_of`: when it began."""

    round: str
    votes: Mapping[Slug, int]
    people: int
    as_of: Microseconds


def newest_first(published: Iterable[Published]) -> list[Published]:
    """In the order of the list; the slug decides between two of the same second, so the order is always the same."""
    return sorted(published, key=lambda one: (-one.at, one.slug))


def shuffled(published: Iterable[Published], seed: str) -> list[Published]:
    """In an order that only the seed and the slugs decide, so that no initiative is first because of when it came."""
    return sorted(published, key=lambda one: hashlib.sha256(f"{seed} {one.slug}".encode()).digest())


# Pages


class Names(dict[str, str]):
    """The name of each category by its key, in the edition's order; of one that is no more, what its key says."""

    def __init__(self, edition: Edition, language: Language) -> None:
        super().__init__((category.key, category.name[language]) for category in edition.categories)
        self._edition, self._language = edition, language

    def __missing__(self, key: str) -> str:
        return self._edition.category(key).name[self._language]


def categories(edition: Edition, language: Language) -> Names:
    """The names of the categories in this language."""
    return Names(edition, language)


def pages_of(things: Sequence[Thing]) -> list[Sequence[Thing]]:
    """The list cut in pages; there is always a first one."""
    return [things[start : start + PER_PAGE] for start in range(0, len(things), PER_PAGE)] or [things]


def entry(one: Published, language: Language) -> Entry:
    """An initiative as a list shows it, in this language."""
    told = one.initiative
    return Entry(
        slug=one.slug,
        title=told.title,
        summary=told.summary,
        language=told.language,
        category=told.category,
        places=tuple(municipalities()[place].name(language) for place in told.places),
        organisation=told.organisation,
        competes=told.competes,
        since=one.since,
    )


def website(typed: str) -> str:
    """The address of a website if a browser may be sent there, else nothing.

    It was checked when it came in; here it becomes a link, so it is checked again.
    """
    try:
        parts = urlsplit(typed)
        is_safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return typed if is_safe else ""


# The public prize


class Ranked(Struct, frozen=True):
    """One line of the ranking; equal votes share a rank, since the jury decides a tie."""

    rank: int
    slug: Slug
    title: str
    language: Language
    votes: int


def ranking(published: Sequence[Published], votes: Mapping[Slug, int]) -> list[Ranked]:
    """Who got how many votes, most first; an initiative that competes and got none is there too."""
    counted = [(votes.get(one.slug, 0), one) for one in published if one.initiative.competes or one.slug in votes]
    counted.sort(key=lambda pair: (-pair[0], pair[1].initiative.title.casefold(), pair[1].slug))
    first = {number: rank for rank, (number, _) in reversed(list(enumerate(counted, 1)))}
    return [
        Ranked(first[number], one.slug, one.initiative.title, one.initiative.language, number)
        for number, one in counted
    ]
