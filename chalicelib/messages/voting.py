"""Who may be voted for, and what voters did."""

from typing import Any

from msgspec import field

from chalicelib.disqualification import Answer, Condition, Reason
from chalicelib.kinds import Microseconds, Seconds, Slug, VoterKey
from chalicelib.messages.message import Message


class CandidateAdmitted(Message, frozen=True):
    """An approved initiative competes for the public prize."""

    queue = "voting"
    slug: Slug
    number: int = field(name="dossier_version")
    """Its place among all that happened to the dossier: of what is said of an initiative, the highest counts."""
    title: str
    at: Seconds


class CandidateWithdrawn(Message, frozen=True):
    """A candidate is no longer in the running."""

    queue = "voting"
    slug: Slug
    number: int = field(name="dossier_version")
    at: Seconds


def _as_it_is(fields: dict[str, Any]) -> dict[str, Any]:
    """What was added has a default."""
    return fields


class VoteConfirmed(Message, frozen=True):
    """The voter pressed the button behind our mail: the ballot may be counted."""

    queue = "voting"
    # With the network, then the pace, which are signed too: who knows of no such thing cannot check it, and waits.
    upgrades = (_as_it_is, _as_it_is)
    round: str
    voter: VoterKey
    candidate: Slug
    receipt: str
    rules: str
    at: Microseconds
    """Set when the button was accepted: the newest of a voter's ballots counts."""
    link: str = ""
    """Stands for the mail that it was pressed behind."""
    domain: str = ""
    """Stands for the domain of the voter's address."""
    network: str = ""
    """Stands for the network that it was pressed in, on that day; "" where nobody knows."""
    pace: int = 0
    """Of the sum that its mail was asked for with; see voting/pace.py."""
    signature: str = ""
    """By the pages where people vote, and nobody else: see voting/signing.py."""


class VoteDisowned(Message, frozen=True):
    """Whoever reads the mailbox pressed "this was not me" behind our mail: no press behind it counts."""

    queue = "voting"
    round: str
    voter: VoterKey
    link: str
    at: Microseconds
    signature: str = ""


class VoterKeyDestroyed(Message, frozen=True):
    """Nobody can tell any more whose ballot is whose in this round: the key that could is gone since this moment."""

    queue = "publication"
    round: str
    at: Seconds


class DisqualificationProposed(Message, frozen=True):
    """An organiser asks another to have the ballots left out that meet a condition."""

    queue = "organising"
    id: str
    """Of the form that asked for it: pressed twice, it is one."""
    round: str
    condition: Condition
    reason: Reason
    note: str
    """For the other organisers; never public."""
    by: str
    at: Seconds


class DisqualificationAnswered(Message, frozen=True):
    """An organiser confirms what another proposed, drops it, or proposes to undo what stands."""

    queue = "organising"
    id: str
    round: str
    number: int
    """Of how many steps its history was, as the page showed it: on any other nothing happens."""
    answer: Answer
    by: str
    at: Seconds
