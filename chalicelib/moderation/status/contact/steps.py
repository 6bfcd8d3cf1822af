"""Somebody else is to answer for an initiative: once both mailboxes confirmed it, and never before.

What is asked for stands in the dossier's own row, so that of a press, "this was not me" and a decision one is first.
"""

from collections.abc import Iterator

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import editions, keys
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused
from chalicelib.messages.mail import ConfirmationMailRequested, MailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.moderation import ContactChangeAsked, ContactChangeConfirmed, ContactChangeVoided
from chalicelib.moderation import store, texts
from chalicelib.moderation.dossier import Dossier, Event, Pending
from chalicelib.moderation.mails import status_link
from chalicelib.moderation.status.contact.rules import BOTH, LASTS, NEW, OLD, may_ask, waiting


def ask(asked: ContactChangeAsked) -> list[Message]:
    """Ask both mailboxes. What was asked for before is void then."""
    dossier = store.known(asked.id)
    editions.take_up(dossier.edition)
    if not dossier.of_press("contact-asked", asked.press_id):
        editions.check(dossier.edition)
        if not may_ask(dossier, asked.at):
            raise Refused("already_decided")
        event = Event("contact-asked", dossier.version, "", "", asked.at, asked.press_id)
        pending = Pending(asked.press_id, asked.name, asked.email, asked.at)
        dossier = store.note(dossier, event, replace(dossier, pending=pending))
    pending_still = dossier.pending
    if pending_still is None or pending_still.id != asked.press_id:
        return []
    return _questions(dossier, pending_still)


def _questions(dossier: Dossier, pending: Pending) -> list[Message]:
    title = texts.initiative(dossier, dossier.version)
    called = {"title": title.title, "title_language": title.language}
    # Whoever is to answer for it never wrote to us: nothing that anybody typed goes to them by mail.
    sides: tuple[tuple[str, str, dict[str, str]], ...] = (
        (OLD, dossier.contact.email, called),
        (NEW, pending.email, {}),
    )
    return [
        ConfirmationMailRequested(
            f"{dossier.id}-contact-{pending.id}-{side}",
            f"contact-{side}",
            email,
            dossier.contact.language,
            about,
            _link(dossier, pending, side, email),
            pending.at,
        )
        for side, email, about in sides
    ]


def _link(dossier: Dossier, pending: Pending, side: str, email: str) -> Link:
    recipient = keys.address_hash(addresses.canonical(email))
    return Link("contact", (dossier.id, pending.id, side, dossier.edition), recipient, pending.at + LASTS)


def confirm(confirmed: ContactChangeConfirmed) -> list[Message]:
    """Note that one mailbox confirmed it; with the second, it is so, and the new contact gets a link of their own."""
    dossier = store.known(confirmed.id)
    editions.take_up(dossier.edition)
    if dossier.of_press("contact-changed", confirmed.change):
        return _told(dossier, confirmed.change)
    editions.check(dossier.edition)
    pending = waiting(dossier, confirmed.at)
    if pending is None or pending.id != confirmed.change:
        raise Refused("already_decided")
    sides = (*pending.confirmed, *({confirmed.side} - {*pending.confirmed}))
    if {*sides} != BOTH:
        if sides != pending.confirmed:
            store.put(dossier, replace(dossier, pending=replace(pending, confirmed=sides)))
        return []
    # A wish for news was the other person's.
    contact = replace(dossier.contact, name=pending.name, email=pending.email, newsletter=False)
    event = Event("contact-changed", dossier.version, "", "", confirmed.at, pending.id)
    dossier = store.note(dossier, event, replace(dossier, contact=contact, pending=None))
    return _told(dossier, pending.id)


def _told(dossier: Dossier, change: str) -> list[Message]:
    """The mail to who answers for it now, with the link to where it stands."""
    last, contact = dossier.last("contact-changed"), dossier.contact
    if last is None or last.press_id != change or not contact.email:
        return []
    initiative = texts.initiative(dossier, last.version)
    about = {"title": initiative.title, "title_language": initiative.language}
    mail_id = f"{dossier.id}-contact-{change}"
    link = status_link(dossier)
    return [MailRequested(mail_id, "contact-changed", contact.email, contact.language, about, link, last.at)]


def void(voided: ContactChangeVoided) -> list[Message]:
    """Keep the contact, and nothing of who was to be it; what both confirmed already stays."""
    dossier = store.known(voided.id)
    editions.take_up(dossier.edition)
    if dossier.pending and dossier.pending.id == voided.change:
        event = Event("contact-kept", dossier.version, "", "", voided.at, voided.change)
        store.note(dossier, event, replace(dossier, pending=None))
    return []


def lapse_all() -> Iterator[Message]:
    """The changes that nobody can confirm any more."""
    now = clock.seconds()
    for its in store.changing():
        if its.pending and waiting(its, now) is None:
            yield ContactChangeVoided(its.id, its.pending.id, now)


STEPS: Steps = {ContactChangeAsked: ask, ContactChangeConfirmed: confirm, ContactChangeVoided: void}
