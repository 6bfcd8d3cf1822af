"""The only place that knows what time it is; rules are passed the time."""

import time
from datetime import UTC, datetime, timedelta, timezone


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.fromtimestamp(seconds(), UTC)


def seconds() -> int:
    """Whole seconds since 1970: for expiries and TTLs."""
    return int(time.time())


def microseconds() -> int:
    """Microseconds since 1970: the stamp of a ballot."""
    return time.time_ns() // 1000


def ticks() -> float:
    """Seconds since some moment, for spans: it never goes back."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Let time go by."""
    time.sleep(seconds)


def local(seconds: int) -> datetime:
    """A moment on the clocks of Flanders and Brussels."""
    # By hand, since Lambda need not have the time zone database: summer is what the European Union says it is.
    moment = datetime.fromtimestamp(seconds, UTC)
    summer = _last_sunday(moment.year, 3) <= moment < _last_sunday(moment.year, 10)
    return moment.astimezone(timezone(timedelta(hours=2 if summer else 1)))


def _last_sunday(year: int, month: int) -> datetime:
    """One o'clock in the night, UTC, of the last Sunday of a month that has 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
