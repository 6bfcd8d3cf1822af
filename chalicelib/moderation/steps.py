"""From a confirmed registration to a decision, and what the decision makes happen."""

from collections.abc import Iterator
from typing import cast
from uuid import uuid4

from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import editions, forgetting, log, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import (
    ChangesSubmitted,
    DecisionDue,
    DecisionSettled,
    DecisionTaken,
    DecisionUndone,
    DossierDisowned,
    DossierForgotten,
    LinkDisowned,
    ReviewRequested,
)
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.moderation import claims, consequences, noticed, queues, rules, store, texts, turns, undoing
from chalicelib.moderation.approving import in_its_year, slug_of
from chalicelib.moderation.consequences import leaves
from chalicelib.moderation.dossier import Dossier, Event, check_link, named, next_state, without_people
from chalicelib.moderation.mails import by_link, received, reviews
from chalicelib.moderation.reports import store as reports


def open_dossier(requested: ReviewRequested) -> list[Message]:
    """Open a dossier and ask every moderator to read it; one that was disowned, for who typed the code of its mail."""
    editions.check(edition().name)
    proven = (Event("proven", 1, "", "", requested.at, ""),) if requested.typed else ()
    new = replace(
        store.first(requested.id, requested.contact, requested.at, edition().name),
        events=proven,
        noticed=noticed.of(requested),
    )
    readers = turns.readers(requested.initiative)
    turn = turns.whose(new.id, readers)
    dossier = store.open_dossier(new, requested.initiative, turn)
    if requested.typed:
        dossier = _prove(dossier, requested, turn)
    elif dossier.state == rules.WITHDRAWN:
        raise Refused("link_void")
    if dossier.last("withdrew"):
        return []
    reopened = next((event.version for event in dossier.events if event.what == "reopened"), 0)
    if requested.typed and reopened:
        # What comes back are its words as they were last changed.
        again = texts.initiative(dossier, reopened)
        return reviews(dossier, reopened, again, turns.readers(again, dossier))
    return [*reviews(dossier, 1, requested.initiative, readers), *received(dossier, requested.initiative)]


def _prove(dossier: Dossier, requested: ReviewRequested, turn: str) -> Dossier:
    """The dossier once its initiator has typed the code of their mail: what was withdrawn waits for a decision."""
    if dossier.is_proven:
        return dossier
    if dossier.state != rules.WITHDRAWN or dossier.last("withdrew"):
        return store.note(dossier, Event("proven", dossier.version, "", "", requested.at, ""), dossier)
    if dossier.versions:
        # The same text as a next version, which waits for a decision: one taken on the withdrawn version is void.
        event = Event("reopened", dossier.version + 1, "", "", requested.at, "")
        versions = (*dossier.versions, dossier.versions[-1])
        about = replace(dossier.about, told=()) if dossier.about else None
        changed = replace(dossier, state="waiting", versions=versions, contact=requested.contact, about=about)
        return store.note(dossier, event, changed)
    event = Event("proven", 1, "", "", requested.at, "")
    opened = store.first(dossier.id, requested.contact, requested.at, edition().name)
    about = queues.about(requested.initiative, turn)
    return store.note(dossier, event, replace(opened, about=about, events=dossier.events))


def disown(disowned: DossierDisowned) -> list[Message]:
    """Withdraw what somebody says they never sent in, and keep no name or address of theirs.

    Nothing changes where they typed the code of their mail since.
    """
    dossier = store.kept(disowned.id)
    if dossier is None:
        store.withdraw_unopened(disowned.id)
        return []
    editions.take_up(dossier.edition)
    event = next((event for event in dossier.events if event.what == "disowned"), None)
    if event is None:
        state = rules.after(dossier.state, "disowned")
        if dossier.is_proven or state is None:
            return []
        event = Event("disowned", dossier.version, "", "", disowned.at, "", None, dossier.public)
        dossier = store.note(dossier, event, replace(without_people(dossier), state=state, public=0))
    # Those before it: what was said once it came back, a late copy of this leaves.
    texts.empty(dossier.id, dossier.events[: dossier.number(event)], rules.AMONG)
    return leaves(dossier, event)


def void_link(disowned: LinkDisowned) -> list[Message]:
    """Let a link do nothing more until the code of its mail is typed; a person looks where it was a moderator's."""
    dossier = store.known(disowned.id)
    version, whose = disowned.dossier_version, disowned.whose
    if version > dossier.version:
        raise TryAgain("the version it is about is not here yet")
    if whose:
        decided = dossier.decision(version)
        # Who decided with it may have been somebody else: nobody can tell but that moderator.
        theirs = decided.what if decided and decided.who == whose else "nothing"
        log.went_wrong("link disowned", id=dossier.id, version=version, reason=theirs)
    if not dossier.is_void(version, whose):
        store.note(dossier, Event("void", version, whose, "", disowned.at, ""), dossier)
    return []


def decide(taken: DecisionTaken) -> list[Message]:
    """Let a decision stand where it is the first on its version, and tell whoever needs to know."""
    decision = cast("rules.Decision", taken.decision)
    event = Event(decision, taken.dossier_version, taken.moderator, taken.reason, taken.at, taken.press_id)
    dossier = in_its_year(taken.id, event)
    happened = dossier.happened(event)
    state = dossier.state if happened else next_state(dossier, event)
    initiative, team = texts.initiative(dossier, event.version), people.everyone()
    whose = by_link(dossier, event, taken.typed, initiative, team)
    if dossier.is_undone(event):
        return [*whose]
    event = replace(event, public_before=happened.public_before if happened else dossier.public)
    if not happened:
        check_link(dossier, event, taken.typed)
        turns.check_task(taken.moderator, dossier, team)
        slug = slug_of(dossier, initiative) if decision == "approve" else dossier.slug
        public = {"approve": event.version, "takedown": 0}.get(decision, dossier.public)
        dossier = store.record(dossier, event, replace(dossier, state=state, slug=slug, public=public))
    if event.what == "takedown" and not dossier.public:
        reports.end(dossier.id)
    followed = consequences.of(dossier, event, initiative)
    return [*followed, *whose]


def undo(undone: DecisionUndone) -> list[Message]:
    """Undo the last decision, and tell whoever heard of it; what waits is read again."""
    event = Event("undone", undone.dossier_version, undone.moderator, "", undone.at, undone.press_id)
    dossier = in_its_year(undone.id, event)
    team = people.everyone()
    if not dossier.has(event):
        check_link(dossier, event, undone.typed)
        turns.check_task(undone.moderator, dossier, team)
        changed = undoing.before(dossier, event, undone.decision)
        about = dossier.told_as(texts.initiative(changed, changed.version), dossier.turn)
        dossier = store.record(dossier, event, replace(changed, about=about))
    if not dossier.public:
        reports.end(dossier.id)
    again = texts.initiative(dossier, event.version + 1)
    return [*consequences.of(dossier, event, again), *by_link(dossier, event, undone.typed, again, team)]


def take_changes(submitted: ChangesSubmitted) -> list[Message]:
    """Add what the initiator changed as the next version, and ask every moderator to read it again."""
    event = Event("changed", submitted.dossier_version, "", "", submitted.at, submitted.press_id)
    dossier = in_its_year(submitted.id, event)
    readers = turns.readers(submitted.initiative, dossier)
    if not dossier.has(event):
        check_link(dossier, event, submitted.typed)
        changed = replace(dossier, state=next_state(dossier, event), contact=_named(dossier, submitted))
        turn = turns.whose(dossier.id, readers, dossier.turn)
        dossier = store.record(dossier, event, changed, submitted.initiative, turn)
    return reviews(dossier, submitted.dossier_version + 1, submitted.initiative, readers)


def _named(dossier: Dossier, submitted: ChangesSubmitted) -> Contact:
    """Who answers for it, as they are called there; what came of somebody before who does now names nobody anew."""
    handed_over = dossier.last("contact-changed")
    is_late = handed_over is not None and handed_over.at >= submitted.at
    return dossier.contact if is_late else named(dossier.contact, submitted.contact_name)


def forget(forgotten: DossierForgotten) -> list[Message]:
    """Keep nobody's name or address; where they asked for that too, nothing of what they sent in, here or anywhere."""
    dossier = store.kept(forgotten.id)
    if dossier is None:
        if not forgotten.with_initiative:
            return []
        store.forget_unopened(forgotten.id)
        return [PhotosForgotten(forgotten.id, forgotten.at)]
    editions.take_up(dossier.edition)
    handed_over = dossier.last("contact-changed")
    if handed_over and handed_over.at > forgotten.at:
        # Who asked for it answers for it no more.
        return []
    remains = without_people(dossier)
    if forgotten.with_initiative and dossier.state != rules.FORGOTTEN:
        event = Event(rules.FORGOTTEN, dossier.version, "", "", forgotten.at, "", None, dossier.public)
        # The same history, without a word that anybody wrote.
        silent = tuple(replace(event, reason="", row=None) for event in dossier.events)
        remains = replace(remains, state=rules.FORGOTTEN, public=0, events=(*silent, event), about=None, noticed=())
    if remains != dossier:
        remains = store.put(dossier, remains)
    if remains.state != rules.FORGOTTEN:
        # It names them still, so that whoever dies before this does it when they are asked again.
        texts.empty(remains.id, remains.events, rules.AMONG)
        return []
    if remains.versions:
        claims.forget_words(texts.initiative(remains, 1), remains.id)
    texts.forget(remains)
    # Nothing happened to one that was forgotten before it was opened.
    gone = remains.last(rules.FORGOTTEN)
    left = leaves(remains, gone) if gone else []
    return [*left, PhotosForgotten(remains.id, forgotten.at)]


def forget_all() -> Iterator[Message]:
    """Once a year forgets addresses, who answers for its dossiers; nothing before its day. Initiatives stay."""
    now = clock.seconds()
    today = clock.local(now).date()
    if editions.forgets(today):
        due = (its for its in store.remembered() if editions.forgets(today, its.edition))
        yield from forgetting.told("dossiers", ((its.edition, DossierForgotten(its.id, False, now)) for its in due))


def settle_all() -> Iterator[Message]:
    """The decisions of the last days that nobody may undo any more, of what is not public since."""
    now = clock.seconds()
    first, last = now - 4 * rules.SETTLED_AFTER, now - rules.SETTLED_AFTER
    for year in editions.years():
        for state in rules.OFF_THE_SITE:
            yield from (DecisionSettled(its.id, now) for its in queues.between(year.edition.name, state, first, last))


def settle(settled: DecisionSettled) -> list[Message]:
    """Keep no photo of what was rejected or taken down, once that stands."""
    dossier = store.known(settled.id)
    stands = dossier.state in rules.OFF_THE_SITE and dossier.since <= settled.at - rules.SETTLED_AFTER
    return [PhotosForgotten(dossier.id, settled.at)] if stands else []


def ask_all() -> Iterator[Message]:
    """What waits for a decision: who was asked may have lost the task since, or be away."""
    now, run = clock.seconds(), uuid4().hex
    today = clock.local(now).date()
    for year in editions.going_on():
        if year.edition.forget_addresses_on > today:
            with editions.in_hand(year):
                yield from (DecisionDue(its.id, now, run) for its in queues.all_of(year.edition.name, "waiting"))


def ask(due: DecisionDue) -> list[Message]:
    """Ask whoever may decide now, and was not asked yet."""
    dossier = store.known(due.id)
    editions.take_up(dossier.edition)
    editions.check(dossier.edition)
    if dossier.state != "waiting":
        return []
    initiative = texts.initiative(dossier, dossier.version)
    return reviews(dossier, dossier.version, initiative, turns.readers(initiative, dossier), due.run, due.at)


STEPS: Steps = {
    ReviewRequested: open_dossier,
    DecisionTaken: decide,
    DecisionUndone: undo,
    DecisionSettled: settle,
    ChangesSubmitted: take_changes,
    DossierDisowned: disown,
    LinkDisowned: void_link,
    DossierForgotten: forget,
    DecisionDue: ask,
}
