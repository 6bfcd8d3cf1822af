"""The versions of each edition, which never change, and the row from which every process reads the newest.

A version is written first, under the number after the one that it was written on: whoever comes second finds it there.
The row that is read follows, and is written again until it shows a version at least as new.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import clock
from chalicelib.cloud.editions import HEAD, Head, Version, sort_key
from chalicelib.cloud.rows import Name, Row, answering, held
from chalicelib.edition import Edition
from chalicelib.errors import TryAgain
from chalicelib.kinds import Seconds

T = TypeVar("T")
_BEYOND = ":"
"""Sorts after every number: changes that were not taken stand under "refused …"."""


class Change(Struct, frozen=True):
    """One version of an edition with who wrote it, when and why; `refused` where it was not taken, and why."""

    id: str
    number: int
    edition: Edition
    by: str
    why: str
    at: Seconds
    refused: str = ""


class _Version(Row):
    class Meta:
        table_name = Name("editions")

    edition = UnicodeAttribute(hash_key=True)
    version = UnicodeAttribute(range_key=True)
    id = UnicodeAttribute()
    said = UnicodeAttribute()
    """The edition, as JSON."""
    by = UnicodeAttribute()
    why = UnicodeAttribute()
    at = NumberAttribute()
    refused = UnicodeAttribute(default="")
    base = NumberAttribute(default=0)


class _Head(Row):
    class Meta:
        table_name = Name("editions")

    edition = UnicodeAttribute(hash_key=True)
    version = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    writes = NumberAttribute()


# Versions


def change(name: str, number: int) -> Change | None:
    """A version of an edition; None where it was not written."""
    row = _Version.find(name, sort_key(number))
    return _change(row) if row else None


def newest(name: str) -> Change | None:
    """The newest version of an edition, as it is this moment; None where there is none."""
    return next((change for change in history(name) if not change.refused), None)


def put(change: Change) -> bool:
    """Write a version that nobody wrote yet; False where its number is taken."""
    row = _row(change, sort_key(change.number))
    return held(lambda: row.save(_Version.version.does_not_exist()))


def refuse(change: Change) -> None:
    """Remember a change that was not taken, with why, for whoever wrote it."""
    row = _row(change, f"refused {change.at:011} {change.id}")
    held(lambda: row.save(_Version.version.does_not_exist()))


def history(name: str) -> Iterator[Change]:
    """Every version of an edition, the newest first, and after them the changes that were not taken."""
    with answering():
        rows = list(_Version.query(name, consistent_read=True))
    taken = [row for row in rows if row.version < _BEYOND]
    refused = [row for row in rows if row.version >= _BEYOND]
    yield from (_change(row) for row in (*reversed(taken), *reversed(refused)))


def _row(change: Change, key: str) -> _Version:
    said = msgspec.json.encode(change.edition).decode()
    return _Version(
        change.edition.name, key, id=change.id, said=said, by=change.by, why=change.why, at=change.at,
        refused=change.refused, base=change.number - 1,
    )  # fmt: skip


def _change(row: _Version) -> Change:
    edition = _read(row.said, Edition)
    return Change(row.id, int(row.base) + 1, edition, row.by, row.why, int(row.at), row.refused)


# What every process reads


def show(version: Version) -> None:
    """Let every process find this version, unless it finds a newer one. The first edition of all is the current one."""

    def shown(head: Head) -> Head:
        name = version.edition.name
        if head.shows(version):
            return head
        return replace(head, current=head.current or name, versions={**head.versions, name: version})

    _change_head(shown)


def turn(name: str, at: Seconds, now: Seconds) -> None:
    """Make this the edition whose pages are the site, unless another was made so later. The one before is over."""

    def turned(head: Head) -> Head:
        if at <= head.turned_at or name in (head.current, *head.past):
            return head
        return replace(head, current=name, turned_at=at, past=(*head.past, head.current), over_since=now)

    _change_head(turned)


def head() -> Head:
    """What every process reads, as it is this moment."""
    row = _Head.find(*HEAD)
    return _said(row) if row else Head()


def _said(row: _Head) -> Head:
    return _read(row.said, Head)


def _read(said: str, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(said, type=kind)
    except msgspec.ValidationError as problem:
        # While a deploy goes on: written by this release, it would lose what the other one added.
        raise TryAgain("an edition as another release keeps it") from problem


def _change_head(change: Callable[[Head], Head]) -> None:
    # Two that change it at the same time do so one after the other (compare-and-set).
    while True:
        row = _Head.find(*HEAD)
        before = _said(row) if row else Head()
        after = change(before).settled(clock.seconds())
        if after == before or held(partial(_save, after, int(row.writes) if row else 0)):
            return


def _save(head: Head, writes: int) -> None:
    row = _Head(*HEAD, said=msgspec.json.encode(head).decode(), writes=writes + 1)
    row.save((_Head.writes == writes) if writes else _Head.version.does_not_exist())
