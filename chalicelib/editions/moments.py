"""Days and hours as people type them, by the clocks of Brussels: values in, values out."""

import re
from datetime import date, datetime, time

from chalicelib import brussels
from chalicelib.errors import Refused

_DAY = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[./ -](?P<month>[0-9]{1,2})[./ -](?P<year>[0-9]{4})"),
)
"""As browsers send it, and as people type it in Belgium."""

_HOUR = re.compile(r"(?P<hour>[0-9]{1,2}) ?(?:[:.huHU] ?(?P<minute>[0-9]{2})?(?::00)?)?(?: ?uur)?")


def day_typed(moment: date | datetime) -> str:
    """A day as a field of days takes it, by the clocks of Brussels."""
    return (moment.astimezone(brussels.CLOCKS).date() if isinstance(moment, datetime) else moment).isoformat()


def hour_typed(moment: datetime) -> str:
    """An hour as a field of hours takes it, by the clocks of Brussels."""
    return f"{moment.astimezone(brussels.CLOCKS):%H:%M}"


def is_near(moment: date, year: int) -> bool:
    """Whether it can be meant for a year: one that begins before it or ends after it at most."""
    return abs(moment.year - year) <= 1


def day(typed: str) -> date:
    """The day that was typed. Raises Refused."""
    found = next(filter(None, (form.fullmatch(typed) for form in _DAY)), None)
    try:
        if found:
            return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        pass
    raise Refused("day_wrong" if typed else "day_empty")


def hour(typed: str) -> time:
    """The hour that was typed, such as 23:59, 23.59, 23u59 or 8u. Raises Refused."""
    found = _HOUR.fullmatch(typed)
    try:
        if found:
            return time(int(found["hour"]), int(found["minute"] or 0))
    except ValueError:
        pass
    raise Refused("hour_wrong" if typed else "hour_empty")


def moment(day: date, hour: time) -> datetime:
    """A moment by the clocks of Brussels, at a fixed offset as a year keeps it. Raises Refused.

    Where the clocks change there is an hour that never comes, and one that comes twice.
    """
    first, second = (datetime.combine(day, hour, brussels.CLOCKS).replace(fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        is_skipped = datetime.fromtimestamp(first.timestamp(), brussels.CLOCKS).time() != hour
        raise Refused("hour_skipped" if is_skipped else "hour_twice")
    return datetime.fromisoformat(first.isoformat())
