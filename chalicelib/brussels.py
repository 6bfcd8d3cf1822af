"""The clocks of Flanders and Brussels: what people read is always told by these."""

from datetime import datetime
from zoneinfo import ZoneInfo

from chalicelib.kinds import Seconds

CLOCKS = ZoneInfo("Europe/Brussels")


def moment(seconds: Seconds) -> datetime:
    """A moment, on these clocks."""
    return datetime.fromtimestamp(seconds, CLOCKS)
