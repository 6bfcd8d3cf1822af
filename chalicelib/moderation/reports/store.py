"""What visitors reported: one row that says which reports of a dossier are open, and a row for each with its words.

A report's name is put on the list of open ones first, and its row follows. So whoever closes what stands on the list,
or has it forgotten, empties each row there may be; a report whose row is there and that is not on the list was closed.
"""

from collections.abc import Collection, Iterator
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, answering, every, held
from chalicelib.errors import TryAgain
from chalicelib.kinds import Seconds
from chalicelib.moderation import queues
from chalicelib.moderation.queues import About
from chalicelib.moderation.reports.rules import MOST_OPEN
from chalicelib.moderation.texts import packed

BESIDE = "#report"
"""What follows a dossier's id in the ids of these rows."""


class Report(Struct, frozen=True):
    """What a visitor said; nothing of it but `wrong` once it was closed or they were forgotten."""

    id: str
    wrong: str
    at: Seconds
    words: str = ""
    email: str = ""
    year: str = ""
    """The year in which it came, which says when its mailbox is forgotten."""


class Open(Struct, frozen=True, array_like=True):
    """A report that waits to be looked at, and since when."""

    id: str
    at: Seconds


class Looked(Struct, frozen=True, array_like=True):
    """Who looked at how many reports, and when: the page stayed."""

    who: str
    at: Seconds
    count: int = 0


class Reports(Struct, frozen=True):
    """Those of one dossier."""

    dossier: str
    open: tuple[Open, ...] = ()
    is_more: bool = False
    """Whether more came than are kept."""
    looked: tuple[Looked, ...] = ()
    writes: int = 0
    """Optimistic locking, as of a dossier."""
    about: About | None = None
    queue: str = ""
    """Where at the desk they stand while one is open."""

    @property
    def ids(self) -> tuple[str, ...]:
        """What the open ones are called."""
        return tuple(its.id for its in self.open)


class _Reports(Row):
    class Meta:
        table_name = Name("dossiers")

    id = UnicodeAttribute(hash_key=True)
    open = UnicodeAttribute()
    looked = UnicodeAttribute()
    writes = NumberAttribute()
    more = NumberAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    line = UnicodeAttribute(null=True)


class _Report(Row):
    class Meta:
        table_name = Name("dossiers")

    id = UnicodeAttribute(hash_key=True)
    wrong = UnicodeAttribute()
    at = NumberAttribute()
    words = UnicodeAttribute(null=True)
    email = UnicodeAttribute(null=True)
    year = UnicodeAttribute(null=True)


def of(dossier_id: str) -> Reports:
    """Those of a dossier; none where nobody reported it. Raises TryAgain when the table is silent."""
    row = _Reports.find(f"{dossier_id}{BESIDE}s")
    if row is None:
        return Reports(dossier_id)
    return Reports(
        dossier_id,
        msgspec.json.decode(row.open, type=tuple[Open, ...]),
        bool(row.more),
        msgspec.json.decode(row.looked, type=tuple[Looked, ...]),
        int(row.writes),
        queues.about_of(row.line) if row.line else None,
        row.queue or "",
    )


def take(dossier_id: str, about: About, report: Report) -> None:
    """Let a report wait to be looked at, unless it did before, or too many do. Raises TryAgain."""
    its = of(dossier_id)
    if report.id not in its.ids:
        if _Report.find(_name(dossier_id, report.id)):
            return
        if len(its.open) >= MOST_OPEN:
            if not its.is_more:
                _put(replace(its, is_more=True))
            return
        queue = its.queue or queues.name(report.year, "waiting")
        _put(replace(its, open=(*its.open, Open(report.id, report.at)), about=its.about or about, queue=queue))
    held(lambda: _row(dossier_id, report).save(condition=_Report.id.does_not_exist()))


def tell(dossier_id: str, about: About) -> None:
    """Let the desk say this of a dossier of which reports wait, such as from whom it is hidden now. Raises TryAgain."""
    its = of(dossier_id)
    if its.open and its.about and its.about.recused != about.recused:
        _put(replace(its, about=replace(its.about, recused=about.recused)))


def said(its: Reports) -> list[Report]:
    """What was said in the open ones, the oldest first. Raises TryAgain."""
    names = [_name(its.dossier, one) for one in its.ids]
    with answering():
        found = [_report(row) for row in _Report.batch_get(names, consistent_read=True)] if names else []
    return sorted(found, key=lambda report: (report.at, report.id))


def close(its: Reports, ids: Collection[str], looked: Looked | None = None) -> None:
    """Let those of these reports that are open wait no more, and keep no word of them. Raises TryAgain."""
    going = [one for one in its.open if one.id in ids]
    if not going:
        return
    rows = {report.id: report for report in said(replace(its, open=tuple(going)))}
    for one in going:
        # Also where none is there: whoever is about to write it finds it empty.
        empty(its.dossier, rows.get(one.id, Report(one.id, "", one.at)))
    left = tuple(one for one in its.open if one.id not in ids)
    told = (*its.looked, replace(looked, count=len(going))) if looked else its.looked
    _put(replace(its, open=left, is_more=its.is_more and bool(left), looked=told))


def end(dossier_id: str) -> None:
    """Let no report of a dossier wait: it is off the site. Raises TryAgain."""
    its = of(dossier_id)
    close(its, its.ids)


def go_on(dossier_id: str, year: str) -> None:
    """Let what waits of a dossier wait at the desk of this year. Raises TryAgain."""
    its, queue = of(dossier_id), queues.name(year, "waiting")
    if its.open and its.queue != queue:
        _put(replace(its, queue=queue))


def left(year: str) -> Iterator[str]:
    """The dossiers of which reports wait at the desk of another year than this. Raises TryAgain."""
    elsewhere = _Reports.line.startswith(queues.REPORTED) & (_Reports.queue != queues.name(year, "waiting"))
    for row in every(partial(_Reports.table().scan, elsewhere, consistent_read=True)):
        yield row["id"]["S"].removesuffix(f"{BESIDE}s")


def forget(dossier_id: str, report_id: str) -> None:
    """Keep no word and no mailbox of a report; what was wrong stays, and so does that it waits. Raises TryAgain."""
    row = _Report.find(_name(dossier_id, report_id))
    if row is not None:
        empty(dossier_id, _report(row))


def empty(dossier_id: str, report: Report) -> None:
    """Keep of a report only that it was there."""
    with answering():
        _row(dossier_id, Report(report.id, report.wrong, report.at)).save()


def remembered() -> Iterator[tuple[str, Report]]:
    """The reports of which somebody's words or mailbox are kept, each with its dossier. Raises TryAgain."""
    for row in every(partial(_Report.table().scan, _Report.year.exists(), consistent_read=True)):
        its = _Report()
        its.deserialize(row)
        yield its.id.partition("#")[0], _report(its)


def _put(its: Reports) -> None:
    """Raises TryAgain where something else happened to them in between."""
    about = its.about if its.open else None
    row = _Reports(
        id=f"{its.dossier}{BESIDE}s",
        open=packed(its.open),
        looked=packed(its.looked),
        writes=its.writes + 1,
        more=1 if its.is_more else None,
        queue=its.queue if about else None,
        line=queues.reported_line(about, min(one.at for one in its.open)) if about else None,
    )
    unchanged = _Reports.writes == its.writes if its.writes else _Reports.id.does_not_exist()
    if not held(lambda: row.save(condition=unchanged)):
        raise TryAgain("reports that changed meanwhile")


def _name(dossier_id: str, report_id: str) -> str:
    return f"{dossier_id}{BESIDE}-{report_id}"


def _row(dossier_id: str, report: Report) -> _Report:
    return _Report(
        id=_name(dossier_id, report.id),
        wrong=report.wrong,
        at=report.at,
        words=report.words or None,
        email=report.email or None,
        year=report.year or None,
    )


def _report(row: _Report) -> Report:
    return Report(
        row.id.partition(f"{BESIDE}-")[2], row.wrong, int(row.at), row.words or "", row.email or "", row.year or ""
    )
