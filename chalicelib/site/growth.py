"""How many initiatives there were in the year before on the same day: as many days after one could first register.

A day of the calendar would compare a year that begins in March with one that began in January.
"""

from collections import Counter
from datetime import date
from itertools import accumulate

import msgspec

from chalicelib import brussels
from chalicelib.edition import Edition
from chalicelib.site import past
from chalicelib.site.drawing import Site
from chalicelib.site.file import File


def key(year: str) -> str:
    """Where it is kept of a year that is over how it grew."""
    return f"{past.path(year)}/growth.json"


def file(site: Site) -> File:
    """How many were public when each day ended, from the first day on, of those that stayed so until the last."""
    counts = Counter(_day(site.edition, brussels.day(brussels.moment(one.first))) for one in site.lines)
    days = [*accumulate(counts[number] for number in range(max(counts, default=-1) + 1))]
    return File(key(site.edition.name), "application/json; charset=utf-8", msgspec.json.encode(days))


def then(served: bytes | None, edition: Edition, today: date) -> int:
    """How many there were, as that file said which was served; 0 where there is none, or nobody could register yet."""
    days = msgspec.json.decode(served, type=list[int]) if served else []
    if not days or today < brussels.day(edition.registration.opens):
        return 0
    return days[min(_day(edition, today), len(days) - 1)]


def _day(edition: Edition, day: date) -> int:
    return max(0, (day - brussels.day(edition.registration.opens)).days)
