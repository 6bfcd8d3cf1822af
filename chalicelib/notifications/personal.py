"""What notifications keep about somebody: how often a mailbox was mailed, and where those mails led."""

from collections.abc import Iterator, Mapping

from chalicelib.messages.mail import MailboxForgotten
from chalicelib.messages.message import Message
from chalicelib.notifications import store
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable

KEPT = "deliveries"


def about(address: str) -> Iterator[Readable]:
    """What was mailed to them."""
    return map(readable, store.rows_of(mailbox(address)))


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Where mails led. How often there was mail stays for days, and that they want none as long as addresses do."""
    for erasure in erasures.values():
        if any(map(store.links_in, store.rows_of(erasure.mailbox))):
            yield MailboxForgotten(erasure.mailbox, erasure.at)
