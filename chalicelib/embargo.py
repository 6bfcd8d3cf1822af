"""Until when what was decided stays closed: to its hour, unless organisers open it before, or one holds it back."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.kinds import Language, Seconds

MOST_HELD = timedelta(days=7)
"""How long anything is held back at most: nobody buries a result."""
ASKED_FOR = 2 * MOST_HELD
"""How long after the hour it is asked what was said: what was held for as long as it may be, and is told late, or on
three mornings, is told by then.
"""
SKEW = timedelta(minutes=2)
"""By how much no two clocks differ."""


class Embargo(Struct, frozen=True):
    """What organisers said of the results of a year, beside its rules: these say the hour, and never change by it."""

    opened: Seconds = 0
    """Since when everyone may know; 0 where nobody opened it."""
    held: Seconds = 0
    """Since when somebody holds back what was not public yet; 0 where nobody does."""
    why: Mapping[Language, str] = {}
    """What the page of the results says of that, in the languages in which somebody said it."""

    def lifts(self, results: datetime) -> datetime:
        """From when on everyone may know what is public at this hour by the rules."""
        end = results + MOST_HELD if self.holds(results) else results
        return min(end, datetime.fromtimestamp(self.opened, results.tzinfo)) if self.opened else end

    def holds(self, results: datetime) -> bool:
        """Whether what has its results at this hour is held back: never what anybody may have seen already."""
        return bool(self.held) and datetime.fromtimestamp(self.held, results.tzinfo) + SKEW <= results

    def is_held(self, results: datetime, now: datetime) -> bool:
        """Whether it would be public, or will be at its hour, and nobody may see it."""
        return self.holds(results) and now < self.lifts(results)


OF_ITSELF = Embargo()
"""Of a year of which nobody said anything: the hour decides."""
