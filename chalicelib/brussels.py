"""The clocks of Flanders and Brussels: what people read is always told by these."""

from datetime import datetime
from zoneinfo import ZoneInfo

CLOCKS = ZoneInfo("Europe/Brussels")


def moment(seconds: int) -> datetime:
    """A moment in seconds since 1970, on these clocks."""
    return datetime.fromtimestamp(seconds, CLOCKS)
