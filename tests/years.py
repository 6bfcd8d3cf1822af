"""The year that the tests are in, as rows that somebody put there before anybody came."""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.cloud.editions import HEAD, Head, Version, sort_key
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.kinds import Words
from chalicelib.messages.message import Message
from infra.year import YEARS, read

JUDGED = read(YEARS / "2027.toml")
SHORTLIST, FINAL = JUDGED.jury
YEAR = replace(JUDGED, rounds=(JUDGED.vote,))
"""The same without its jury, so that what is not about one says nothing of it."""
FIRST = Version(1, YEAR)


DAYS = timedelta(days=365)


def _a_year_later() -> Edition:
    """2028, on the same days."""
    later = {"opens": DAYS, "closes": DAYS}
    vote = {**later, "results": DAYS}
    return replace(
        YEAR,
        name="2028",
        year=2028,
        title=Words("Gastvrije Gemeente 2028", "Gastvrije Gemeente 2028", "Gastvrije Gemeente 2028"),
        registration=_moved(YEAR.registration, later),
        rounds=(replace(_moved(YEAR.vote, vote), key="public-2028"),),
        show=YEAR.show + DAYS,
        forget_addresses_on=YEAR.forget_addresses_on + DAYS,
    )


def _moved(phase: Any, by: dict[str, timedelta]) -> Any:
    return replace(phase, **{name: getattr(phase, name) + days for name, days in by.items()})


NEXT = _a_year_later()
SOON = replace(
    NEXT,
    registration=replace(
        NEXT.registration,
        opens=datetime.fromisoformat("2027-06-01T08:00:00+02:00"),
        closes=datetime.fromisoformat("2027-07-20T23:59:00+02:00"),
    ),
)
"""The same, for which people register while those of the first are still known."""


@cache
def first_edition() -> tuple[dict[str, Any], ...]:
    """The first version of 2027, and the row from which every process reads it."""
    return tuple(rows(YEAR))


def packed(message: Message) -> str:
    """A message that was accepted under the first version."""
    with editions.in_hand(FIRST):
        return pack(message)


def unstamped(message: Message) -> str:
    """A message that says no edition, as those of earlier releases."""
    travels = json.loads(packed(message))
    del travels["edition"]
    return json.dumps(travels)


def rows(*versions: Edition) -> list[dict[str, Any]]:
    """These versions of one edition, the first of which is number 1."""
    made = [_version(number, its) for number, its in enumerate(versions, 1)]
    newest = Version(len(versions), versions[-1])
    return [*made, _row(*HEAD, Head(newest.edition.name, {newest.edition.name: newest}), writes={"N": "1"})]


def both(before: Edition, now: Edition) -> list[dict[str, Any]]:
    """The first version of a year, while the one before is on."""
    head = Head(before.name, {its.name: Version(1, its) for its in (before, now)})
    return [_version(1, now), _row(*HEAD, head, writes={"N": "2"})]


def turned(before: Edition, now: Edition) -> list[dict[str, Any]]:
    """The first version of a year, once the one before is over."""
    versions = {its.name: Version(1, its) for its in (before, now)}
    head = Head(now.name, versions, turned_at=1, past=(before.name,))
    return [_version(1, now), _row(*HEAD, head, writes={"N": "2"})]


def _version(number: int, its: Edition) -> dict[str, Any]:
    told = {"id": f"first-{number}", "by": "deploy", "why": "-"}
    numbers = {"at": {"N": "0"}, "base": {"N": str(number - 1)}}
    return _row(its.name, sort_key(number), its, **{name: {"S": text} for name, text in told.items()}, **numbers)


def _row(name: str, key: str, said: object, **more: Any) -> dict[str, Any]:
    return {"edition": {"S": name}, "version": {"S": key}, "said": {"S": msgspec.json.encode(said).decode()}, **more}
