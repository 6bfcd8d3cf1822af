"""What is public and when: values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlsplit

from chalicelib.edition import Edition, Phase
from chalicelib.initiative import Initiative

Thing = TypeVar("Thing")

PER_PAGE = 24
"""Initiatives on one page of the list: what a reader loads does not grow with the campaign."""


@dataclass(frozen=True)
class Published:
    """An initiative that everyone may see. `at`: when it was approved, in whole seconds since 1970."""

    slug: str
    initiative: Initiative
    at: int


@dataclass(frozen=True)
class Results:
    """A recount whose numbers may be shown. `as_of`: microseconds since 1970."""

    round: str
    votes: Mapping[str, int]
    people: int
    as_of: int


@dataclass(frozen=True)
class Entry:
    """An initiative as a list shows it, in one language; `language` is that of its own words."""

    slug: str
    title: str
    summary: str
    language: str
    category: str
    places: tuple[str, ...]
    organisation: str
    competes: bool


def rank(version: int, taken_down: bool) -> int:
    """Which word about an initiative is the last: a later version's, or of the same version its takedown."""
    return version * 2 + taken_down


def newest_first(published: Iterable[Published]) -> list[Published]:
    """In the order of the list; the slug decides between two of the same second, so the order is always the same."""
    return sorted(published, key=lambda one: (-one.at, one.slug))


# The year


@dataclass(frozen=True)
class Calendar:
    """Where the year stands. Two calendars are equal while the files may stay as they are.

    `registration` and `vote` are before, open or after; `results` whether the numbers are public; `next` names the
    next moment of `moments`, `when` is that moment and `days` are the days until its day, on the calendar of its place.
    `next` is empty when nothing lies ahead.
    """

    registration: str
    vote: str
    results: bool
    next: str
    when: datetime | None
    days: int | None


def calendar(edition: Edition, now: datetime) -> Calendar:
    """Where the year stands at this moment."""
    ahead = [(moment, name) for name, moment in moments(edition).items() if name != "show" and now < moment]
    when, name = min(ahead, default=(None, ""))
    return Calendar(
        registration=_standing(edition.registration, now),
        vote=_standing(edition.vote, now),
        results=now >= edition.vote.results,
        next=name,
        when=when,
        days=None if when is None else (when.date() - now.astimezone(when.tzinfo).date()).days,
    )


def moments(edition: Edition) -> dict[str, datetime]:
    """The moments of the year that people are told about."""
    return {
        "registration_opens": edition.registration.opens,
        "registration_closes": edition.registration.closes,
        "vote_opens": edition.vote.opens,
        "vote_closes": edition.vote.closes,
        "results": edition.vote.results,
        "show": edition.show,
    }


def _standing(phase: Phase, now: datetime) -> str:
    if phase.is_open(now):
        return "open"
    return "before" if now < phase.opens else "after"


# Pages


def categories(edition: Edition, language: str) -> dict[str, str]:
    """The name of each category by its key, in the edition's order."""
    return {category.key: category.name[language] for category in edition.categories}


def pages_of(things: Sequence[Thing]) -> list[Sequence[Thing]]:
    """The list cut in pages; there is always a first one."""
    return [things[start : start + PER_PAGE] for start in range(0, len(things), PER_PAGE)] or [things]


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


def website_name(address: str) -> str:
    """A website's address as people say it: its host, without www."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


# The public prize


@dataclass(frozen=True)
class Standing:
    """One line of the ranking; equal votes share a rank, since the jury decides a tie."""

    rank: int
    slug: str
    title: str
    language: str
    votes: int


def ranking(published: Sequence[Published], votes: Mapping[str, int]) -> list[Standing]:
    """Who got how many votes, most first; an initiative that competes and got none is there too."""
    counted = [(votes.get(one.slug, 0), one) for one in published if one.initiative.competes or one.slug in votes]
    counted.sort(key=lambda pair: (-pair[0], pair[1].initiative.title.casefold(), pair[1].slug))
    first = {number: place for place, (number, _) in reversed(list(enumerate(counted, 1)))}
    return [
        Standing(first[number], one.slug, one.initiative.title, one.initiative.language, number)
        for number, one in counted
    ]
