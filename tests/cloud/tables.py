"""DynamoDB."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.cloud import expressions
from tests.cloud.calls import SECOND, Answer, Asked, Moment, refused
from tests.cloud.expressions import Row

LIMIT_OF_A_ROW = 400 * 1024
"""Bytes."""
SETTLES = 2 * SECOND
"""How long after a write a read that is not consistent may still show what was there before."""


@dataclass
class Table:
    """Rows by key; `past` holds what a row was before its last changes, and until when."""

    keys: tuple[str, ...]
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    past: dict[tuple[str, ...], list[tuple[int, Row | None]]] = field(default_factory=dict)

    def key(self, row: Row) -> tuple[str, ...]:
        return tuple([row[name]["S"] for name in self.keys])

    def put(self, key: tuple[str, ...], row: Row, now: int) -> None:
        if not all(key) or not _may_be_kept(row):
            raise refused("ValidationException", "PutItem")
        self.past.setdefault(key, []).append((now, self.rows.get(key)))
        self.rows[key] = row

    def then(self, key: tuple[str, ...], moment: int) -> Row | None:
        """The row as it was at a moment."""
        past = self.past.get(key, ())
        return next((row for until, row in past if until > moment), self.rows.get(key))


def _may_be_kept(row: Row) -> bool:
    # A look at all of it at once spares most rows a look at each of their values.
    written = repr(row)
    is_small = len(written) <= LIMIT_OF_A_ROW or _size(row) <= LIMIT_OF_A_ROW
    return is_small and not (("[]" in written or "()" in written) and any(map(_is_empty_set, row.values())))


def _size(row: Row) -> int:
    return sum(len(name) + len(str(value)) for name, value in row.items())


def _is_empty_set(value: dict[str, Any]) -> bool:
    kind, content = next(iter(value.items()))
    return kind in ("SS", "NS", "BS") and not content


@dataclass
class Tables:
    """DynamoDB."""

    tables: dict[str, Table]
    now: Moment
    stale: Callable[[int], int] = lambda versions: 0
    """How many versions back an eventually consistent read looks, of so many; the scheduler decides."""
    on_put: Callable[[str, Row], None] = lambda table, row: None
    """Hears of every row that PutItem writes."""

    def call(self, operation: str, asked: Asked) -> Answer:
        try:
            return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]
        except expressions.Invalid as problem:
            raise refused("ValidationException", operation) from problem

    def _DeleteItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Key"])
        if key in table.rows:
            table.past.setdefault(key, []).append((self.now(), table.rows.pop(key)))
        return {}

    def _GetItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        row = self._seen(table, table.key(asked["Key"]), asked)
        return {"Item": _projected(row, asked)} if row is not None else {}

    def _BatchGetItem(self, asked: Asked) -> Answer:  # noqa: N802
        found: dict[str, list[Row]] = {}
        for name, wanted in asked["RequestItems"].items():
            table = self.tables[name]
            rows = [self._seen(table, table.key(key), wanted) for key in wanted["Keys"]]
            found[name] = [_projected(row, wanted) for row in rows if row is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _PutItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Item"])
        _check(table.rows.get(key), asked, "PutItem")
        table.put(key, dict(asked["Item"]), self.now())
        self.on_put(asked["TableName"], asked["Item"])
        return {}

    def _UpdateItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Key"])
        _check(table.rows.get(key), asked, "UpdateItem")
        row: Row = {**(table.rows.get(key) or asked["Key"])}
        if "UpdateExpression" in asked:
            change = expressions.update(asked["UpdateExpression"])
            change(row, asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {}))
        table.put(key, row, self.now())
        return {"Attributes": dict(row)} if asked.get("ReturnValues") == "ALL_NEW" else {}

    def _Query(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        test = expressions.condition(asked["KeyConditionExpression"])
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        keys = sorted(key for key, row in table.rows.items() if test(row, names, values))
        return _page([self._seen(table, key, asked) for key in keys], asked)

    def _Scan(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        return _page([self._seen(table, key, asked) for key in sorted(table.rows)], asked)

    def _seen(self, table: Table, key: tuple[str, ...], asked: Asked) -> Row | None:
        if not asked.get("ConsistentRead") and (past := table.past.get(key)):
            fresh = self.now() - SETTLES
            versions = sum(until > fresh for until, _ in past)
            if versions and (back := self.stale(versions)):
                return past[-back][1]
        return table.rows.get(key)


def _page(rows: list[Row | None], asked: Asked) -> Answer:
    found = [row for row in rows if row is not None]
    if "FilterExpression" in asked:
        test = expressions.condition(asked["FilterExpression"])
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        found = [row for row in found if test(row, names, values)]
    return {"Items": [_projected(row, asked) for row in found], "Count": len(found), "ScannedCount": len(rows)}


def _projected(row: Row, asked: Asked) -> Row:
    if "ProjectionExpression" not in asked:
        return dict(row)
    names = asked.get("ExpressionAttributeNames", {})
    wanted = [names.get(name.strip(), name.strip()) for name in asked["ProjectionExpression"].split(",")]
    return {name: row[name] for name in wanted if name in row}


def _check(row: Row | None, asked: Asked, operation: str) -> None:
    text = asked.get("ConditionExpression")
    names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
    if text and not expressions.condition(text)(row or {}, names, values):
        old = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and row
        more: dict[str, Any] = {"Item": dict(row)} if old and row else {}
        raise refused("ConditionalCheckFailedException", operation, **more)
