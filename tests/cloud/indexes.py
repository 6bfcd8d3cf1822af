"""A global secondary index of a table: the rows that have its keys, in their order, of which it holds keys alone."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from tests.cloud import capacity
from tests.cloud.calls import Answer, Asked
from tests.cloud.expressions import Row
from tests.cloud.table import PAGE, Key, Table


class Entry(NamedTuple):
    """A row as an index knows it: its key there, its own, and what is charged for it."""

    at: Key
    key: Key
    row: Row

    @property
    def size(self) -> int:
        return capacity.size(self.row)


def query(table: Table, asked: Asked, seen: Callable[[Key], Row | None]) -> tuple[Answer, int]:
    """What an index answers, from rows as they are seen, and the bytes that it looked at.

    Of its conditions only those are modelled that ask for a partition, and there for a part of its order.
    """
    names = table.indexes[asked["IndexName"]]
    wanted = _wanted(names, asked)
    its = [entry for entry in _entries(table, names, seen) if wanted(entry.at)]
    its.sort(reverse=not asked.get("ScanIndexForward", True))
    if after := asked.get("ExclusiveStartKey"):
        last = (tuple(after[name]["S"] for name in names), table.key(after))
        keys = [(entry.at, entry.key) for entry in its]
        its = its[keys.index(last) + 1 :] if last in keys else [one for one in its if (one.at, one.key) > last]
    looked_at, bytes_read = 0, 0
    for entry in its[: asked.get("Limit", len(its))]:
        if bytes_read + entry.size > PAGE:
            break
        looked_at, bytes_read = looked_at + 1, bytes_read + entry.size
    found = [entry.row for entry in its[:looked_at]]
    more = {"LastEvaluatedKey": found[-1]} if looked_at < len(its) else {}
    return {"Items": found, "Count": looked_at, "ScannedCount": looked_at, **more}, bytes_read


def units(table: Table, before: Row | None, after: Row | None) -> float:
    """Write units of what one write changes in the indexes: an entry that moves is taken out and put in."""
    spent = 0.0
    for names in table.indexes.values():
        was, now = (_entry(table, names, row) for row in (before, after))
        if was != now:
            spent += sum(capacity.write_units(0, entry.size) for entry in (was, now) if entry)
    return spent


def _entries(table: Table, names: tuple[str, ...], seen: Callable[[Key], Row | None]) -> Iterator[Entry]:
    # In an order that is the same in each process: what is seen of a row may be drawn.
    for key in dict.fromkeys((*table.rows, *table.seeded, *table.past)):
        if entry := _entry(table, names, seen(key)):
            yield entry


def _entry(table: Table, names: tuple[str, ...], row: Row | None) -> Entry | None:
    if row is None or not all(name in row for name in names):
        return None
    held = {name: row[name] for name in (*table.keys, *names)}
    return Entry(tuple(row[name]["S"] for name in names), table.key(row), held)


def _wanted(names: tuple[str, ...], asked: Asked) -> Callable[[Key], bool]:
    called, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
    partition, _, order = asked["KeyConditionExpression"].replace("(", "").replace(")", "").partition(" AND ")
    name, equals, value = partition.split()
    if (called.get(name, name), equals) != (names[0], "="):
        raise NotImplementedError(asked["KeyConditionExpression"])
    within = _within("".join(names[1:]), order, called, values)
    return lambda at: at[0] == values[value]["S"] and within(at[-1])


def _within(name: str, order: str, called: dict[str, str], values: dict[str, Any]) -> Callable[[str], bool]:
    match order.split():
        case []:
            return lambda at: True
        case [asked, ">=", value] if called.get(asked, asked) == name:
            return lambda at: bool(at >= values[value]["S"])
        case [asked, "<", value] if called.get(asked, asked) == name:
            return lambda at: bool(at < values[value]["S"])
        case [asked, "BETWEEN", low, "AND", high] if called.get(asked, asked) == name:
            return lambda at: bool(values[low]["S"] <= at <= values[high]["S"])
        case _:
            raise NotImplementedError(order)
