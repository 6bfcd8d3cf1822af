"""The meter counts as DynamoDB charges: held against its documentation, moto and the emulator."""

from typing import Any

import boto3
import pytest
from moto import mock_aws

from tests.cloud import capacity
from tests.cloud.meter import metered
from tests.cloud.model import deployed
from tests.cloud.table import Table
from tests.cloud.wire import Wire
from tests.environment import REGION

TABLE = "rows"


def _wire(*keys: str) -> Wire:
    cloud = deployed(lambda: 0)
    cloud.dynamodb.tables = {TABLE: Table(keys)}
    return Wire(cloud)


def row(size: int) -> dict[str, Any]:
    """A row of so many bytes."""
    return {"id": {"S": "a"}, "text": {"S": "x" * (size - len("id") - 1 - len("text"))}}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ({"S": "é"}, 2),
        ({"N": "0"}, 1),
        ({"N": "1234567"}, 5),
        ({"N": "-1234567"}, 6),
        ({"N": "1800000000"}, 2),
        ({"BOOL": True}, 1),
        ({"NULL": True}, 1),
        ({"SS": ["ab", "c"]}, 3),
        ({"L": [{"S": "a"}, {"S": "b"}]}, 3 + 2 * 2),
        ({"M": {"k": {"S": "v"}}}, 3 + 3),
    ],
)
def test_a_row_is_as_large_as_its_names_and_values(value: Any, size: int) -> None:
    assert capacity.size({"name": value}) == len("name") + size


@pytest.mark.parametrize(("before", "after", "units"), [(0, 1, 1), (0, 1024, 1), (0, 1025, 2), (3000, 10, 3)])
def test_a_write_costs_the_larger_of_before_and_after(before: int, after: int, units: float) -> None:
    assert capacity.write_units(before, after) == units


@pytest.mark.parametrize(("size", "consistent", "units"), [(0, True, 1), (4096, False, 0.5), (4097, True, 2)])
def test_a_read_costs_by_four_kilobytes_and_half_when_it_may_be_stale(
    size: int, consistent: bool, units: float
) -> None:
    assert capacity.read_units(size, consistent) == units


KEY = {"id": {"S": "a"}}
TEXT = {
    "UpdateExpression": "SET #t = :t",
    "ExpressionAttributeNames": {"#t": "text"},
    "ExpressionAttributeValues": {":t": {"S": "short"}},
}
ASKED: dict[str, dict[str, Any]] = {
    "put_item": {"Item": row(500)},
    "get_item": {"Key": KEY, "ConsistentRead": True},
    "update_item": {"Key": KEY, **TEXT},
    "query": {
        "KeyConditionExpression": "id = :a",
        "ExpressionAttributeValues": {":a": KEY["id"]},
        "ConsistentRead": True,
    },
}


def _asked(client: Any) -> dict[str, float]:
    """Some calls, with what each says that it consumed."""
    told: dict[str, Any] = {"TableName": TABLE, "ReturnConsumedCapacity": "TOTAL"}
    answers = {name: getattr(client, name)(**told, **asked) for name, asked in ASKED.items()}
    return {name: float(answer["ConsumedCapacity"]["CapacityUnits"]) for name, answer in answers.items()}


def _metered() -> dict[str, float]:
    """The same calls, with what the meter says."""
    client = boto3.client("dynamodb", region_name=REGION)
    with _wire("id").answering(), metered() as meter:
        for name, asked in ASKED.items():
            getattr(client, name)(TableName=TABLE, **asked)
    return {name: call.reads + call.writes for name, call in zip(ASKED, meter.calls, strict=True)}


def _make(client: Any) -> None:
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.mark.parametrize("operation", ["put_item", "query"])
def test_units_are_those_that_moto_says_were_consumed(operation: str) -> None:
    """Of small rows, where moto says it: it halves what it says of an update and of a consistent get."""
    with mock_aws():
        client = boto3.client("dynamodb", region_name=REGION)
        _make(client)
        said = _asked(client)
    assert said[operation] == _metered()[operation]


@pytest.mark.stack
def test_units_are_those_that_the_emulator_says_were_consumed(stack: dict[str, str]) -> None:
    given: Any = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("dynamodb", region_name=REGION, endpoint_url=stack["emulator"], **given)
    _make(client)
    try:
        said = _asked(client)
    finally:
        client.delete_table(TableName=TABLE)
    assert said == _metered()


def test_what_goes_over_the_wire_is_counted_with_its_headers() -> None:
    client = boto3.client("dynamodb", region_name=REGION)
    with _wire("id").answering(), metered() as meter:
        client.put_item(TableName=TABLE, Item=row(500))
        client.put_item(TableName=TABLE, Item=row(600))
    assert meter.calls[1].sent - meter.calls[0].sent == 100
    assert meter.calls[0].sent > 500 + len("AWS4-HMAC-SHA256")
    assert [call.writes for call in meter.calls] == [1.0, 1.0]


def test_a_write_that_its_condition_stopped_costs_as_much() -> None:
    client = boto3.client("dynamodb", region_name=REGION)
    with _wire("id").answering(), metered() as meter:
        client.put_item(TableName=TABLE, Item=row(3000))
        with pytest.raises(client.exceptions.ConditionalCheckFailedException):
            client.put_item(TableName=TABLE, Item=row(10), ConditionExpression="attribute_not_exists(id)")
    assert [call.writes for call in meter.calls] == [3.0, 3.0]


def test_a_query_reads_in_pages_of_a_megabyte() -> None:
    client: Any = boto3.client("dynamodb", region_name=REGION)
    with _wire("id", "sort").answering(), metered() as meter:
        for number in range(30):
            client.put_item(TableName=TABLE, Item={**row(100_000), "sort": {"S": f"{number:02}"}})
        mark = len(meter.calls)
        asked = {"KeyConditionExpression": "id = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}
        pages = list(client.get_paginator("query").paginate(TableName=TABLE, **asked))
    assert [page["Count"] for page in pages] == [10, 10, 10]
    assert sum(call.reads for call in meter.since(mark)) == pytest.approx(30 * 100_006 / 4096 / 2, abs=2)
