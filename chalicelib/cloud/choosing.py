"""Who breaks a tie of the public vote, and what they chose so far, as people and the jury keep it."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.cloud import aws, closings, people
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition, Round
from chalicelib.embargo import SKEW, Embargo
from chalicelib.kinds import Seconds, Slug
from chalicelib.person import Person, Seat
from chalicelib.tie import Choice, Tie, broken

TIE = "tie"
"""Stands for the tie where the jury's rows name a category: in the round of the public vote, which has none."""
_SEATS: tuple[Seat, ...] = ("chair", "deputy", "", "reserve")
"""As whom somebody chooses who sits differently in several categories: the first of these."""


class _Ranked(Struct, frozen=True):
    order: tuple[Slug, ...] = ()


class _Word(Struct, frozen=True):
    """What a juror said, as far as it matters here."""

    id: str
    conflicts: Mapping[Slug, Seconds] = {}
    ranked: _Ranked | None = None


class Asked(Struct, frozen=True):
    """A juror who is asked. `chose`: one of those tied, or "" as yet."""

    person: Person
    seat: Seat
    chose: Slug = ""


class Choosing(Struct, frozen=True):
    """A tie while the jury breaks it. `tie`: None where nobody is tied, or the year has no jury."""

    tie: Tie | None = None
    asked: Sequence[Asked] = ()
    void: int = 0
    """How many chose between others than those who are tied now, which counts no more."""


def breaks_ties(year: Edition) -> Round | None:
    """The round whose jurors break a tie of the public vote; None where there is none."""
    return next((one for one in year.jury if one.kind == "final"), None)


def tied(year: Edition) -> tuple[Slug, ...]:
    """Between whom the jury of a year is to choose: none before the count, or without a jury. Raises TryAgain."""
    counted = closings.told(year.name, Counted) if breaks_ties(year) else None
    return counted.tied if counted else ()


def is_open(year: Edition, now: datetime) -> bool:
    """Whether a choice may change: not once it may be public by anybody's clock, nor once two signed what it came to.

    Raises TryAgain.
    """
    said, counted = closings.said(year.name), closings.told(year.name, Counted)
    is_agreed = bool(said.agreed and counted and said.agreed == counted.numbers)
    return now < until(year, said.embargo) and not is_agreed


def until(year: Edition, embargo: Embargo) -> datetime:
    """When the choosing ends at last: from then on everyone may know by somebody's clock."""
    return embargo.lifts(year.vote.results) - SKEW


def of(year: Edition, tied: tuple[Slug, ...]) -> Choosing:
    """Who chooses between these this moment, and what that comes to. Raises TryAgain."""
    its = breaks_ties(year)
    if its is None:
        return Choosing()
    chose = {one.id: one.ranked.order for one in _rows(year.vote.key, TIE) if one.ranked}
    valid = {who: order[0] for who, order in chose.items() if {*order} == {*tied}}
    asked = _asked(year, tied, valid) if tied else []
    cast = [Choice(one.chose, one.seat) for one in asked if one.chose]
    return Choosing(broken(tied, cast, its.least) if tied else None, asked, len(chose) - len(valid))


def _asked(year: Edition, tied: tuple[Slug, ...], chose: Mapping[str, Slug]) -> list[Asked]:
    """Each juror who stood back from none of these."""
    back = {its.id for its in _words(year) if {*its.conflicts} & {*tied}}
    seats = [(person, seat_of(person, year)) for person in people.everyone() if person.id not in back]
    return [Asked(person, seat, chose.get(person.id, "")) for person, seat in seats if seat is not None]


def seat_of(person: Person, year: Edition) -> Seat | None:
    """As whom somebody chooses in a tie; None for who judges nothing."""
    seats = {person.seat(year.name, one.key) for one in year.categories}
    return next((seat for seat in _SEATS if seat in seats), None)


def _words(year: Edition) -> Iterator[_Word]:
    yield from _rows(year.vote.key, TIE)
    for its in year.jury:
        for category in year.categories:
            yield from _rows(its.key, category.key)


def _rows(round_name: str, category: str) -> Iterator[_Word]:
    asking: dict[str, Any] = {
        "TableName": settings().table("panels"),
        "KeyConditionExpression": "panel = :panel",
        "ExpressionAttributeValues": {":panel": {"S": f"{round_name} {category}"}},
        "ConsistentRead": True,
    }
    with answering():
        answer = aws.dynamodb().query(**asking)
    for row in answer["Items"]:
        if row["row"]["S"].startswith("juror "):
            yield msgspec.json.decode(row["said"]["S"], type=_Word)
