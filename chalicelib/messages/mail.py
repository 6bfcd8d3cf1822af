"""Mail that is to go out, what became of it, and who wants none."""

from msgspec import field

from chalicelib.kinds import Language, Seconds
from chalicelib.messages.message import Link, Message


class MailRequested(Message, frozen=True):
    """A mail is to be sent: the folder of templates/mails, to whom, about what, with which link behind its button.

    `id` is the same whenever the same mail is asked for; `about` is filled into its words.
    """

    queue = "mail"
    id: str
    mail: str
    to: str
    language: Language
    about: dict[str, str] = field(default_factory=dict)
    link: Link | None = None
    at: Seconds = 0
    press_id: str = field(default="", name="press")
    """Tells who asked first from who asks for the same mail again; the mail is sent for the first only."""
    thread: str = ""
    """What it is about for who gets several of it: mailboxes show these as one conversation."""
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
