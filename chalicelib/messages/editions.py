"""What becomes of the years of the campaign."""

from chalicelib.edition import Edition
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message


class EditionPut(Message, frozen=True):
    """Somebody wrote a new version of an edition, on the one with this number (0 where it was the first)."""

    queue = "organising"
    id: str
    """Tells one change from the next: a message may come twice."""
    base: int
    edition: Edition
    by: str
    """A person by the hash of their mailbox, or what did it."""
    why: str
    at: Seconds
    confirmed: bool = False
    """Whether it is meant that something which is over opens again."""


class EditionTurned(Message, frozen=True):
    """From now on the pages of this edition are the site."""

    queue = "organising"
    name: str
    by: str
    at: Seconds
