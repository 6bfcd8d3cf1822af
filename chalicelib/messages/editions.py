"""What becomes of the years of the campaign."""

from typing import Any

from chalicelib.amendment import Changed, Note
from chalicelib.edition import Edition
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message


def _as_it_is(fields: dict[str, Any]) -> dict[str, Any]:
    """Each field that was added to an edition has a default."""
    return fields


class EditionPut(Message, frozen=True):
    """Somebody wrote a new version of an edition, on the one with this number (0 where it was the first)."""

    queue = "organising"
    # With partners, texts and the licence of the data: who does not know them yet may not write a year without them.
    # And with logos of partners; and with who hears when of what waits; and with words to watch and reasons;
    # and with the rounds of a jury and who witnesses the vote's log or keeps a copy; and with amendments;
    # and with the questions of a jury.
    upgrades = (_as_it_is, _as_it_is, _as_it_is, _as_it_is, _as_it_is, _as_it_is, _as_it_is)
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


class AmendmentProposed(Message, frozen=True):
    """An organiser proposes to change what decides a round, once one has opened; nothing changes yet."""

    queue = "organising"
    id: str
    """Tells one proposal from the next."""
    base: int
    """The version that whoever proposes it saw."""
    name: str
    round: str
    changed: tuple[Changed, ...]
    """How they want that round."""
    note: Note
    by: str
    at: Seconds


class AmendmentSettled(Message, frozen=True):
    """Another organiser agreed to what one proposed, or somebody dropped it, such as whoever proposed it."""

    queue = "organising"
    id: str
    base: int
    """The version in which they saw it wait."""
    name: str
    is_agreed: bool
    by: str
    at: Seconds


class EditionTurned(Message, frozen=True):
    """From now on the pages of this edition are the site."""

    queue = "organising"
    name: str
    by: str
    at: Seconds
