"""What visitors report of an initiative, and what becomes of it."""

from msgspec import field

from chalicelib.kinds import Seconds, Slug
from chalicelib.messages.message import Message


class InitiativeReported(Message, frozen=True):
    """A visitor says that something is wrong with an initiative's public page.

    `id` is the same whenever the same form comes again; `email` is "" where they left no mailbox.
    """

    queue = "moderation"
    id: str
    slug: Slug
    wrong: str
    words: str
    email: str
    at: Seconds


class ReportsClosed(Message, frozen=True):
    """Somebody of the team looked at these reports of a dossier, and it stays on the site."""

    queue = "moderation"
    id: str
    reports: tuple[str, ...]
    who: str
    at: Seconds
    press_id: str = field(default="", name="press")


class ReportsLeft(Message, frozen=True):
    """A year is over, and reports of a dossier wait still: they go on at the desk of the next."""

    queue = "moderation"
    id: str
    at: Seconds


class ReportForgotten(Message, frozen=True):
    """Whoever left a report is to be forgotten: their words and mailbox."""

    queue = "moderation"
    id: str
    report: str
    at: Seconds
