"""When the schedules of a rehearsal tick: as they would where a phase turns, and less often where nothing does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib import brussels
from chalicelib.edition import Edition

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
TURNS_FOR = 2 * MINUTE
"""After a phase begins or ends, so long each minute is played, and the whole hour after it."""
IN_THE_MORNING = 4
REGISTERING, VOTING, AFTERWARDS = 3, 1, 14
"""How many days lie between two mornings that are played."""
EACH_MINUTE = ("turn_phase", "recount", "seal")
"""Not draw_prints: what it draws of forty initiatives takes minutes, and none of it is shown."""
EACH_HOUR = ("remind", *EACH_MINUTE)
EACH_DAY = ("forget", *EACH_HOUR)


@dataclass(frozen=True)
class Beat:
    """A moment at which schedules tick, and which."""

    at: datetime
    schedules: tuple[str, ...]


def between(year: Edition, since: datetime, until: datetime) -> Iterator[Beat]:
    """The beats after one moment and up to another, in their order."""
    at = since
    while (at := _next(year, at)) <= until:
        yield Beat(at, _ticking(year, at))


def _next(year: Edition, now: datetime) -> datetime:
    minute, hour = now.replace(second=0, microsecond=0), now.replace(minute=0, second=0, microsecond=0)
    turns = moments(year)
    if any(turn <= now < turn + TURNS_FOR for turn in turns):
        return minute + MINUTE
    morning = hour.replace(hour=IN_THE_MORNING)
    following = morning if hour < morning else morning + _pace(year, now) * DAY
    soon = [turn + HOUR for turn in turns if turn <= now < turn + HOUR]
    coming = [turn for turn in turns if turn > now][:1]
    return min([following, *soon, *coming])


def _pace(year: Edition, now: datetime) -> int:
    if now < min(its.opens for its in year.rounds) - VOTING * DAY:
        return REGISTERING
    return VOTING if now <= max(its.settled for its in year.rounds) + DAY else AFTERWARDS


def _ticking(year: Edition, moment: datetime) -> tuple[str, ...]:
    if (moment.hour, moment.minute) == (IN_THE_MORNING, 0):
        return EACH_DAY
    return EACH_HOUR if moment - HOUR in moments(year) else EACH_MINUTE


def _morning_of(day: date) -> datetime:
    return datetime.combine(day, time(IN_THE_MORNING), brussels.CLOCKS)


def moments(year: Edition) -> list[datetime]:
    """When something begins or ends, in order."""
    its = [year.registration.opens, year.registration.closes, year.show]
    its += [_morning_of(year.forget_addresses_on), _morning_of(year.forget_addresses_on + DAY)]
    its += [moment for one in year.rounds for moment in (one.opens, one.closes, one.decided, one.results, one.settled)]
    return sorted(set(its))
