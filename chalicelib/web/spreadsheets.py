"""Tables for spreadsheets: CSV that Excel opens right in Belgium, and in which no cell does anything."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"""(^|[;,\t|\r\n])([^\S\t\r\n]*["']?)(?=[=+\-@\t\r])""")
"""Where a spreadsheet would see a formula (CSV injection), whatever it takes for the end of the cell before."""


def spreadsheet(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table with its columns' names above it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(map(_cell, row))
    # Without a byte order mark at its start, Excel reads it in an old Windows encoding.
    return text.getvalue().encode("utf-8-sig")


def _cell(value: str) -> str:
    # Which character ends a cell depends on the country that a computer is set to: in Belgium it is the semicolon.
    return _FORMULA.sub(r"\1\2'", value)
