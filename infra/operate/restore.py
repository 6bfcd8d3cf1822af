"""After AWS restored tables under other names: `python -m infra.operate.restore SUFFIX --yes` brings their rows back.

Rows of gastvrij-<stage>-<table>-SUFFIX take the place of those in gastvrij-<stage>-<table>, for each table that was
restored. Whoever was erased since is erased again at once: that table is never brought back. The public files are built
anew by the next run of the schedule. Close the site before; infra/README.md says how.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import boto3

from chalicelib.cloud.settings import settings
from infra.operate import account, erase
from infra.operate.account import NotDone
from infra.terminal import console
from infra.wiring import wiring

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TABLES = tuple(name for name, table in wiring().tables.items() if table.restored)
"""What may come from a backup."""

AT_ONCE = 25
"""Rows that DynamoDB writes in one call."""

Row = dict[str, Any]


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring rows back. Exit code 1 and one sentence when that cannot be done."""
    asked = argparse.ArgumentParser(
        prog="python -m infra.operate.restore", description=(__doc__ or "").partition("\n")[0]
    )
    account.add_stage(asked)
    asked.add_argument("suffix", help="what the names of the restored tables end in")
    asked.add_argument("--yes", action="store_true", help="do it; without it, only say what would be done")
    told = asked.parse_args(arguments)
    return account.work(told.stage, lambda: _restore(told.suffix, told.yes))


def _restore(suffix: str, really: bool) -> None:
    dynamodb: DynamoDBClient = boto3.client("dynamodb")
    restored = [table for table in TABLES if _is_there(dynamodb, f"{settings().table(table)}-{suffix}")]
    if not restored:
        raise NotDone(f"No table of this campaign was restored under a name that ends in -{suffix}.")
    for table in restored:
        name = settings().table(table)
        before, after = _rows(dynamodb, name), _rows(dynamodb, f"{name}-{suffix}")
        after = {key: as_brought_back(table, row) for key, row in after.items()}
        console.print(f"{table}: {len(before)} rows → {len(after)} rows")
        if really:
            _replace(dynamodb, name, before, after)
    if not really:
        console.print("Nothing was done. With --yes it is.")
        return
    erase.reapply()


def as_brought_back(table: str, row: Row) -> Row:
    """A row as it comes back, without what its table says is not to be believed any more."""
    return row | {name: {"S": ""} for name in wiring().tables[table].emptied if name in row}


def _replace(dynamodb: "DynamoDBClient", name: str, before: dict[str, Row], after: dict[str, Row]) -> None:
    """Make a table hold other rows. Dying halfway is made good by doing it again."""
    gone: list[Any] = [{"DeleteRequest": {"Key": json.loads(key)}} for key in before.keys() - after.keys()]
    back: list[Any] = [{"PutRequest": {"Item": row}} for key, row in after.items() if row != before.get(key)]
    waiting = gone + back
    while waiting:
        answer = dynamodb.batch_write_item(RequestItems={name: waiting[:AT_ONCE]})
        waiting = [*answer.get("UnprocessedItems", {}).get(name, []), *waiting[AT_ONCE:]]


def _rows(dynamodb: "DynamoDBClient", name: str) -> dict[str, Row]:
    """Every row of a table by its key, as JSON."""
    schema = dynamodb.describe_table(TableName=name)["Table"]["KeySchema"]
    names = [part["AttributeName"] for part in schema]
    return {json.dumps({name: row[name] for name in names}): row for row in _scanned(dynamodb, name)}


def _scanned(dynamodb: "DynamoDBClient", name: str) -> Iterator[Row]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=name, ConsistentRead=True):
        yield from page["Items"]


def _is_there(dynamodb: "DynamoDBClient", name: str) -> bool:
    try:
        dynamodb.describe_table(TableName=name)
    except dynamodb.exceptions.ResourceNotFoundException:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
