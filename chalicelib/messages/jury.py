"""What jurors say, and what becomes of it."""

from chalicelib.kinds import Seconds, Slug
from chalicelib.messages.message import Message
from chalicelib.outcome import Outcome


class ConflictsDeclared(Message, frozen=True):
    """A juror looked at the names in a category and stood back from these, or from none."""

    queue = "organising"
    round: str
    category: str
    juror: str
    slugs: tuple[Slug, ...]
    at: Seconds
    asked: tuple[Slug, ...] = ()
    """All whose names they looked at: what comes later they are asked about before they read it."""


class RankingGiven(Message, frozen=True):
    """A juror ranked a category, or abstained and said why; the newest counts."""

    queue = "organising"
    id: str
    """Tells one press from the next of the same second."""
    round: str
    category: str
    juror: str
    order: tuple[Slug, ...]
    abstains: str
    at: Seconds


class TieChoiceGiven(Message, frozen=True):
    """A juror chose one of those who share the first place of the public vote, or stood back; the newest counts."""

    queue = "organising"
    id: str
    """Tells one press from the next of the same second."""
    round: str
    """The public vote."""
    juror: str
    tied: tuple[Slug, ...]
    """Between whom the page let them choose: of any others nothing was said."""
    chosen: Slug
    """ "" where they stood back."""
    back: tuple[Slug, ...]
    """From whom they stood back."""
    at: Seconds


class MinutesSigned(Message, frozen=True):
    """A juror read the minutes of a category and says that they are right."""

    queue = "organising"
    round: str
    category: str
    juror: str
    at: Seconds


class JurorForgotten(Message, frozen=True):
    """A juror asked to be forgotten: what was decided with their ballot stays, and nothing says whose it was."""

    queue = "organising"
    juror: str
    at: Seconds


class PanelForgotten(Message, frozen=True):
    """The year forgets people: of this category's jurors nothing stays but their ballots in the outcome."""

    queue = "organising"
    round: str
    category: str
    at: Seconds


class OutcomeDecided(Message, frozen=True):
    """A category is decided; everyone may know from the round's results on."""

    queue = "publication"
    outcome: Outcome
    at: Seconds
