"""The rows of a round's cases, one each, and of what the newest recount found."""

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, answering, held
from chalicelib.voting.disqualifying.clusters import Report
from chalicelib.voting.disqualifying.rules import Case


class _Row(Row):
    """A case or a report, as JSON. Nothing here is ever deleted."""

    class Meta:
        table_name = Name("disqualifications")

    round = UnicodeAttribute(hash_key=True)
    row = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    at = NumberAttribute()
    """How far a case is; of a report, when its recount began."""


def cases(round_name: str) -> list[Case]:
    """All of a round, as they are this moment. Raises TryAgain."""
    with answering():
        rows = _Row.query(round_name, consistent_read=True)
        return [msgspec.json.decode(row.said, type=Case) for row in rows]


def case(round_name: str, name: str) -> Case | None:
    """One of them. Raises TryAgain."""
    row = _Row.find(round_name, name)
    return msgspec.json.decode(row.said, type=Case) if row else None


def put(round_name: str, its: Case) -> bool:
    """Keep a case as it is from now on, on the state before it; says whether nobody else did meanwhile."""
    row = _Row(round_name, its.id, said=_written(its), at=its.number)
    before = _Row.at == its.number - 1 if its.number > 1 else _Row.row.does_not_exist()
    return held(lambda: row.save(before))


def report(round_name: str) -> Report:
    """What the newest recount found; an empty one before the first. Raises TryAgain."""
    row = _Row.find(*_report(round_name))
    return msgspec.json.decode(row.said, type=Report) if row else Report()


def keep_report(round_name: str, its: Report) -> None:
    """Keep what a recount found, unless one that began later is there. Raises TryAgain."""
    row = _Row(*_report(round_name), said=_written(its), at=its.as_of)
    held(lambda: row.save(_Row.row.does_not_exist() | (_Row.at <= its.as_of)))


def _report(round_name: str) -> tuple[str, str]:
    return f"{round_name} report", "newest"


def _written(its: Case | Report) -> str:
    return msgspec.json.encode(its).decode()
