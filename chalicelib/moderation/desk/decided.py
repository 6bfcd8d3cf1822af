"""All decisions of a year as a table, for its organisers alone: who took which, when, and with what words."""

from collections.abc import Iterator

from chalicelib import clock
from chalicelib.cloud import people
from chalicelib.moderation import queues, store, texts
from chalicelib.moderation.desk.listed import STATES
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.rules import DECISIONS
from chalicelib.web.spreadsheets import spreadsheet

COLUMNS = ("moment", "initiative", "version", "decision", "moderator", "reason")
AT_ONCE = 100
"""Rows that DynamoDB reads in one call."""


def table(edition: str) -> bytes:
    """Each decision, the oldest first. Raises TryAgain."""
    names = {person.id: person.name for person in people.everyone()}
    decided = [(event.at, _row(dossier, number, names)) for dossier in _all(edition)
               for number, event in enumerate(dossier.events) if event.what in DECISIONS]  # fmt: skip
    return spreadsheet(COLUMNS, [row for _, row in sorted(decided)])


def _all(edition: str) -> Iterator[Dossier]:
    """The dossiers of a year of which there is a word left."""
    ids = [its.id for state in STATES for its in queues.all_of(edition, state)]
    for start in range(0, len(ids), AT_ONCE):
        yield from map(texts.with_reasons, store.several(ids[start : start + AT_ONCE]))


def _row(dossier: Dossier, number: int, names: dict[str, str]) -> tuple[str, ...]:
    event = dossier.events[number]
    moment = clock.local(event.at).strftime("%Y-%m-%d %H:%M:%S")
    title = dossier.about.title if dossier.about else ""
    return moment, title, str(event.version), event.what, names.get(event.who, ""), event.reason
