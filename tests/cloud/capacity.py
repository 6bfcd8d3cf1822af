"""What DynamoDB charges: the size of a row and the units of a call, by the rules of its developer guide.

docs.aws.amazon.com/amazondynamodb/latest/developerguide: "DynamoDB item sizes and formats", "DynamoDB read and write
operations".
"""

from base64 import b64decode
from collections.abc import Mapping
from math import ceil
from typing import Any

WRITE_UNIT = 1024
"""Bytes of a row that one write unit writes."""
READ_UNIT = 4096
"""Bytes of rows that one read unit reads."""
_NESTED = 3
"""Bytes that a list or a map takes for itself; each of its elements takes one more."""

Value = Mapping[str, Any]
Row = Mapping[str, Value]


def size(row: Row) -> int:
    """The bytes of a row: its names and its values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in row.items())


def _value_size(value: Value) -> int:
    kind, content = next(iter(value.items()))
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            # In base64 where it comes off the wire.
            return len(content if isinstance(content, bytes) else b64decode(content))
        case "N":
            return _number_size(content)
        case "SS":
            return sum(len(text.encode()) for text in content)
        case "NS":
            return sum(map(_number_size, content))
        case "BOOL" | "NULL":
            return 1
        case "L":
            return _NESTED + sum(1 + _value_size(element) for element in content)
        case "M":
            return _NESTED + sum(1 + len(name.encode()) + _value_size(element) for name, element in content.items())
    raise NotImplementedError(f"a value of type {kind}")


def _number_size(text: str) -> int:
    """Two digits that matter to a byte, one byte for all, one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return ceil(len(digits) / 2) + 1 + text.startswith("-")


def write_units(before: int, after: int) -> float:
    """Of one write: the larger of the row as it was and as it is. A write whose condition failed costs the same."""
    return float(max(1, ceil(max(before, after) / WRITE_UNIT)))


def read_units(bytes_read: int, consistent: bool) -> float:
    """Of one row got, or of all rows that a query or scan looked at together."""
    return max(1, ceil(bytes_read / READ_UNIT)) * (1.0 if consistent else 0.5)
