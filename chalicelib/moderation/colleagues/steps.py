"""What moderators do among themselves with a dossier, and who is asked to read it because of that."""

from typing import cast

from msgspec.structs import replace

from chalicelib.cloud import editions, people
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Initiative
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DossierHandled
from chalicelib.moderation import mails, store, texts, turns
from chalicelib.moderation.colleagues.rules import ACTS, MOST, Act
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.reports import store as reports


def handle(handled: DossierHandled) -> list[Message]:
    """Note it in the history, and ask whoever is to read it now and was not asked yet. It decides nothing."""
    dossier = store.known(handled.id)
    editions.take_up(dossier.edition)
    editions.check(dossier.edition)
    event = _event(handled)
    initiative = texts.initiative(dossier, dossier.version)
    if not dossier.has(event):
        _check(dossier, event)
        dossier = _noted(dossier, event, initiative)
    if event.what in ("recused", "returned") and dossier.about:
        reports.tell(dossier.id, dossier.about)
    if event.what == "noted" or dossier.state != "waiting":
        return []
    readers = turns.readers(initiative, dossier)
    if event.what == "passed":
        to = [one for one in readers if one.id == event.to]
        by = next((one.name for one in people.everyone() if one.id == event.who), "")
        return [mails.passed(dossier, event, handled.words, initiative, one, by) for one in to]
    return mails.reviews(dossier, dossier.version, initiative, readers, event.press_id, event.at)


def _event(handled: DossierHandled) -> Event:
    what, words = cast("Act", handled.what), handled.words
    return Event(what, handled.dossier_version, handled.who, words, handled.at, handled.press_id, to=handled.to)


def _check(dossier: Dossier, event: Event) -> None:
    """Raises Refused for what may not be done, or was done too often."""
    done = sum(one.what in ACTS for one in dossier.events)
    if done >= (MOST if event.what in ("noted", "passed") else 2 * MOST):
        raise Refused("too_often")
    if event.what == "returned":
        if (event.to or event.who) not in dossier.recused or (event.to and not _organises(event.who)):
            raise Refused("not_a_moderator")
        return
    team = people.everyone()
    turns.check_task(event.who, dossier, team)
    if event.what == "passed":
        turns.check_task(event.to, dossier, team)


def _organises(person_id: str) -> bool:
    return any(one.id == person_id and one.is_organiser for one in people.everyone())


def _noted(dossier: Dossier, event: Event, initiative: Initiative) -> Dossier:
    """The dossier with that in its history, and whose turn it is then. Raises TryAgain."""
    after = replace(dossier, events=(*dossier.events, event))
    if dossier.about is None or event.what == "noted":
        changed = dossier
    else:
        readers = turns.readers(initiative, after)
        turn = turns.whose(dossier.id, readers, event.to if event.what == "passed" else dossier.turn)
        changed = replace(dossier, about=replace(after.told_as(initiative, turn), told=dossier.about.told))
    try:
        return store.record(dossier, event, changed)
    except Refused as refused:
        # Whatever was first, a decision or another note, this is said beside it.
        raise TryAgain("something else happened to a dossier in between") from refused


STEPS: Steps = {DossierHandled: handle}
