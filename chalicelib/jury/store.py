"""The rows of the jury: who judges a category of a round with what they said, and what was decided."""

from collections.abc import Callable, Iterator
from functools import partial

import msgspec
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.errors import TryAgain
from chalicelib.jury.panel import Juror
from chalicelib.kinds import Seconds
from chalicelib.outcome import Outcome

_JUROR = "juror "
_OUTCOME = "outcome"


class _Panel(Row):
    """What a juror said, or what was decided, as JSON."""

    class Meta:
        table_name = Name("panels")

    panel = UnicodeAttribute(hash_key=True)
    row = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    at = NumberAttribute()
    """When it was decided; of a juror, how often their row was written."""


# Jurors


def jurors(round_name: str, category: str) -> list[Juror]:
    """All who said anything of a category, as it is this moment."""
    with answering():
        rows = _Panel.query(_key(round_name, category), consistent_read=True)
        return [_juror(row) for row in rows if row.row != _OUTCOME]


def closed(round_name: str, category: str) -> list[Juror]:
    """All who said anything of a category, who change nothing of it from now on. Raises TryAgain where one just did."""
    for one in jurors(round_name, category):
        change(round_name, category, one.id, lambda juror: replace(juror, is_closed=True))
    return jurors(round_name, category)


def juror(round_name: str, category: str, person: str) -> Juror:
    """Somebody with what they said of a category so far."""
    row = _Panel.find(_key(round_name, category), _JUROR + person)
    return _juror(row) if row else Juror(person)


def change(round_name: str, category: str, person: str, how: Callable[[Juror], Juror]) -> None:
    """Write what a juror says, on what they said before. Raises TryAgain where that changed meanwhile."""
    key = (_key(round_name, category), _JUROR + person)
    there = _Panel.find(*key)
    before = _juror(there) if there else Juror(person)
    after = how(before)
    if after == before:
        return
    writes = int(there.at) if there else 0
    row = _Panel(*key, said=msgspec.json.encode(after).decode(), at=writes + 1)
    if not held(lambda: row.save(_Panel.at == writes if there else _Panel.row.does_not_exist())):
        raise TryAgain("a juror said something else meanwhile")


def forget_juror(round_name: str, category: str, person: str) -> None:
    """Keep nothing of what a juror said."""
    with answering():
        _Panel(_key(round_name, category), _JUROR + person).delete()


def rows(round_name: str, category: str, person: str) -> Iterator[Item]:
    """What is kept of somebody, as it is kept."""
    with answering():
        answer = _Panel.table().get_item(_key(round_name, category), _JUROR + person, consistent_read=True)
    yield from filter(None, [answer.get("Item")])


def remembers(round_name: str, category: str) -> bool:
    """Whether anything of a juror is kept."""
    ask = partial(_Panel.table().query, _key(round_name, category), attributes_to_get=["row"])
    return any(row["row"]["S"] != _OUTCOME for row in every(ask))


def _juror(row: _Panel) -> Juror:
    return msgspec.json.decode(row.said, type=Juror)


# What was decided


def decide(outcome: Outcome, at: Seconds) -> None:
    """Keep what was decided, unless something was: a decision is made once."""
    key = _key(outcome.round, outcome.category)
    row = _Panel(key, _OUTCOME, said=msgspec.json.encode(outcome).decode(), at=at)
    held(lambda: row.save(_Panel.row.does_not_exist()))


def outcome(round_name: str, category: str) -> tuple[Outcome, Seconds] | None:
    """What was decided, and when; None before."""
    row = _Panel.find(_key(round_name, category), _OUTCOME)
    return (msgspec.json.decode(row.said, type=Outcome), int(row.at)) if row else None


def _key(round_name: str, category: str) -> str:
    return f"{round_name} {category}"
