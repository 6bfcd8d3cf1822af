"""The clocks of Flanders and Brussels: what people read is always told by these."""

from datetime import UTC, datetime, timedelta, timezone


def local(moment: datetime) -> datetime:
    """The same moment as the clocks in Brussels show it, whatever offset it was written with."""
    # By hand, since Lambda need not have the time zone database: summer is what the European Union says it is.
    moment = moment.astimezone(UTC)
    summer = _last_sunday(moment.year, 3) <= moment < _last_sunday(moment.year, 10)
    return moment.astimezone(timezone(timedelta(hours=2 if summer else 1)))


def _last_sunday(year: int, month: int) -> datetime:
    """One o'clock in the night, UTC, of the last Sunday of a month that has 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)
