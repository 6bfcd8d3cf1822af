"""Everybody who keeps something about people, asked together: a new step that does is added here."""

from collections.abc import Iterable, Iterator

from chalicelib.messages import Message
from chalicelib.moderation import personal as moderation
from chalicelib.notifications import personal as notifications
from chalicelib.personal import own, store
from chalicelib.personal.answers import Answers, Erasure, Kept, Readable
from chalicelib.registration import personal as registration
from chalicelib.voting import personal as voting

EVERYONE: tuple[Answers, ...] = (registration, moderation, notifications, voting, own)


def kept_about(address: str) -> Iterator[tuple[Kept, list[Readable]]]:
    """Everything that is kept about whoever reads mail to this address. Raises TryAgain when a table is silent."""
    for its in EVERYONE:
        if rows := list(its.about(address)):
            yield its.KEPT, rows


def forget(erasure: Erasure) -> list[Message]:
    """Note that somebody is to be forgotten; the messages that have it done. Raises TryAgain when a table is silent."""
    store.note(erasure)
    return list(_to_forget([erasure]))


def forget_again() -> list[Message]:
    """What has forgotten what is left of everybody who was to be. Raises TryAgain when a table is silent."""
    return list(_to_forget(erasure for erasure, _ in store.everybody()))


def _to_forget(erasures: Iterable[Erasure]) -> Iterator[Message]:
    by_mailbox = {erasure.mailbox: erasure for erasure in erasures}
    for its in EVERYONE:
        yield from its.to_forget(by_mailbox)
