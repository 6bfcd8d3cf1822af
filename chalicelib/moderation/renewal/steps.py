"""An initiative of the year before comes back: its initiator is asked once, and sends in a dossier of this year.

Whether one came of a dossier, that dossier says itself ("renewed"): so of two presses one is first, and a press and
"this was not me" come one after the other. The new dossier follows, and is opened again and again until it is there.
"""

from collections.abc import Iterator
from uuid import uuid4

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import editions, keys, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Edition
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.moderation import DossierDisowned, InitiativeRenewed, RenewalDisowned, RenewalDue
from chalicelib.moderation import store, texts, turns
from chalicelib.moderation.dossier import Dossier, Event, check_link
from chalicelib.moderation.mails import reviews
from chalicelib.moderation.renewal import rules
from chalicelib.moderation.rules import WITHDRAWN, forgotten_from
from chalicelib.moderation.steps import disown as withdraw
from chalicelib.web.words import date_in_words


def invite_all() -> Iterator[Message]:
    """While one may register, every initiative of the year before that its initiator was not asked about yet."""
    now = clock.now()
    if not editions.past() or not edition().registration.is_open(now):
        return
    before, run = editions.past()[-1], uuid4().hex
    for its in store.remembered():
        is_of_it = editions.newest(its.edition).edition.name == before
        if is_of_it and rules.may_renew(its) and not its.last("invited"):
            yield RenewalDue(its.id, int(now.timestamp()), run)


def invite(due: RenewalDue) -> list[Message]:
    """Ask its initiator whether they do it again, unless another run of the schedule was first."""
    editions.check(edition().name)
    dossier = store.known(due.id)
    before, invited = editions.newest(dossier.edition).edition, dossier.last("invited")
    is_open = edition().registration.is_open(clock.now()) and clock.seconds() < forgotten_from(before)
    if not is_open or not rules.may_renew(dossier) or (invited and invited.press_id != due.run):
        return []
    if invited is None:
        dossier = store.note(dossier, Event("invited", dossier.version, "", "", due.at, due.run), dossier)
    return [_invitation(dossier, before, due)]


def _invitation(dossier: Dossier, before: Edition, due: RenewalDue) -> MailRequested:
    contact, this = dossier.contact, edition()
    initiative = texts.initiative(dossier, dossier.public)
    about = {
        "title": initiative.title,
        "title_language": initiative.language,
        "year": str(this.year),
        "before": str(before.year),
        "closes": date_in_words(contact.language, this.registration.closes),
    }
    recipient = keys.address_hash(addresses.canonical(contact.email))
    subject = (dossier.id, str(dossier.version), this.name)
    link = Link("renew", subject, recipient, forgotten_from(before))
    mail_id = f"{dossier.id}-renew-{this.name}"
    return MailRequested(mail_id, "renewal", contact.email, contact.language, about, link, due.at)


def renew(renewed: InitiativeRenewed) -> list[Message]:
    """Open the dossier of this year and ask every moderator to read it. Of two presses the first counts.

    What was disowned comes back by the typed code of the mail, with the words that were sent in then.
    """
    editions.check(edition().name)
    before = store.known(renewed.id)
    event = Event("renewed", renewed.dossier_version, "", "", renewed.at, renewed.press_id)
    its_id = rules.renewed_id(before.id, edition().name)
    if not before.has(event):
        if not rules.may_renew(before):
            raise Refused("already_decided")
        check_link(before, event, renewed.typed)
        if before.last("renewed") and not _may_be_again(before, store.kept(its_id), renewed):
            return []
        before = store.note(before, event, before)
    team, words = people.everyone(), renewed.initiative
    its = _opened(its_id, before, renewed, turns.whose(its_id, turns.readers_among(team, words)))
    version = next((event.version for event in its.events if event.press_id == renewed.press_id), 0)
    if not version:
        raise Refused("already_renewed")
    return reviews(its, version, words, turns.readers_among(team, words, its))


def _may_be_again(before: Dossier, its: Dossier | None, renewed: InitiativeRenewed) -> bool:
    """Whether what came of it was disowned, and who sends it in now typed the code. Raises TryAgain while that goes on.

    The code also proves what the button did: nobody undoes that any more. Raises Refused where no code was typed.
    """
    if not renewed.typed:
        raise Refused("already_renewed")
    if its is None or (rules.is_undone(before) and rules.may_be_withdrawn(its)):
        raise TryAgain("what came of it is not here yet, or not withdrawn")
    if its.state != WITHDRAWN and not its.is_proven:
        store.note(its, Event("proven", its.version, "", "", renewed.at, renewed.press_id), store.there(its))
    return its.state == WITHDRAWN and not its.last("withdrew")


def _opened(its_id: str, before: Dossier, renewed: InitiativeRenewed, turn: str) -> Dossier:
    """The dossier of this year, opened by this press unless it is open already. Raises Refused where it was disowned.

    It is opened by the code of the mail alone then.
    """
    initiative, its = renewed.initiative, store.kept(its_id)
    if its is not None and (its.state != WITHDRAWN or any(one.press_id == renewed.press_id for one in its.events)):
        return store.there(its)
    if its is not None and not renewed.typed:
        raise Refused("link_void")
    if its is not None and its.last("withdrew"):
        raise Refused("already_renewed")
    if not before.contact.email:
        raise Refused("registration_forgotten")
    contact = Contact(renewed.contact_name, before.contact.email, initiative.language, renewed.newsletter)
    past = rules.past_of(before, editions.newest(before.edition).edition.year)
    new = replace(store.first(its_id, contact, renewed.at, edition().name), past=past)
    if its is not None:
        event = Event("reopened" if its.versions else "proven", its.version + 1, "", "", renewed.at, renewed.press_id)
        again = replace(its, state="waiting", contact=contact) if its.versions else new
        return store.record(its, event, again, initiative, turn)
    told = Event("renewed", 1, "", "", renewed.at, renewed.press_id)
    events = (told, replace(told, what="proven")) if renewed.typed else (told,)
    return store.open_dossier(replace(new, events=events), initiative, turn)


def disown(disowned: RenewalDisowned) -> list[Message]:
    """Let the link do nothing more, and undo what its button did within the hour before, unless the code was typed."""
    dossier = store.known(disowned.id)
    event = Event("void", disowned.dossier_version, "", "", disowned.at, "")
    if not dossier.is_void(event.version, ""):
        dossier = store.note(dossier, event, dossier)
    if not rules.is_undoing(dossier):
        return []
    # Not where the code was typed: the dossier itself says so.
    return withdraw(DossierDisowned(rules.renewed_id(dossier.id, edition().name), disowned.at))


STEPS: Steps = {RenewalDue: invite, InitiativeRenewed: renew, RenewalDisowned: disown}
