"""When who won hears it, and who took part their figures: values in, values out."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zlib import crc32

from chalicelib.edition import Round
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.kinds import Slug

HOURS = range(9, 16)
"""Of a morning, on the clock, in which mails go out: some in each of them, and in the last all that is left."""
COUNTED_BY = timedelta(hours=1)
"""After the numbers have settled and everyone may know them, until which they may still be sealed a last time."""
MORNINGS = timedelta(days=3)
"""For so long it is asked again, so that a morning on which nothing worked is made good by the next."""

AT_ONCE = timedelta(minutes=30)
"""After something becomes known, in which who won hears of it minute after minute; later on every hour."""
MINUTES_OF_AN_HOUR = 2
"""Of each of those hours in which it is: one may be missed."""
TOLD_FOR = timedelta(days=2)
"""For so long at most: a late vote may make somebody else the first."""
PATIENCE = timedelta(minutes=10)
"""For so long it is waited until the files say all that is known: who won twice hears it in one mail."""


def known(rounds: Iterable[Round], now: datetime, embargo: Embargo) -> dict[str, bool]:
    """The rounds in which somebody won that everyone may know of, by their keys: whether they just became known."""
    lifts = {its.key: embargo.lifts(its.results) for its in rounds if its.kind != "shortlist"}
    return {key: now < at + PATIENCE for key, at in lifts.items() if at <= now}


def tells_winners(rounds: Sequence[Round], now: datetime, embargo: Embargo = OF_ITSELF) -> bool:
    """Whether it is a minute in which who won is told, until their figures are mailed."""
    lifts = [at for its in rounds if its.kind != "shortlist" and (at := embargo.lifts(its.results)) <= now]
    if not lifts or now >= min(_counted(rounds, embargo), max(lifts) + TOLD_FOR):
        return False
    return now < max(lifts) + AT_ONCE or now.minute < MINUTES_OF_AN_HOUR


def hour(rounds: Iterable[Round], now: datetime, embargo: Embargo = OF_ITSELF) -> int | None:
    """Which hour of such a morning it is at this moment on the clocks of Brussels; None at all other times.

    Who is told once is told all: what a jury decides may be known later than the vote.
    """
    settled = _counted(rounds, embargo)
    return now.hour if settled <= now < settled + MORNINGS and now.hour in HOURS else None


def _counted(rounds: Iterable[Round], embargo: Embargo) -> datetime:
    """From when on all is known and nothing moves any number."""
    return max(max(its.settled, embargo.lifts(its.results)) for its in rounds) + COUNTED_BY


def is_due(slug: Slug, hour: int) -> bool:
    """Whether its turn has come by this hour: a thousand at once would let others' mails wait."""
    return HOURS.start + crc32(slug.encode()) % (len(HOURS) - 1) <= hour
