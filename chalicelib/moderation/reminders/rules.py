"""When something that waits is told of, and to whom; when a week is counted: values in, values out."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from chalicelib import brussels
from chalicelib.edition import Moderation
from chalicelib.kinds import DAY, Seconds
from chalicelib.moderation.queues import Told

ALONE = 10
"""Of as many, those who have to hear of them get a mail each, with a link to it; of more, one mail a morning."""
LISTED = 500
"""Of as many a morning's mail takes note; what waits beyond these is told of in another, an hour later."""
MORNING = 8
"""The hour in Brussels until which what is due is told of in one mail of that day."""
MONDAY = 0
COUNTS_FROM = 8
"""The hour in Brussels from which on the week before is told of, on Mondays."""
COUNTS_UNTIL = 12
"""A schedule that is late by more tells of no week: a mail with figures that came at night would be of another day."""


def due(terms: Moderation, since: Seconds, told: Collection[Told], now: Seconds) -> tuple[Told, ...]:
    """Who is to hear of what waits since then and was not told of it yet.

    Whose turn it is, only before everybody of that part: who was late sends one mail, and not two of the same.
    """
    passed = [who for who, after in days(terms).items() if now >= since + after * DAY]
    is_alone = "part" not in passed and "part" not in told
    return tuple(who for who in passed if who not in told and (who != "turn" or is_alone))


def days(terms: Moderation) -> dict[Told, int]:
    """After how many days who hears of what waits."""
    return {
        "turn": terms.remind_after_days,
        "part": terms.remind_all_after_days,
        "organisers": terms.tell_organiser_after_days,
        "initiator": terms.promised_days,
    }


def many(due: Iterable[Collection[Told]]) -> frozenset[Told]:
    """Of whom too much is due at once for a mail each; an initiator has but one or two."""
    counts = Counter(who for its in due for who in its if who != "initiator")
    return frozenset(who for who, count in counts.items() if count > ALONE)


def morning(now: Seconds) -> tuple[str, Seconds]:
    """The day whose morning was last, and when that was: all day long the same, so that it has one mail."""
    local = brussels.moment(now)
    eight = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    began = eight if local >= eight else eight - timedelta(days=1)
    return began.date().isoformat(), int(began.timestamp())


def digest_day(now: Seconds) -> str:
    """The day whose morning it is by the clocks of Brussels; "" at another time, when it told of what waits before."""
    local = brussels.moment(now)
    return local.date().isoformat() if MORNING <= local.hour < COUNTS_UNTIL else ""


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
