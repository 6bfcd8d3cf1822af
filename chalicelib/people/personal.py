"""What people keeps about somebody with a task: who they are, what they may do, and where they are signed in."""

from collections.abc import Iterator, Mapping

from chalicelib.messages.message import Message
from chalicelib.messages.people import PersonForgotten
from chalicelib.people import store
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable

KEPT = "people"


def about(address: str) -> Iterator[Readable]:
    """Their row, and those of where they are signed in."""
    return map(readable, store.rows(mailbox(address)))


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Whoever had a task has none any more, and no name or address; not who came back since they asked."""
    for member in store.everyone():
        erasure = erasures.get(member.person.id)
        if erasure and member.person.name and member.began_at <= erasure.at:
            yield PersonForgotten(member.person.id, erasure.at)
