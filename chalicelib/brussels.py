"""The clocks of Flanders and Brussels: what people read is always told by these."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from chalicelib.kinds import Seconds

CLOCKS = ZoneInfo("Europe/Brussels")


def day(moment: datetime) -> date:
    """The day that it is then, on these clocks."""
    return moment.astimezone(CLOCKS).date()


def morning(day: date) -> Seconds:
    """When a day begins."""
    return int(datetime.combine(day, time(), CLOCKS).timestamp())


def moment(seconds: Seconds) -> datetime:
    """A moment, on these clocks."""
    return datetime.fromtimestamp(seconds, CLOCKS)
