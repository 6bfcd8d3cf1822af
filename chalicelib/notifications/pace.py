"""How fast the mails that strangers cause go out: a little slower than the mail service takes, so no other waits."""

from chalicelib import clock
from chalicelib.cloud.settings import settings

PER_SECOND = 6.65
"""Mails of one mailer. The template lets one run for each seven a second of the mail service's quota."""

_CATCH_UP = 1.0
"""Seconds: a mail that took long is made up for by quicker ones, but a pause is not by a rush."""

_next = [0.0]
"""When it is this process's turn again."""


def wait() -> None:
    """Wait for this process's turn to send a mail; the others are few, and have theirs at once."""
    if settings().function != "send_confirmation_mail":
        return
    now = clock.ticks()
    turn = max(_next[0], now - _CATCH_UP)
    _next[0] = turn + 1 / PER_SECOND
    if turn > now:
        clock.pause(turn - now)
