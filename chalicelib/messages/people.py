"""Who gets or loses a task, and who wants to sign in."""

from typing import Any

from chalicelib.kinds import Language, Seconds
from chalicelib.messages.message import Message
from chalicelib.person import Grant


def _as_it_is(fields: dict[str, Any]) -> dict[str, Any]:
    """Each field that was added to a task has a default."""
    return fields


class PersonPut(Message, frozen=True):
    """An organiser says what somebody may do, who is invited where they have not accepted yet."""

    queue = "organising"
    # With the seat of a juror: who does not know it yet may not write somebody without.
    upgrades = (_as_it_is,)
    id: str
    """Tells one change from the next: a message may come twice."""
    base: int
    """The number of the change that it was made on, 0 for somebody new: nobody undoes what they did not see."""
    name: str
    email: str
    language: Language
    grants: tuple[Grant, ...]
    by: str
    why: str
    at: Seconds
    accepted: bool = False
    """Whether nobody is asked first, as on a machine where every mailbox is invented."""


class PersonAccepted(Message, frozen=True):
    """Somebody pressed the button of their invitation, which has this number."""

    queue = "organising"
    person: str
    number: int
    at: Seconds


class PersonRemoved(Message, frozen=True):
    """An organiser takes every task away from somebody."""

    queue = "organising"
    id: str
    person: str
    by: str
    why: str
    at: Seconds


class PersonAway(Message, frozen=True):
    """Somebody wants no work for now, or wants it again."""

    queue = "organising"
    id: str
    person: str
    away: bool
    at: Seconds


class DigestWished(Message, frozen=True):
    """Somebody wants one mail a day of what waits, or again one for each that comes in."""

    queue = "organising"
    id: str
    person: str
    digest: bool
    at: Seconds


class PersonSignedOut(Message, frozen=True):
    """Somebody signs out wherever they are signed in."""

    queue = "organising"
    id: str
    person: str
    at: Seconds


class PersonForgotten(Message, frozen=True):
    """Somebody asked to be forgotten who has a task or had one."""

    queue = "organising"
    person: str
    at: Seconds


class SignInAsked(Message, frozen=True):
    """Somebody typed this address to sign in; whether it is of anybody with a task, the page does not look."""

    queue = "organising"
    id: str
    email: str
    to: str
    """The page where they were going, as a path of ours."""
    at: Seconds
    known: bool = False
    """Whether the browser is one in which they signed in before: strangers use up none of its mails."""
