"""All decisions of a year as a table, for its organisers alone: who took which, when, and with what words.

What undid one is a line too, and a line says how many were decided by the same press.
"""

from collections import Counter
from collections.abc import Iterator

from chalicelib import clock
from chalicelib.cloud import people
from chalicelib.moderation import queues, store, texts
from chalicelib.moderation.desk.listed import STATES
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.rules import DECISIONS
from chalicelib.web.spreadsheets import spreadsheet

COLUMNS = ("moment", "initiative", "version", "decision", "moderator", "reason", "together")
_SAID = (*DECISIONS, "undone")


def table(edition: str) -> bytes:
    """Each decision, the oldest first. Raises TryAgain."""
    names = {person.id: person.name for person in people.everyone()}
    decided = [(event, dossier) for dossier in _all(edition) for event in dossier.events if event.what in _SAID]
    pressed = Counter(event.press_id for event, _ in decided)
    decided.sort(key=lambda one: (one[0].at, one[1].id))
    return spreadsheet(COLUMNS, [_row(dossier, event, names, pressed) for event, dossier in decided])


def _all(edition: str) -> Iterator[Dossier]:
    """The dossiers of a year of which there is a word left."""
    ids = [its.id for state in STATES for its in queues.all_of(edition, state)]
    return map(texts.with_reasons, store.several_of(ids))


def _row(dossier: Dossier, event: Event, names: dict[str, str], pressed: Counter[str]) -> tuple[str, ...]:
    # One that was sent by an older release says no press.
    together = pressed[event.press_id] if event.press_id else 1
    moment = clock.local(event.at).strftime("%Y-%m-%d %H:%M:%S")
    title = dossier.about.title if dossier.about else ""
    return moment, title, str(event.version), event.what, names.get(event.who, ""), event.reason, str(together)
