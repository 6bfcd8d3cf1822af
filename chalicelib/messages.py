"""Everything that happens in the campaign, in past tense, with the queue that wants to know."""

from collections.abc import Callable
from typing import Any, ClassVar

from msgspec import Struct, field

from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Microseconds, Seconds, Slug, VoterKey


class Message(Struct, frozen=True):
    """Carries what the next step needs to do its work.

    Queues deliver at least once: it may come twice, late or out of order, so every step is idempotent.
    """

    queue: ClassVar[str]
    upgrades: ClassVar[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = ()
    """Each makes the fields of one version those of the next: a message may wait for weeks, over a deploy. Not needed
    for a field that is new and has a default."""

    @property
    def delay(self) -> int:
        """Seconds that it waits in its queue before anybody sees it."""
        return 0


class Link(Struct, frozen=True):
    """What a mailed link allows: one purpose, on one subject, for one recipient, until it expires.

    `subject` is what the purpose is about, for instance an initiative's id and version; `recipient` an address hash,
    a moderator's id or a voter key; `expires` is when it ends.
    """

    purpose: str
    subject: tuple[str, ...]
    recipient: str
    expires: Seconds


# Registration


class InitiativeSubmitted(Message, frozen=True):
    """Somebody sent in the form: their address is not confirmed yet."""

    queue = "registration"
    id: str
    initiative: Initiative
    contact: Contact
    at: Seconds
    press_id: str = field(default="", name="press")
    """Tells one press of a button from the next: a message may come twice, and so may the press."""
    proof: str = ""
    """The name of the sum that was done for it, or "" where it came without one: one sum is for one form."""


class RegistrationConfirmed(Message, frozen=True):
    """The initiator pressed the button behind our mail (double opt-in): the address is theirs."""

    queue = "registration"
    id: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False
    """Whether they typed the code of the mail: what a machine that presses buttons cannot."""


class RegistrationDisowned(Message, frozen=True):
    """Whoever reads the mailbox pressed "this was not me": what the button alone confirmed this hour is undone."""

    queue = "registration"
    id: str
    at: Seconds


class RegistrationUnanswered(Message, frozen=True):
    """Nobody pressed the button behind our mail for days: the initiator may be reminded, once."""

    queue = "registration"
    id: str
    at: Seconds
    run: str = ""
    """Tells one run of the schedule from the next."""


# Moderation


class ReviewRequested(Message, frozen=True):
    """A confirmed registration waits for a decision."""

    queue = "moderation"
    id: str
    initiative: Initiative
    contact: Contact
    at: Seconds
    typed: bool = False


class DossierDisowned(Message, frozen=True):
    """Whoever reads the mailbox of a dossier's initiator says that it was not they who confirmed it."""

    queue = "moderation"
    id: str
    at: Seconds


class LinkDisowned(Message, frozen=True):
    """Whoever reads a mailbox pressed "this was not me" behind a mail about one version of a dossier: its link is void.

    `whose` is the moderator's id, "" for the initiator.
    """

    queue = "moderation"
    id: str
    dossier_version: int
    whose: str
    at: Seconds


class DecisionTaken(Message, frozen=True):
    """A moderator pressed a button on one version of a dossier: approve, reject, changes or takedown."""

    queue = "moderation"
    id: str
    dossier_version: int
    moderator: str
    decision: str
    reason: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False


class ChangesSubmitted(Message, frozen=True):
    """The initiator sent in what the moderator asked for on one version of a dossier."""

    queue = "moderation"
    id: str
    dossier_version: int
    initiative: Initiative
    contact_name: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False


# Publication


class InitiativeApproved(Message, frozen=True):
    """Everyone may see this initiative from now on."""

    queue = "publication"
    slug: Slug
    dossier_version: int
    initiative: Initiative
    at: Seconds


class InitiativeTakenDown(Message, frozen=True):
    """Nobody may see this initiative any more."""

    queue = "publication"
    slug: Slug
    dossier_version: int
    at: Seconds


class SiteChanged(Message, frozen=True):
    """Something that the public files show was changed: they need to be built again."""

    queue = "publication"
    after: int
    """The newest build that may have missed it: one with a higher number shows the change."""


class ResultsCounted(Message, frozen=True):
    """A recount whose numbers may be shown."""

    queue = "publication"
    round: str
    votes: dict[Slug, int]
    people: int
    as_of: Microseconds


# Voting


class CandidateAdmitted(Message, frozen=True):
    """An approved initiative competes for the public prize."""

    queue = "voting"
    slug: Slug
    dossier_version: int
    title: str
    at: Seconds


class CandidateWithdrawn(Message, frozen=True):
    """A candidate is no longer in the running."""

    queue = "voting"
    slug: Slug
    dossier_version: int
    at: Seconds


class VoteConfirmed(Message, frozen=True):
    """The voter pressed the button behind our mail: the ballot may be counted."""

    queue = "voting"
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


# Mail


class MailRequested(Message, frozen=True):
    """A mail is to be sent: the folder of templates/mails, to whom, about what, with which link behind its button.

    `id` is the same whenever the same mail is asked for; `about` is filled into its words.
    """

    queue = "mail"
    id: str
    mail: str
    to: str
    language: str
    about: dict[str, str] = field(default_factory=dict)
    link: Link | None = None
    at: Seconds = 0
    press_id: str = field(default="", name="press")
    """Tells who asked first from who asks for the same mail again; the mail is sent for the first only."""
    tries: int = 0
    """How often the mail service took no mail when it was this one's turn."""

    @property
    def delay(self) -> int:
        """Exponential backoff: longer each time, up to the quarter of an hour that a queue can hold a message back."""
        return min(2**self.tries, 900) if self.tries else 0


class ConfirmationMailRequested(MailRequested, frozen=True):
    """A mail that anybody can have us send to anybody. It has a queue of its own (a bulkhead): no moderator waits."""

    queue = "confirmation-mail"


class AddressFailed(Message, frozen=True):
    """The mail service says that an address cannot or does not want to be reached."""

    queue = "feedback"
    to: str
    reason: str
    """bounce or complaint; nothing when it may still be mailed."""
    cause: str = ""
    """Who caused the mail: stranger or task; nothing where the mail service was not told."""
    mail: str = ""
    """What the mail service calls it."""


# Forgetting: somebody asked for it, and an operator found what is kept about them (see infra/operate/erase.py); or the
# day came on which the edition forgets everybody.


class RegistrationForgotten(Message, frozen=True):
    """Whoever sent in this registration is to be forgotten."""

    queue = "registration"
    id: str
    at: Seconds


class DossierForgotten(Message, frozen=True):
    """Whoever answers for this dossier is to be forgotten, and may be what they sent in as well."""

    queue = "moderation"
    id: str
    with_initiative: bool
    at: Seconds


class MailboxForgotten(Message, frozen=True):
    """Whoever reads this mailbox, of which we know a hash, asked to be forgotten."""

    queue = "mail"
    mailbox: str
    at: Seconds


class MailWanted(Message, frozen=True):
    """An operator heard from whoever reads this mailbox that our mail is welcome again, and arrives."""

    queue = "mail"
    mailbox: str
    """The hash of the mailbox, and below it that of the way to write its address."""
    spelling: str
    reason: str
    at: Seconds


class BreakerClosed(Message, frozen=True):
    """An operator looked at why so much mail of strangers' came back, and lets it go out again."""

    queue = "mail"
    reason: str
    at: Seconds


MESSAGES: dict[str, type[Message]] = {
    name: kind
    for name, kind in list(globals().items())
    if isinstance(kind, type) and issubclass(kind, Message) and kind is not Message
}
"""All of the above, by what a message in a queue calls itself."""
