"""The model's indexes answer as moto's do, and as those of the local stack's emulator."""

from typing import Any

import boto3
import pytest
from moto import mock_aws

from infra.make import works
from infra.wiring import Table
from tests.account import client, make_table
from tests.cloud.capacity import size
from tests.cloud.model import deployed
from tests.cloud.wire import Wire
from tests.environment import REGION

NAME = "gastvrij-test-indexed"
INDEXED = Table(("id",), {"desk": ("queue", "line"), "mailboxes": ("mailbox",)})


def _row(name: str, **said: str) -> dict[str, Any]:
    return {"id": {"S": name}, **{key: {"S": value} for key, value in said.items()}}


def _asked(**more: Any) -> dict[str, Any]:
    values = {":queue": {"S": "waiting"}}
    return {
        "IndexName": "desk",
        "KeyConditionExpression": "queue = :queue",
        "ExpressionAttributeValues": values,
        **more,
    }


def _played(dynamodb: Any) -> list[Any]:
    for row in (
        _row("a", queue="waiting", line="3 a"), _row("b", queue="waiting", line="1 b", more="x"), _row("c"),
        _row("d", queue="decided", line="2 d"), _row("e", queue="waiting", line="2 e"),
    ):  # fmt: skip
        dynamodb.put_item(TableName=NAME, Item=row)
    answers = [dynamodb.query(TableName=NAME, **_asked())]
    answers.append(dynamodb.query(TableName=NAME, **_asked(ScanIndexForward=False)))
    first = dynamodb.query(TableName=NAME, **_asked(Limit=2))
    answers += [first, dynamodb.query(TableName=NAME, **_asked(ExclusiveStartKey=first["LastEvaluatedKey"]))]
    part = {":queue": {"S": "waiting"}, ":from": {"S": "2"}}
    since = {"KeyConditionExpression": "queue = :queue AND line >= :from", "ExpressionAttributeValues": part}
    answers.append(dynamodb.query(TableName=NAME, **_asked(**since)))
    # It moves, it leaves and it goes.
    dynamodb.put_item(TableName=NAME, Item=_row("a", queue="decided", line="4 a"))
    dynamodb.put_item(TableName=NAME, Item=_row("b"))
    dynamodb.delete_item(TableName=NAME, Key={"id": {"S": "e"}})
    answers.append(dynamodb.query(TableName=NAME, **_asked()))
    return [[answer["Items"], answer["Count"], answer.get("LastEvaluatedKey")] for answer in answers]


def _of_a_mailbox(dynamodb: Any, *names: str) -> list[Any]:
    """Rows of an index without an order, which come in any."""
    for name in names:
        dynamodb.put_item(TableName=NAME, Item=_row(name, mailbox="lien"))
    dynamodb.put_item(TableName=NAME, Item=_row("somebody's", mailbox="an"))
    dynamodb.put_item(TableName=NAME, Item=_row(names[0], more="its mailbox is forgotten"))
    values = {":mailbox": {"S": "lien"}}
    asked = {"KeyConditionExpression": "mailbox = :mailbox", "ExpressionAttributeValues": values}
    return sorted(dynamodb.query(TableName=NAME, IndexName="mailboxes", **asked)["Items"], key=str)


def _modelled() -> list[Any]:
    with Wire(deployed(lambda: 0)).answering():
        make_table(NAME, INDEXED)
        return [_played(client("dynamodb")), _of_a_mailbox(client("dynamodb"), "x", "y", "z")]


def test_an_index_answers_as_motos_does() -> None:
    modelled = _modelled()
    with mock_aws():
        make_table(NAME, INDEXED)
        motos = boto3.client("dynamodb", region_name=REGION)
        assert [_played(motos), _of_a_mailbox(motos, "x", "y", "z")] == modelled
    assert [row["id"]["S"] for row in modelled[1]] == ["y", "z"]


@pytest.mark.stack
def test_an_index_answers_as_the_emulators_does(stack: dict[str, str]) -> None:
    given = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    emulator: Any = boto3.client("dynamodb", region_name=REGION, endpoint_url=stack["emulator"], **given)  # type: ignore[call-overload]
    emulator.create_table(TableName=NAME, BillingMode="PAY_PER_REQUEST", **works.keys(INDEXED))
    try:
        assert [_played(emulator), _of_a_mailbox(emulator, "x", "y", "z")] == _modelled()
    finally:
        emulator.delete_table(TableName=NAME)


def test_a_row_that_moves_in_an_index_costs_two_units_more() -> None:
    cloud = deployed(lambda: 0).dynamodb
    cloud.call("CreateTable", {"TableName": NAME, **works.keys(INDEXED)})
    spent = []
    for row in (
        _row("a"), _row("a", queue="waiting", line="1"), _row("a", queue="waiting", line="1", more="x"),
        _row("a", queue="decided", line="1"), _row("a"),
    ):  # fmt: skip
        before = cloud.write_units
        cloud.call("PutItem", {"TableName": NAME, "Item": row})
        spent.append(cloud.write_units - before)
    assert spent == [1, 2, 1, 3, 2]


def test_an_index_holds_no_more_of_a_row_than_its_keys() -> None:
    cloud = deployed(lambda: 0).dynamodb
    cloud.call("CreateTable", {"TableName": NAME, **works.keys(INDEXED)})
    row = _row("a", queue="waiting", line="1")
    cloud.call("PutItem", {"TableName": NAME, "Item": {**row, "text": {"S": "x" * 9_000}}})
    before = cloud.read_units
    assert cloud.call("Query", {"TableName": NAME, **_asked()})["Items"] == [row]
    assert size(row) < 100
    assert cloud.read_units - before == 0.5
