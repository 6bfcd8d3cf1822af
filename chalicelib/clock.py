"""The only place that knows what time it is; rules are passed the time."""

import time
from datetime import UTC, datetime

from chalicelib import brussels
from chalicelib.kinds import Microseconds, Seconds


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.fromtimestamp(seconds(), UTC)


def seconds() -> Seconds:
    """Whole seconds since 1970: for expiries and TTLs."""
    return int(time.time())


def microseconds() -> Microseconds:
    """Microseconds since 1970: the time of a ballot."""
    return Microseconds(time.time_ns() // 1000)


def ticks() -> float:
    """Seconds on a monotonic clock: for spans, since it never goes back."""
    return time.monotonic()


def pause(seconds: float) -> None:
    """Let time go by."""
    time.sleep(seconds)


def local(seconds: Seconds) -> datetime:
    """A moment on the clocks of Flanders and Brussels."""
    return brussels.moment(seconds)
