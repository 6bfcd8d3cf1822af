"""DynamoDB."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from tests.cloud import capacity, expressions, indexes
from tests.cloud.calls import SECOND, Answer, Asked, Moment, refused
from tests.cloud.expressions import Row
from tests.cloud.table import PAGE, Key, Table

SETTLES = 2 * SECOND
"""How long after a write a read that is not consistent may still show what was there before."""


@dataclass
class Tables:
    """DynamoDB."""

    tables: dict[str, Table]
    now: Moment = lambda: 0
    stale: Callable[[int], int] = lambda versions: 0
    """How many versions back an eventually consistent read looks, of so many; the scheduler decides."""
    on_put: Callable[[str, Row], None] = lambda table, row: None
    """Hears of every row that PutItem writes."""
    read_units: float = 0.0
    write_units: float = 0.0
    """What was consumed until now."""

    def call(self, operation: str, asked: Asked) -> Answer:
        try:
            return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]
        except expressions.Invalid as problem:
            raise refused("ValidationException", operation) from problem

    # The tables themselves

    def _CreateTable(self, asked: Asked) -> Answer:  # noqa: N802
        its = {each["IndexName"]: _names(each["KeySchema"]) for each in asked.get("GlobalSecondaryIndexes", ())}
        self.tables[asked["TableName"]] = Table(_names(asked["KeySchema"]), its)
        return {}

    def _DescribeTable(self, asked: Asked) -> Answer:  # noqa: N802
        if asked["TableName"] not in self.tables:
            raise refused("ResourceNotFoundException", "DescribeTable")
        keys = zip(self.tables[asked["TableName"]].keys, ("HASH", "RANGE"), strict=False)
        return {"Table": {"KeySchema": [{"AttributeName": name, "KeyType": kind} for name, kind in keys]}}

    # Reading

    def _GetItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        row = self._got(table, table.key(asked["Key"]), asked)
        return {"Item": _projected(row, asked)} if row is not None else {}

    def _BatchGetItem(self, asked: Asked) -> Answer:  # noqa: N802
        found: dict[str, list[Row]] = {}
        for name, wanted in asked["RequestItems"].items():
            table = self.tables[name]
            rows = [self._got(table, table.key(key), wanted) for key in wanted["Keys"]]
            found[name] = [_projected(row, wanted) for row in rows if row is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _got(self, table: Table, key: Key, asked: Asked) -> Row | None:
        self._charge(table.size(key), asked)
        return self._seen(table, key, asked)

    def _charge(self, bytes_read: int, asked: Asked) -> None:
        self.read_units += capacity.read_units(bytes_read, bool(asked.get("ConsistentRead")))

    def _Query(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        if "IndexName" in asked:
            found, bytes_read = indexes.query(table, asked, lambda key: self._seen(table, key, asked))
            self._charge(bytes_read, asked)
            return found
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        name, equals, value, *more = asked["KeyConditionExpression"].strip("()").split()
        keys = table.in_order(values[value]["S"])
        if more and [more[0], names.get(more[1], more[1]), more[2]] == ["AND", table.keys[1], ">="]:
            keys = keys[bisect_left(keys, (values[value]["S"], values[more[3]]["S"])) :]
            more = []
        if names.get(name, name) != table.keys[0] or equals != "=" or more:
            raise NotImplementedError(asked["KeyConditionExpression"])
        return self._page(table, keys, asked)

    def _Scan(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        return self._page(table, table.all_in_order(), asked)

    def _page(self, table: Table, keys: list[Key], asked: Asked) -> Answer:
        """What fits in one answer, with the key to go on from where there is more."""
        after = asked.get("ExclusiveStartKey")
        start = bisect_right(keys, table.key(after)) if after else 0
        end, bytes_read, limit = start, 0, asked.get("Limit", len(keys))
        for key in keys[start : start + limit]:
            if (size := table.size(key)) + bytes_read > PAGE:
                break
            end, bytes_read = end + 1, bytes_read + size
        self._charge(bytes_read, asked)
        found = list(self._shown(table, keys[start:end], asked))
        last = {name: {"S": part} for name, part in zip(table.keys, keys[end - 1], strict=True)} if end > start else {}
        more = {"LastEvaluatedKey": last} if end < len(keys) else {}
        return {"Items": found, "Count": len(found), "ScannedCount": end - start, **more}

    def _shown(self, table: Table, keys: list[Key], asked: Asked) -> Iterable[Any]:
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        test = expressions.condition(asked["FilterExpression"]) if "FilterExpression" in asked else None
        is_whole = test is None and "ProjectionExpression" not in asked
        for key in keys:
            if is_whole and key in table.seeded:
                # As it is: it was written for the way on which it goes.
                yield msgspec.Raw(table.seeded[key].written)
                continue
            row = self._seen(table, key, asked)
            if row is not None and (test is None or test(row, names, values)):
                yield _projected(row, asked)

    def _seen(self, table: Table, key: Key, asked: Asked) -> Row | None:
        if not asked.get("ConsistentRead") and (past := table.past.get(key)):
            fresh = self.now() - SETTLES
            versions = sum(until > fresh for until, _ in past)
            if versions and (back := self.stale(versions)):
                return past[-back][1]
        return table.get(key)

    # Writing

    def _PutItem(self, asked: Asked) -> Answer:  # noqa: N802
        self._write(asked, "PutItem", lambda row: dict(asked["Item"]))
        self.on_put(asked["TableName"], asked["Item"])
        return {}

    def _DeleteItem(self, asked: Asked) -> Answer:  # noqa: N802
        self._write(asked, "DeleteItem", lambda row: None)
        return {}

    def _UpdateItem(self, asked: Asked) -> Answer:  # noqa: N802
        row = self._write(asked, "UpdateItem", _updating(asked))
        return {"Attributes": dict(row or {})} if asked.get("ReturnValues") == "ALL_NEW" else {}

    def _BatchWriteItem(self, asked: Asked) -> Answer:  # noqa: N802
        for name, writes in asked["RequestItems"].items():
            for write in writes:
                if "PutRequest" in write:
                    self._PutItem({"TableName": name, **write["PutRequest"]})
                else:
                    self._DeleteItem({"TableName": name, **write["DeleteRequest"]})
        return {"UnprocessedItems": {}}

    def _TransactWriteItems(self, asked: Asked) -> Answer:  # noqa: N802
        writes = [(kind, each) for action in asked["TransactItems"] for kind, each in action.items()]
        for _, each in writes:
            self._check(each, "TransactWriteItems", "TransactionCanceledException")
        before = self.write_units
        for kind, each in writes:
            self._write(each, kind, _changing(kind, each))
        self.write_units += self.write_units - before
        return {}

    def _write(self, asked: Asked, operation: str, change: Callable[[Row], Row | None]) -> Row | None:
        """Write where the condition holds; the row as it is then."""
        table, key, row = self._check(asked, operation)
        before, after = table.size(key), change({**(row or asked.get("Key", {}))})
        self.write_units += indexes.units(table, row, after)
        if after is None:
            table.take_out(key, self.now())
        else:
            table.put(key, after, self.now())
        self.write_units += capacity.write_units(before, table.size(key))
        return after

    def _check(
        self, asked: Asked, operation: str, code: str = "ConditionalCheckFailedException"
    ) -> tuple[Table, Key, Row | None]:
        table = self.tables[asked["TableName"]]
        key = table.key(asked.get("Key") or asked["Item"])
        row, text = table.get(key), asked.get("ConditionExpression")
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        if text and not expressions.condition(text)(row or {}, names, values):
            self.write_units += capacity.write_units(table.size(key), 0)
            old = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and row
            more: dict[str, Any] = {"Item": dict(row)} if old and row else {}
            raise refused(code, operation, **more)
        return table, key, row


def _names(schema: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(key["AttributeName"] for key in schema)


def _changing(kind: str, asked: Asked) -> Callable[[Row], Row | None]:
    """What a part of a transaction makes of a row."""
    if kind == "Update":
        return _updating(asked)
    return (lambda row: dict(asked["Item"])) if kind == "Put" else (lambda row: None)


def _updating(asked: Asked) -> Callable[[Row], Row]:
    def changed(row: Row) -> Row:
        if "UpdateExpression" in asked:
            names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
            expressions.update(asked["UpdateExpression"])(row, names, values)
        return row

    return changed


def _projected(row: Row, asked: Asked) -> Row:
    if "ProjectionExpression" not in asked:
        return dict(row)
    names = asked.get("ExpressionAttributeNames", {})
    wanted = [names.get(name.strip(), name.strip()) for name in asked["ProjectionExpression"].split(",")]
    return {name: row[name] for name in wanted if name in row}
