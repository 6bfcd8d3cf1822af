"""What registration keeps about somebody: what they sent in, with how to reach them."""

from collections.abc import Iterator, Mapping

from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.messages.registration import RegistrationForgotten
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable
from chalicelib.registration import store

KEPT = "registrations"


def about(address: str) -> Iterator[Readable]:
    """Their registrations."""
    whose = mailbox(address)
    return (readable(row) for draft, row in store.remembered() if mailbox(draft.contact.email) == whose)


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Nothing stays of a registration but that it was there."""
    for draft, _ in store.remembered():
        erasure = erasures.get(mailbox(draft.contact.email))
        if erasure and draft.at <= erasure.at:
            if draft.confirmed_at is None:
                yield PhotosForgotten(draft.id, erasure.at)
            if erasure.with_initiatives:
                # Its confirmation may still be in a queue: this keeps that from opening a dossier later. And where its
                # dossier was disowned, by this draft alone it is found: that goes before it.
                yield DossierForgotten(draft.id, True, erasure.at)
            yield RegistrationForgotten(draft.id, erasure.at)
