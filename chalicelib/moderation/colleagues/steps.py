"""What moderators do among themselves with a dossier, and who is asked to read it because of that."""

from collections.abc import Sequence
from typing import cast

from msgspec.structs import replace

from chalicelib.cloud import editions, people
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Initiative
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DossierHandled
from chalicelib.moderation import mails, store, texts, turns
from chalicelib.moderation.colleagues.rules import MOST
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.reports import store as reports
from chalicelib.moderation.rules import AMONG, Among
from chalicelib.person import Person


def handle(handled: DossierHandled) -> list[Message]:
    """Note it in the history, and ask whoever is to read it now and was not asked yet. It decides nothing."""
    dossier, team = store.known(handled.id), people.everyone()
    editions.take_up(dossier.edition)
    editions.check(dossier.edition)
    event = _event(handled)
    if event.version > dossier.version:
        raise TryAgain("the version it is about is not here yet")
    initiative = texts.initiative(dossier, dossier.version)
    if not dossier.has(event):
        _check(dossier, event, team)
        dossier = _noted(dossier, event, initiative, team)
    if event.what in ("recused", "returned") and dossier.about:
        reports.tell(dossier.id, dossier.about)
    if event.what == "noted" or dossier.state != "waiting":
        return []
    readers = turns.readers_among(team, initiative, dossier)
    if event.what == "passed":
        by = next((one.name for one in team if one.id == event.who), "")
        to = (one for one in readers if one.id == event.to)
        # Of what was passed on: also where this comes again once there is a later version, the mail is the same.
        passed = texts.initiative(dossier, event.version)
        return [mails.passed(dossier, event, handled.words, passed, one, by) for one in to]
    return mails.reviews(dossier, dossier.version, initiative, readers, event.press_id, event.at)


def _event(handled: DossierHandled) -> Event:
    what, words = cast("Among", handled.what), handled.words
    return Event(what, handled.dossier_version, handled.who, words, handled.at, handled.press_id, to=handled.to)


def _check(dossier: Dossier, event: Event, team: Sequence[Person]) -> None:
    """Raises Refused for what may not be done, or was done too often."""
    done = sum(one.what in AMONG for one in dossier.events)
    if done >= (MOST if event.what in ("noted", "passed") else 2 * MOST):
        raise Refused("too_often")
    if event.what == "returned":
        organises = any(one.id == event.who and one.is_organiser for one in team)
        if (event.to or event.who) not in dossier.recused or (event.to and not organises):
            raise Refused("not_a_moderator")
        return
    turns.check_task(event.who, dossier, team)
    if event.what == "passed":
        turns.check_task(event.to, dossier, team)


def _noted(dossier: Dossier, event: Event, initiative: Initiative, team: Sequence[Person]) -> Dossier:
    """The dossier with that in its history, and whose turn it is then. Raises TryAgain."""
    after = replace(dossier, events=(*dossier.events, event))
    if dossier.about is None or event.what == "noted":
        changed = dossier
    else:
        readers = turns.readers_among(team, initiative, after)
        turn = turns.whose(dossier.id, readers, event.to if event.what == "passed" else dossier.turn)
        changed = replace(dossier, about=replace(after.told_as(initiative, turn), told=dossier.about.told))
    try:
        return store.record(dossier, event, changed)
    except Refused as refused:
        # Whatever was first, a decision or another note, this is said beside it.
        raise TryAgain("something else happened to a dossier in between") from refused


STEPS: Steps = {DossierHandled: handle}
