"""When something that waits is told of, and to whom; when a week is counted: values in, values out."""

from collections.abc import Collection
from datetime import datetime, timedelta

from chalicelib import brussels
from chalicelib.edition import Moderation
from chalicelib.kinds import DAY, Seconds
from chalicelib.moderation.queues import Told

MONDAY = 0
COUNTS_FROM = 8
"""The hour in Brussels from which on the week before is told of, on Mondays."""
COUNTS_UNTIL = 12
"""A schedule that is late by more tells of no week: a mail with figures that came at night would be of another day."""


def due(terms: Moderation, since: Seconds, told: Collection[Told], now: Seconds) -> tuple[Told, ...]:
    """Who is to hear of what waits since then and was not told of it yet.

    Whose turn it is, only before everybody of that part: who was late sends one mail, and not two of the same.
    """
    after: dict[Told, int] = {
        "turn": terms.remind_after_days,
        "part": terms.remind_all_after_days,
        "organisers": terms.tell_organiser_after_days,
        "initiator": terms.promised_days,
    }
    passed = [who for who, days in after.items() if now >= since + days * DAY]
    is_alone = "part" not in passed and "part" not in told
    return tuple(who for who in passed if who not in told and (who != "turn" or is_alone))


def week(now: Seconds) -> tuple[str, Seconds, Seconds] | None:
    """What the week that was just over is called, from when until when; None but on a Monday morning.

    It is from one Monday at eight to the next by the clocks of Brussels, so that twice a year it is an hour off.
    """
    local = brussels.moment(now)
    if local.weekday() != MONDAY or not COUNTS_FROM <= local.hour < COUNTS_UNTIL:
        return None
    # Sums of local times keep the hour that the clocks show.
    until = local.replace(hour=COUNTS_FROM, minute=0, second=0, microsecond=0)
    before = until - timedelta(days=7)
    return _named(before), int(before.timestamp()), int(until.timestamp())


def _named(moment: datetime) -> str:
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"
