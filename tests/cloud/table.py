"""A table of DynamoDB: its rows in order, what they were, and what each is charged for."""

from bisect import insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import msgspec

from tests.cloud import capacity
from tests.cloud.calls import refused
from tests.cloud.expressions import Row

LIMIT_OF_A_ROW = 400 * 1024
"""Bytes."""
PAGE = 1024 * 1024
"""Bytes of rows that one query or scan looks at."""
Key = tuple[str, ...]


class Seeded(NamedTuple):
    """A row in the bytes in which it travels, so that a million fit in memory, and the size that is charged for it."""

    written: bytes
    size: int


@dataclass
class Table:
    """Rows by key; `past` holds what a row was before its last changes, and until when."""

    keys: tuple[str, ...]
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: dict[Key, Row] = field(default_factory=dict)
    past: dict[Key, list[tuple[int, Row | None]]] = field(default_factory=dict)
    seeded: dict[Key, Seeded] = field(default_factory=dict)
    """Rows that nobody wrote, or looked at one by one, since they were put here."""
    sizes: dict[Key, int] = field(default_factory=dict)
    _order: dict[str, list[Key]] | None = None
    """The keys of each partition; None where they have to be sorted anew."""

    def key(self, row: Row) -> Key:
        return tuple([row[name]["S"] for name in self.keys])

    def hold(self, rows: dict[Key, Row]) -> None:
        """These rows and no others."""
        self.rows, self.sizes, self._order = rows, {key: capacity.size(row) for key, row in rows.items()}, None

    def take_over(self, other: "Table") -> None:
        """What another table holds."""
        self.rows, self.sizes, self._order = other.rows.copy(), other.sizes.copy(), None
        self.past = {key: [*past] for key, past in other.past.items()}

    def seed(self, key: Key, written: bytes, size: int) -> None:
        """A row that was there before anybody looked."""
        self.seeded[key], self._order = Seeded(written, size), None

    def seed_all(self, rows: Iterable[Row]) -> None:
        for row in rows:
            self.seed(self.key(row), msgspec.json.encode(row), capacity.size(row))

    def put(self, key: Key, row: Row, now: int) -> None:
        size = capacity.size(row)
        if not all(key) or size > LIMIT_OF_A_ROW or any(map(_is_empty_set, row.values())):
            raise refused("ValidationException", "PutItem")
        before = self.get(key)
        self.past.setdefault(key, []).append((now, before))
        if before is None and self._order is not None:
            insort(self._order.setdefault(key[0], []), key)
        self.rows[key], self.sizes[key] = row, size
        self.seeded.pop(key, None)

    def take_out(self, key: Key, now: int) -> None:
        if (before := self.get(key)) is None:
            return
        self.past.setdefault(key, []).append((now, before))
        if self._order is not None:
            self._order[key[0]].remove(key)
        self.rows.pop(key, None)
        self.seeded.pop(key, None)
        self.sizes.pop(key, None)

    def get(self, key: Key) -> Row | None:
        row = self.rows.get(key)
        if row is None and key in self.seeded:
            return msgspec.json.decode(self.seeded[key].written)  # type: ignore[no-any-return]
        return row

    def size(self, key: Key) -> int:
        """What is charged for the row; 0 where there is none."""
        return self.seeded[key].size if key in self.seeded else self.sizes.get(key, 0)

    def in_order(self, partition: str) -> list[Key]:
        """The keys of a partition."""
        return self._ordered().get(partition, [])

    def all_in_order(self) -> list[Key]:
        """The keys of all partitions."""
        order = self._ordered()
        return [key for partition in sorted(order) for key in order[partition]]

    def _ordered(self) -> dict[str, list[Key]]:
        if self._order is None:
            self._order = {}
            for key in sorted([*self.rows, *self.seeded]):
                self._order.setdefault(key[0], []).append(key)
        return self._order

    def since(self, key: Key, moment: int) -> list[Row | None]:
        """The row as it was at a moment, and after each change since."""
        return [*(row for until, row in self.past.get(key, ()) if until > moment), self.rows.get(key)]


def _is_empty_set(value: dict[str, Any]) -> bool:
    kind, content = next(iter(value.items()))
    return kind in ("SS", "NS", "BS") and not content
