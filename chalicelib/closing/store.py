"""The row of what organisers said of the results of a year: who signed, who holds them back, who opened them."""

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.closing.rules import Said
from chalicelib.cloud.closings import SAID
from chalicelib.cloud.rows import Name, Row, held
from chalicelib.errors import TryAgain


class _Said(Row):
    """As JSON, with how often it was written."""

    class Meta:
        table_name = Name("closings")

    year = UnicodeAttribute(hash_key=True)
    row = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    at = NumberAttribute()


def find(year: str) -> tuple[Said, int]:
    """What was said as it is this moment, and how often it was written; nothing before anybody said anything."""
    row = _Said.find(year, SAID)
    return (msgspec.json.decode(row.said, type=Said), int(row.at)) if row else (Said(), 0)


def keep(year: str, said: Said, writes: int) -> None:
    """Write it on what was written so often. Raises TryAgain where somebody else did meanwhile: one after the other."""
    row = _Said(year, SAID, said=msgspec.json.encode(said).decode(), at=writes + 1)
    if not held(lambda: row.save(_Said.at == writes if writes else _Said.row.does_not_exist())):
        raise TryAgain("somebody else said something of these results meanwhile")
