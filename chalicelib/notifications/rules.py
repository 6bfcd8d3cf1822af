"""What may be mailed, how often, and what an answer of the mail service means."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from msgspec import Struct

from chalicelib.kinds import DAY, HOUR, Seconds


class Cap(Struct, frozen=True):
    """A rate limit of mailboxes: how many mails of a kind one gets in any 24 hours, and the row that counts them."""

    row: str
    most: int


_REGISTRATION = Cap("confirmations#registration", 2)
_CONTACT = Cap("confirmations#contact", 3)
_NEW_CONTACT = Cap("confirmations#contact-new", 3)
_LINKS = Cap("confirmations#links", 2)
_VOTE = Cap("confirmations#vote", 3)
CAPS = {
    "registration-confirm": _REGISTRATION,
    "registration-reminder": _REGISTRATION,
    "links-lost": _LINKS,
    "contact-old": _CONTACT,
    "contact-new": _NEW_CONTACT,
    "vote-confirm": _VOTE,
}
"""The mails that a stranger can make us send to an address that nobody confirmed.

A cap for each purpose: who registers somebody else's address over and over uses up none of their votes' mails.
"""
CAPPED_ROWS = (_VOTE.row, _LINKS.row, _CONTACT.row, _NEW_CONTACT.row, _REGISTRATION.row)

UNASKED = frozenset({"renewal", "log-copy", "award", "figures"})
"""Mails that nobody waits for: who complained about another gets none, and that one does not go out is no fault."""

MOST_ATTEMPTS = 3
"""How often one mail is handed to the mail service, whatever happens."""

SEEN_AFTER = 9
"""How often the mail service may take no mail before a person should look: after a quarter of an hour of waits."""

DAY_IN_HOURS = 24
"""What is kept of a mail is kept in whole hours: a finer moment would join a mailbox to its vote."""

MOST_UNTIDIED = 12
"""So many attempts on, a row is rid of the mails whose links have expired, so that it does not grow without end."""

KEEP_SECONDS = 15 * DAY
"""How long attempts are kept: longer than any copy of a message lives, 14 days in a queue or among the dead letters."""

Unsent = Literal["suppressed", "capped", "repeated"]
"""Why a mail stays unsent, which is as it should be."""

Outcome = Literal["refused", "not now", "unknown"]

_NEVER = frozenset({"MessageRejected", "BadRequestException"})
_FORBIDDEN = (401, 403)


MOST_OF_A_DAY = 80
"""Percent of the mail service's day that strangers may use: the rest is for moderators and initiators."""

MOST_BOUNCES = 200
MOST_COMPLAINTS = 5
"""Of ten thousand mails that strangers cause. The mail service itself looks at 500 and 10, and ends all mail at 1,000
and 50."""

FEWEST_BOUNCES = 5
FEWEST_COMPLAINTS = 2
"""So many at least: one unlucky mail of ten says nothing."""


class Caused(Struct, frozen=True):
    """The mails that strangers caused in this hour and in a day; and, since the breaker was last closed by hand, how
    many that were, and how many of them came back."""

    hour: int
    day: int
    judged: int
    bounces: int
    complaints: int


Wait = Literal["bounces", "complaints", "the day's reserve", "the hour's budget"]


def why_to_wait(caused: Caused, per_hour: int, per_day: int) -> Wait | None:
    """Why mails that strangers cause have to wait, where they have to."""
    if back := came_back(caused):
        return back
    if caused.day * 100 >= per_day * MOST_OF_A_DAY:
        return "the day's reserve"
    return "the hour's budget" if caused.hour >= per_hour else None


def came_back(caused: Caused) -> Wait | None:
    """What came back so often that the breaker is open, where it is."""
    if caused.bounces >= FEWEST_BOUNCES and caused.bounces * 10_000 > caused.judged * MOST_BOUNCES:
        return "bounces"
    if caused.complaints >= FEWEST_COMPLAINTS and caused.complaints * 10_000 > caused.judged * MOST_COMPLAINTS:
        return "complaints"
    return None


def meaning(status: int, code: str) -> Outcome:
    """What an error that the mail service answered with says about this mail.

    refused: it will not take it before a person mends something · not now: it did not take it, later it may · unknown:
    it may have sent it.
    """
    if code in _NEVER or status in _FORBIDDEN:
        return "refused"
    # An answer in the 400s is given before the mail is taken; one in the 500s may come after.
    return "not now" if 400 <= status < 500 else "unknown"


def hour_after(seconds: int) -> int:
    """The first whole hour that is not before this moment, in hours since 1970."""
    return -(-seconds // HOUR)


def suppressed_until(now: datetime, forget_on: date) -> Seconds:
    """Until when to know who wants no mail, in seconds since 1970: when the edition forgets all addresses.

    A row about a mailbox may hold the key of its voter, so that it may not outlive that day.
    """
    forgotten = datetime.combine(forget_on, time(), UTC)
    return int(max(forgotten, now + timedelta(seconds=KEEP_SECONDS)).timestamp())


def ends_mailing(bounce_or_complaint: str, kind: str) -> bool:
    """Whether a feedback event means: do not mail again. `kind` is the service's bounce type or complaint type."""
    return kind == "Permanent" if bounce_or_complaint == "bounce" else kind != "not-spam"
