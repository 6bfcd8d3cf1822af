"""How late the mails of votes go out: who sends them says so while they are late, so that nobody is asked to wait for
one that cannot come in time (backpressure).
"""

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import aws, limits
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.kinds import DAY, MINUTE, Seconds

LATE = 15 * MINUTE
"""What is sooner is not late, and costs no write."""
HEARD = 10 * MINUTE
"""For so long it holds what was said: nobody says that mail is in time again."""

_ROW = "late-mail"


class _Process(Struct):
    """What this process saw in the present minute, and what it heard of others."""

    minute: int = 0
    least: Seconds = 0
    asked: int = 0
    """The minute in which it last asked."""
    heard: Seconds = 0


_process = [_Process()]


def begin() -> None:
    """Know nothing, as a new process does."""
    _process[0] = _Process()


def say(late: Seconds) -> None:
    """One mail goes out, or has to wait, so long after it was asked for. Raises TryAgain when the table is silent.

    Told to the others once a minute, and of a minute its least: a letter that lay among the dead ones is old by itself.
    """
    its, minute = _process[0], clock.seconds() // MINUTE
    if its.minute == minute:
        its.least = min(its.least, late)
        return
    least, is_fresh = its.least, its.minute == minute - 1
    its.minute, its.least = minute, late
    if is_fresh and least >= LATE:
        now = clock.seconds()
        values: dict[str, int | bytes | list[str]] = {":late": least, ":now": now, ":until": now + DAY}
        limits.change(_ROW, "SET late = :late, said_at = :now, expires_at = :until", values)


def heard() -> Seconds:
    """How late mail goes out, 0 where it is in time; it costs a read a minute, and what is not answered is not late."""
    its, minute = _process[0], clock.seconds() // MINUTE
    if its.asked != minute:
        its.asked, its.heard = minute, _read()
    return its.heard


def _read() -> Seconds:
    try:
        with answering():
            answer = aws.dynamodb().get_item(TableName=settings().table("limits"), Key=limits.row_key(_ROW))
    except TryAgain:
        return 0
    row = answer.get("Item")
    if row is None or clock.seconds() - int(row["said_at"]["N"]) >= HEARD:
        return 0
    return int(row["late"]["N"])
