"""What visitors report comes to the desk, and waits there until somebody looked at it or its page is gone."""

from collections.abc import Iterator

from chalicelib import clock
from chalicelib.cloud import editions, forgetting, people
from chalicelib.cloud.queues import Steps
from chalicelib.messages.message import Message
from chalicelib.messages.reports import InitiativeReported, ReportForgotten, ReportsClosed, ReportsLeft
from chalicelib.moderation import queues, store, texts, turns
from chalicelib.moderation.pages_of import is_public, shown_at
from chalicelib.moderation.reports import store as reports
from chalicelib.moderation.reports.store import Looked, Report


def take(reported: InitiativeReported) -> list[Message]:
    """Let a report wait at the desk; nothing where its page went off the site meanwhile. It hides nothing by itself."""
    dossier = shown_at(reported.slug)
    if dossier is None:
        return []
    year = editions.current().edition.name
    report = Report(reported.id, reported.wrong, reported.at, reported.words, reported.email, year)
    reports.take(dossier.id, dossier.about or queues.about(texts.initiative(dossier, dossier.version)), report)
    now = store.find(dossier.id)
    if now is None or not is_public(now):
        # Taken down after we looked: whoever did found nothing to close yet.
        reports.end(dossier.id)
    return []


def close(closed: ReportsClosed) -> list[Message]:
    """Let reports wait no more that somebody looked at who may decide. Raises Refused where they may not."""
    dossier = store.known(closed.id)
    editions.take_up(dossier.edition)
    turns.check_task(closed.who, dossier, people.everyone())
    reports.close(reports.of(closed.id), closed.reports, Looked(closed.who, closed.at))
    return []


def go_on(left: ReportsLeft) -> list[Message]:
    """Let reports wait at the desk of the year that is on."""
    reports.go_on(left.id, editions.current().edition.name)
    return []


def go_on_all() -> Iterator[Message]:
    """What waits at the desk of a year that is over, where nobody looks any more."""
    if not editions.years():
        return
    now = clock.seconds()
    yield from (ReportsLeft(dossier, now) for dossier in reports.left(editions.current().edition.name))


def forget(forgotten: ReportForgotten) -> list[Message]:
    """Keep no word and no mailbox of who left a report."""
    reports.forget(forgotten.id, forgotten.report)
    return []


def forget_all() -> Iterator[Message]:
    """Once a year forgets addresses, who reported in it."""
    now = clock.seconds()
    today = clock.local(now).date()
    if editions.forgets(today):
        due = ((dossier, its) for dossier, its in reports.remembered() if editions.forgets(today, its.year))
        yield from forgetting.told(
            "reports", ((its.year, ReportForgotten(dossier, its.id, now)) for dossier, its in due)
        )


STEPS: Steps = {InitiativeReported: take, ReportsClosed: close, ReportsLeft: go_on, ReportForgotten: forget}
