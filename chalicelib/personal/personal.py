"""What is kept about somebody since they asked to be forgotten."""

from collections.abc import Iterator, Mapping

from chalicelib.messages.message import Message
from chalicelib.personal import store
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable

KEPT = "erasures"


def about(address: str) -> Iterator[Readable]:
    """The note of their erasure."""
    whose = mailbox(address)
    return (readable(row) for erasure, row in store.everybody() if erasure.mailbox == whose)


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Nothing: without the note a backup would bring them back."""
    return iter(())
