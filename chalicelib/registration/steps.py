"""From a form that was sent in to a confirmed registration."""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import clock
from chalicelib.cloud import editions, forgetting
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused
from chalicelib.kinds import DAY, Seconds
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DossierDisowned, ReviewRequested
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.messages.registration import (
    InitiativeSubmitted,
    PhotosMade,
    RegistrationConfirmed,
    RegistrationDisowned,
    RegistrationForgotten,
    RegistrationLapsed,
    RegistrationUnanswered,
)
from chalicelib.registration import rules, store
from chalicelib.registration.draft import Draft
from chalicelib.registration.photos import store as photos


def ask_to_confirm(submitted: InitiativeSubmitted) -> list[Message]:
    """Keep the draft and ask its address to confirm; the same form sent again, a minute later or more, asks once more.

    A second press at once asks nothing more. Raises Refused for another form that comes with the sum of this one, and
    where its year is over.
    """
    editions.check(edition().name)
    if submitted.proof and not store.spend_proof(submitted.proof, submitted.id, submitted.at):
        raise Refused("proof_wrong")
    forgotten_from = rules.forgotten_from(submitted.at, edition().registration.forget_after_days)
    sent_in = Draft(
        submitted.id,
        submitted.initiative,
        submitted.contact,
        submitted.at,
        forgotten_from,
        submitted.press_id,
        edition=edition().name,
    )
    draft = store.keep_draft(sent_in)
    if draft.waits(submitted.at):
        store.note_waiting(draft)
    if draft.sent_by == submitted.press_id:
        return [_mail("registration-confirm", f"{draft.id}-confirm", draft, draft.at)]
    if rules.asks_again(draft.at, submitted.at) and draft.confirmed_at is None and not draft.is_disowned:
        # One id, so one mail, however often the form comes again; the limit of its mailbox holds besides.
        return [_mail("registration-confirm", f"{draft.id}-again", draft, draft.at + rules.AGAIN_AFTER)]
    return []


def ask_for_review(confirmed: RegistrationConfirmed) -> list[Message]:
    """Hand a confirmed registration to the moderators; a second press on the button hands on nothing more."""
    editions.check(edition().name)
    draft = store.confirm(confirmed.id, confirmed.at, confirmed.press_id, confirmed.typed)
    editions.check(draft.edition)
    editions.take_up(draft.edition)
    if draft.confirmed_at is None or draft.confirmed_by != confirmed.press_id:
        return []
    return [ReviewRequested(draft.id, draft.whole, draft.contact, draft.confirmed_at, confirmed.typed)]


def take_photos(made: PhotosMade) -> list[Message]:
    """Keep which photos a registration has, until it is confirmed with them."""
    photos.keep(made)
    return []


def disown(disowned: RegistrationDisowned) -> list[Message]:
    """Void what somebody else sent in with this address; moderators need not read what was handed to them already."""
    draft = store.disown(disowned.id, disowned.at)
    if draft is None or draft.disowned_at is None or draft.confirmed_at is None:
        return []
    editions.take_up(draft.edition)
    return [DossierDisowned(draft.id, draft.disowned_at)]


def remind_initiator(unanswered: RegistrationUnanswered) -> list[Message]:
    """Ask once more, unless it was answered meanwhile, another run of the schedule was first, or its year is over."""
    draft = store.remind(unanswered.id, unanswered.run)
    if draft is None:
        return []
    editions.check(draft.edition)
    editions.take_up(draft.edition)
    return [_mail("registration-reminder", f"{draft.id}-remind", draft, unanswered.at)]


def let_go_of_photos(lapsed: RegistrationLapsed) -> list[Message]:
    """Keep no photo of what nobody confirmed in time."""
    # Out of the row first: a press that comes late of all then confirms it without them.
    return [PhotosForgotten(lapsed.id, lapsed.at)] if photos.let_go(lapsed.id, lapsed.at) else []


def forget(forgotten: RegistrationForgotten) -> list[Message]:
    """Keep nothing of what was sent in; its links lead nowhere from now on."""
    store.forget(forgotten.id)
    return []


def remind() -> Iterator[list[Message]]:
    """Which registrations wait too long, a page of them at a time. A page is done once what it asks for was sent.

    Their own step notes that they are reminded, so none is lost in between. A run that has no time left leaves the rest
    to the next, so that no number of registrations that nobody confirms keeps others from their reminder.
    """
    if not editions.years():
        return
    days = edition().registration.remind_after_days
    now = clock.seconds()
    run = uuid4().hex
    cursor = store.kept_cursor()
    while True:
        found, cursor = store.unanswered(rules.unanswered_since(now, days), now, cursor)
        of_this_year = ((draft, at) for draft, at, year in found if not editions.is_over(year))
        yield [RegistrationUnanswered(draft, at + days * DAY, run) for draft, at in of_this_year]
        store.keep_cursor(cursor)
        if not cursor or clock.seconds() - now >= rules.LONGEST_RUN:
            return


def lapse() -> Iterator[Message]:
    """Which registrations have photos still that nobody can confirm any more. Their rows stay another day, in which
    each run finds them."""
    now = clock.seconds()
    yield from (RegistrationLapsed(its, now) for its in photos.lapsed(now))


def forget_all() -> Iterator[Message]:
    """Once a year forgets addresses, whatever is left of its registrations; nothing before its day."""
    now = clock.seconds()
    if editions.forgets(clock.local(now).date()):
        due = (
            (its.edition, RegistrationForgotten(its.id, now))
            for its, _ in store.remembered()
            if editions.forgets(clock.local(now).date(), its.edition)
        )
        yield from forgetting.told("registrations", due)


STEPS: Steps = {
    InitiativeSubmitted: ask_to_confirm,
    RegistrationConfirmed: ask_for_review,
    PhotosMade: take_photos,
    RegistrationDisowned: disown,
    RegistrationUnanswered: remind_initiator,
    RegistrationLapsed: let_go_of_photos,
    RegistrationForgotten: forget,
}


def _mail(mail: str, mail_id: str, draft: Draft, at: Seconds) -> ConfirmationMailRequested:
    # Nothing that was typed goes along: nobody has confirmed yet that they want our mail.
    contact = draft.contact
    return ConfirmationMailRequested(mail_id, mail, contact.email, contact.language, link=draft.link, at=at)
