"""What organisers say of the results of a year before everyone may know them."""

from collections.abc import Mapping

from chalicelib.kinds import Language, Microseconds, Seconds
from chalicelib.messages.message import Message


class NumbersSigned(Message, frozen=True):
    """An organiser looked at the checks and says that they are right; or no longer does."""

    queue = "organising"
    year: str
    by: str
    seen: str
    """Stands for all that they saw: see closing/rules.py."""
    at: Microseconds
    """Of two presses of one organiser the later counts."""
    taken_back: bool = False


class ResultsHeld(Message, frozen=True):
    """An organiser holds back what is not public yet, and says why to everyone."""

    queue = "organising"
    year: str
    by: str
    why: Mapping[Language, str]
    at: Seconds


class ResultsOpened(Message, frozen=True):
    """An organiser pressed the button: everyone may know now, if two signed what they saw."""

    queue = "organising"
    year: str
    by: str
    seen: str
    at: Seconds


class ChoicesChanged(Message, frozen=True):
    """Who chooses in a tie, or what they chose, may be another: somebody looks what it comes to."""

    queue = "organising"
    year: str
    at: Seconds
