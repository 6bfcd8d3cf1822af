"""How many mails with a vote's button went out, by what each process that mails said of itself: about, not exactly.

Who dies has not said what went out in its last minute, and what was handed over twice since an answer was lost is two.
To count each would be one write more for every vote.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from chalicelib.cloud import aws, limits
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.kinds import HOUR, Seconds

KEPT = 72
"""Hours that an hour's row is kept."""
SETTLED = 24
"""Hours after which no process says anything more of one: none lives for so long without work."""
VOTES = "votes_"
"""What a process says of the votes' mails of an hour stands under this and its name, beside what it says of all."""


class Mailed(Struct, frozen=True):
    """How many went out before an hour, counted since 1970, and in each of those after it, as far as is known: so what
    was once counted stays, also when nobody counts for days and the rows that said it are gone.
    """

    number: int = 0
    until: int = 0
    since: Mapping[int, int] = {}


NONE = Mailed()


def name(hour: int) -> str:
    """The row that says what strangers had us mail in this hour."""
    return f"strangers#{hour}"


def counted(before: Mailed, opens: Seconds, closes: Seconds, now: Seconds) -> tuple[int, Mailed]:
    """How many went out since a vote opened, and what to remember until the next count. Raises TryAgain.

    It is a sum of rows that say it, each of which is what it is however often somebody counts.
    """
    this = now // HOUR
    first = max(before.until, opens // HOUR, this - KEPT + 1)
    # Mails that were asked for in the last minute go out a little later.
    last = min(this, closes // HOUR + 1)
    by_hour = {**before.since, **_read(range(first, last + 1))}
    settled = max(before.until, min(this - SETTLED, last + 1))
    old = before.number + sum(number for hour, number in by_hour.items() if hour < settled)
    since = {hour: number for hour, number in by_hour.items() if hour >= settled}
    return old + sum(since.values()), Mailed(old, settled, since)


def _read(hours: range) -> dict[int, int]:
    if not hours:
        return {}
    table, names = settings().table("limits"), {name(hour): hour for hour in hours}
    asked: Any = {"Keys": [limits.row_key(one) for one in names]}
    with answering():
        answer = aws.dynamodb().batch_get_item(RequestItems={table: asked})
    if any(answer.get("UnprocessedKeys", {}).values()):
        raise TryAgain("limits: not all were read")
    return {names[str(row["what"]["S"])]: _votes(row) for row in answer["Responses"][table]}


def _votes(row: Any) -> int:
    return sum(int(value["N"]) for attribute, value in row.items() if attribute.startswith(VOTES))
