"""What may be mailed, how often, and what an answer of the mail service means."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct


class Cap(Struct, frozen=True):
    """How many mails of a kind a mailbox gets in any 24 hours, and the row that counts them."""

    row: str
    most: int


_REGISTRATION = Cap("confirmations#registration", 2)
_VOTE = Cap("confirmations#vote", 3)
CAPS = {"registration-confirm": _REGISTRATION, "registration-reminder": _REGISTRATION, "vote-confirm": _VOTE}
"""The mails that a stranger can make us send to an address that nobody confirmed.

A cap for each purpose: who registers somebody else's address over and over uses up none of their votes' mails.
"""
CAPPED_ROWS = (_VOTE.row, _REGISTRATION.row)

PURPOSES = {
    "registration-confirm": "confirm",
    "registration-reminder": "confirm",
    "review-request": "review",
    "changes-requested": "edit",
    "vote-confirm": "vote",
}
"""What the link in a mail is for; the other mails have none."""

MOST_ATTEMPTS = 3
"""How often one mail is handed to the mail service, whatever happens."""

SEEN_AFTER = 9
"""How often the mail service may take no mail before a person should look: after a quarter of an hour of waits."""

HOUR = 3600
"""Seconds. What is kept of a mail is kept in whole hours: a finer moment would join a mailbox to its vote."""

DAY = 24
"""Hours."""

MOST_UNTIDIED = 12
"""So many attempts on, a row is rid of the mails whose links have expired, so that it does not grow without end."""

KEEP_SECONDS = 15 * 24 * 60 * 60
"""How long attempts are kept: longer than any copy of a message lives, 14 days in a queue or among the dead letters."""

Kept = Literal["suppressed", "capped", "repeated"]
"""Why a mail stays unsent, which is as it should be."""

Outcome = Literal["refused", "not now", "unknown"]

_NEVER = frozenset({"MessageRejected", "BadRequestException"})


def meaning(status: int, code: str) -> Outcome:
    """What an error that the mail service answered with says about this mail.

    refused: it will never take it · not now: it did not take it, later it may · unknown: it may have sent it.
    """
    if code in _NEVER:
        return "refused"
    # An answer in the 400s is given before the mail is taken; one in the 500s may come after.
    return "not now" if 400 <= status < 500 else "unknown"


def hour_after(seconds: int) -> int:
    """The first whole hour that is not before this moment, in hours since 1970."""
    return -(-seconds // HOUR)


def suppressed_until(now: datetime, forget_on: date) -> int:
    """Until when to know who wants no mail, in seconds since 1970: when the edition forgets all addresses.

    A row about a mailbox may hold the key of its voter, so that it may not outlive that day.
    """
    forgotten = datetime.combine(forget_on, time(), UTC)
    return int(max(forgotten, now + timedelta(seconds=KEEP_SECONDS)).timestamp())


def ends_mailing(bounce_or_complaint: str, kind: str) -> bool:
    """Whether a feedback event means: do not mail again. `kind` is the service's bounce type or complaint type."""
    return kind == "Permanent" if bounce_or_complaint == "bounce" else kind != "not-spam"
