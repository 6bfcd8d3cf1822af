"""When who took part hears their figures: values in, values out."""

from collections.abc import Iterable
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


def hour(rounds: Iterable[Round], now: datetime, embargo: Embargo = OF_ITSELF) -> int | None:
    """Which hour of such a morning it is at this moment on the clocks of Brussels; None at all other times.

    Who is told once is told all: what a jury decides may be known later than the vote.
    """
    settled = max(max(its.settled, embargo.lifts(its.results)) for its in rounds) + COUNTED_BY
    return now.hour if settled <= now < settled + MORNINGS and now.hour in HOURS else None


def is_due(slug: Slug, hour: int) -> bool:
    """Whether its turn has come by this hour: a thousand at once would let others' mails wait."""
    return HOURS.start + crc32(slug.encode()) % (len(HOURS) - 1) <= hour
