"""What people remember of what they did and were told."""

from dataclasses import dataclass, field
from typing import Any

from tests.cloud.expressions import Row
from tests.simulation.letters import Letter
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled, EditionPut
from chalicelib.messages.moderation import DossierHandled
from chalicelib.messages.voting import VoteConfirmed


@dataclass(frozen=True)
class Asked:
    """A vote's mail that somebody asked for."""

    mailbox: str
    """Whose it is."""
    address: str
    slug: str
    told: str
    answer: tuple[Any, ...]
    """All that a stranger could see of it, and the calls it took."""


@dataclass(frozen=True)
class Pressed:
    """A button behind a mail that somebody pressed."""

    letter: Letter
    what: str
    """vote, confirm, or what a moderator decided."""
    began: int
    ended: int
    told: str
    location: str = ""


@dataclass(frozen=True)
class Sent:
    """A form that somebody sent in."""

    sign: str
    """A word that is nowhere else."""
    address: str
    competes: bool
    began: int
    told: str
    dossier: str = ""
    """Of a change: which initiative's it is."""
    by_code: bool = False
    """Whether by a link that takes the code of its mail."""


@dataclass(frozen=True)
class Reported:
    """What a visitor said is wrong with a page, in words that are nowhere else."""

    slug: str
    words: str
    told: str


@dataclass(frozen=True)
class Brought:
    """Photos that somebody said their registration has."""

    dossier: str
    ids: frozenset[str]
    told: str


@dataclass(frozen=True)
class Erased:
    """Somebody whom an operator was asked to forget."""

    mailbox: str
    by: int
    """When the tool had noted it."""
    with_initiatives: bool


@dataclass(frozen=True)
class Entered:
    """A button behind a mail that signed somebody in."""

    link: str
    cookie: str


@dataclass(frozen=True)
class Several:
    """What somebody decided at the desk on several at once."""

    who: str
    shown: frozenset[str]
    """Each that the page showed before they pressed, with its version: "id.1"."""
    decision: str
    reason: str
    told: str


@dataclass
class History:
    """What everybody remembers together."""

    asked: list[Asked] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)
    approving: list[Letter] = field(default_factory=list)
    """Behind which mails somebody set out to press approve, whatever they were told then."""
    sent: list[Sent] = field(default_factory=list)
    changed: list[Sent] = field(default_factory=list)
    edited: list[Sent] = field(default_factory=list)
    """What initiators changed that nobody asked them to."""
    renewed: list[Sent] = field(default_factory=list)
    reworded: set[tuple[str, int, str]] = field(default_factory=set)
    """The summaries that moderators set out to approve instead of a version's own."""
    handled: list[DossierHandled] = field(default_factory=list)
    """What moderators did among themselves."""
    brought: list[Brought] = field(default_factory=list)
    reported: list[Reported] = field(default_factory=list)
    looked: set[str] = field(default_factory=set)
    """Words of reports that somebody of the team looked at."""
    withdrawn: dict[str, int] = field(default_factory=dict)
    """Candidates that left, and when."""
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """Addresses of which the mail service said that they fail: reason and the body that said so."""
    poison: list[str] = field(default_factory=list)
    """Messages that nobody can read."""
    mailboxes: dict[str, str] = field(default_factory=dict)
    """Whose mailbox an address leads to."""
    ballots: list[VoteConfirmed] = field(default_factory=list)
    """Presses of which only the queue heard, in themes without pages."""
    checkpoints: list[bytes] = field(default_factory=list)
    """Of the public log, as they were written."""
    put: list[EditionPut] = field(default_factory=list)
    """Changes of the year that organisers sent."""
    amended: list[AmendmentProposed | AmendmentSettled] = field(default_factory=list)
    """What they proposed to each other, and answered."""
    entered: list[Entered] = field(default_factory=list)
    several: list[Several] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)
    backup: dict[str, dict[tuple[str, ...], Row]] | None = None
    """What an operator put aside of every table that may be restored."""


def history(stage: Stage) -> History:
    found: History = stage.history
    return found
