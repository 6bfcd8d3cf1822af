"""The note of who was erased, as hashes. Nothing ever takes it away, and no backup brings back an older one."""

from collections.abc import Iterator
from functools import partial

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Item, Name, Row, answering, every
from chalicelib.personal.answers import Erasure


class _Erasure(Row):
    class Meta:
        table_name = Name("erasures")

    mailbox = UnicodeAttribute(hash_key=True)
    at = NumberAttribute()
    with_initiatives = BooleanAttribute(null=True)


def note(erasure: Erasure) -> None:
    """Remember an erasure. Who wanted their initiatives gone once, keeps wanting it for those that a backup brings."""
    noted = [_Erasure.at.set(erasure.at)]
    if erasure.with_initiatives:
        noted.append(_Erasure.with_initiatives.set(True))
    with answering():
        _Erasure(erasure.mailbox).change(noted)


def everybody() -> Iterator[tuple[Erasure, Item]]:
    """Everybody who asked to be forgotten, each with all of the row."""
    for item in every(partial(_Erasure.table().scan, consistent_read=True)):
        row = _Erasure.from_raw_data(item)
        yield Erasure(row.mailbox, int(row.at), bool(row.with_initiatives)), item
