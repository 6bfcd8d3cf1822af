"""What is allowed when registering: values in, values out."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from chalicelib.edition import Phase
from chalicelib.kinds import DAY, HOUR, Seconds

LONGEST_RUN = 40
"""Seconds that the schedule of the reminders goes on; its function has 60."""

AGAIN_AFTER = 60
"""Seconds after a form came in, from which on the same form asks for its mail once more."""

UNDONE_WITHIN = HOUR
"""Seconds after a button was pressed in which "this was not me" still undoes it: machines press both at once."""

DISOWNED_FOR = 3 * DAY
"""How long what somebody disowned can still be confirmed by typing the code of its mail. Seconds."""

MOST_WAITING = 20
"""To so many registrations of a mailbox each of its mails leads. A stranger who wants to hide its owner's own has to do
as many sums."""

GRACE = timedelta(hours=1)
"""How long after the end a form is taken that was opened in time: nobody should lose what they were typing."""


def may_send(phase: Phase, opened: Seconds | None, now: datetime) -> bool:
    """Whether a form may be sent in, given when it was opened; None where nobody knows."""
    was_in_time = opened is not None and phase.is_open(datetime.fromtimestamp(opened, UTC))
    return phase.is_open(now) or (was_in_time and phase.closes <= now < phase.closes + GRACE)


def asks_again(first: Seconds, at: Seconds) -> bool:
    """Whether the same form came again because its mail did not, and not because a button was pressed twice."""
    return at - first >= AGAIN_AFTER


def origin_of(address: str) -> str:
    """The origin of a web address the way browsers write it, or "" where it has none of the two schemes."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return ""
    usual = {"http": 80, "https": 443}
    if parts.scheme not in usual or not parts.hostname or "@" in parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.hostname}" + (f":{port}" if port not in (None, usual[parts.scheme]) else "")


def may_send_back_to(thanks: str, origin: str, sites: Iterable[str]) -> bool:
    """Whether a browser may be sent to this thank-you page: one of a site on the edition's list, the sender's own.

    To any other it would be an open redirect.

    `origin` is the sending site's, or "" where our own page sent on what began there.
    """
    home = origin_of(thanks)
    is_clean = not any(
        character.isspace() or character in '\\<>"' or not character.isprintable() for character in thanks
    )
    return is_clean and home in tuple(sites) and (not origin or home == origin)


def forgotten_from(at: Seconds, forget_after_days: int) -> Seconds:
    """From when on an unconfirmed registration counts as gone."""
    return at + forget_after_days * DAY


def is_forgotten(forgotten_from: Seconds, now: Seconds) -> bool:
    """Whether an unconfirmed registration counts as gone, whether or not its row is."""
    return now >= forgotten_from


def unanswered_since(now: Seconds, remind_after_days: int) -> Seconds:
    """A registration sent in at or before this moment may be reminded."""
    return now - remind_after_days * DAY
