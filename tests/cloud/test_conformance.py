"""The model answers as moto does, and as the local stack's emulator does, where one of them runs."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from tests import environment
from tests.cloud.calls import Moment
from tests.cloud.model import deployed
from tests.cloud.queues import Queue, Queues
from tests.cloud.wire import Wire

TABLE = "gastvrij-test-deliveries"
Outcome = tuple[str, Any]
Ask = Callable[[str, dict[str, Any]], Outcome]
Call = tuple[str, dict[str, Any]]


def key(range_key: str = "m") -> dict[str, Any]:
    return {"address": {"S": "a"}, "mail": {"S": range_key}}


def put(attributes: dict[str, Any], range_key: str = "m", **more: Any) -> Call:
    return "PutItem", {"Item": {**key(range_key), **attributes}, **more}


def update(expression: str, values: dict[str, Any], range_key: str = "m", **more: Any) -> Call:
    return "UpdateItem", {
        "Key": key(range_key),
        "UpdateExpression": expression,
        **({"ExpressionAttributeValues": values} if values else {}),
        **more,
    }


def get(**more: Any) -> Call:
    return "GetItem", {"Key": key(), "ConsistentRead": True, **more}


ROW: dict[str, Any] = {"n": {"N": "5"}, "s": {"S": "text"}, "set": {"SS": ["a", "b"]}}
NOT_THERE = {"ConditionExpression": "attribute_not_exists(address)"}


def _conditional(condition: str, values: dict[str, Any]) -> list[Call]:
    asked: dict[str, Any] = {"ConditionExpression": condition}
    if values:
        asked["ExpressionAttributeValues"] = values
    return [put(ROW), put({"n": {"N": "6"}}, **asked), get()]


CASES: dict[str, list[Call]] = {
    "a put replaces the whole row": [put(ROW), put({"other": {"S": "x"}}), get()],
    "a row that is not there": [get()],
    "a put on condition, of nothing": [put(ROW, **NOT_THERE), get()],
    "a put on condition, of something": [put(ROW), put({"s": {"S": "new"}}, **NOT_THERE), get()],
    "the row that stood in the way": [
        put(ROW),
        put({"s": {"S": "new"}}, **NOT_THERE, ReturnValuesOnConditionCheckFailure="ALL_OLD"),
    ],
    **{
        f"condition {condition} {values}": _conditional(condition, values)
        for condition, values in (
            ("n < :v", {":v": {"N": "6"}}),
            ("n < :v", {":v": {"N": "5"}}),
            ("n <= :v", {":v": {"N": "5"}}),
            ("n > :v", {":v": {"N": "40"}}),
            ("n >= :v", {":v": {"N": "5.0"}}),
            ("n = :v", {":v": {"N": "5"}}),
            ("n = :v", {":v": {"S": "5"}}),
            ("n <> :v", {":v": {"N": "5"}}),
            ("absent <> :v", {":v": {"N": "5"}}),
            ("absent < :v", {":v": {"N": "5"}}),
            ("absent = :v", {":v": {"N": "5"}}),
            ("NOT absent = :v", {":v": {"N": "5"}}),
            ("attribute_exists(n) AND NOT attribute_exists(absent)", {}),
            ("attribute_not_exists(n) OR (n < :v AND s = :s)", {":v": {"N": "6"}, ":s": {"S": "text"}}),
            ("attribute_not_exists(n) OR n < :v AND s = :s", {":v": {"N": "6"}, ":s": {"S": "no"}}),
            ("contains(#set, :a)", {":a": {"S": "a"}}),
            ("contains(absent, :a)", {":a": {"S": "a"}}),
            ("NOT contains(#set, :a)", {":a": {"S": "c"}}),
            ("contains(s, :a)", {":a": {"S": "ex"}}),
            ("size(#set) < :v", {":v": {"N": "3"}}),
            ("size(#set) < :v", {":v": {"N": "2"}}),
            ("begins_with(s, :a)", {":a": {"S": "te"}}),
            ("#set = :v", {":v": {"SS": ["b", "a"]}}),
            ("#set = :v", {":v": {"SS": ["b"]}}),
            ("#set = :v", {":v": {"SS": ["a", "b", "c"]}}),
        )
    },
    "an update makes the row": [update("SET n = :n", {":n": {"N": "1"}}), get()],
    "an update keeps the rest": [put(ROW), update("SET n = :n REMOVE s", {":n": {"N": "1"}}), get()],
    "an update reads the row as it was": [
        put({"n": {"N": "1"}, "m": {"N": "2"}}),
        update("SET n = m, m = n", {}),
        get(),
    ],
    "an update counts": [put(ROW), update("SET n = n + :one", {":one": {"N": "1"}}), get()],
    "an update counts down": [put(ROW), update("SET n = n - :one", {":one": {"N": "7"}}), get()],
    "an update counts from nothing": [
        update("SET n = if_not_exists(n, :zero) + :one", {":zero": {"N": "0"}, ":one": {"N": "1"}}),
        get(),
    ],
    "an update reads what is not there": [put(ROW), update("SET n = absent", {}), get()],
    "an update adds to a number": [put(ROW), update("ADD n :one, fresh :one", {":one": {"N": "1"}}), get()],
    "an update adds to a set": [put(ROW), update("ADD #set :c, fresh :c", {":c": {"SS": ["b", "c"]}}), get()],
    "an update takes from a set": [put(ROW), update("DELETE #set :c", {":c": {"SS": ["b", "c"]}}), get()],
    "an update empties a set": [put(ROW), update("DELETE #set :c", {":c": {"SS": ["a", "b"]}}), get()],
    "an update says what is new": [put(ROW), update("SET n = :n", {":n": {"N": "1"}}, ReturnValues="ALL_NEW")],
    "an update whose condition fails": [
        put(ROW),
        update("SET n = :n", {":n": {"N": "1"}}, ConditionExpression="n = :n"),
        get(),
    ],
    "an update on condition of nothing": [
        update("SET n = :n", {":n": {"N": "1"}}, ConditionExpression="attribute_exists(address)"),
        get(),
    ],
    "an update changes one attribute twice": [put(ROW), update("SET n = :n, n = :n", {":n": {"N": "1"}}), get()],
    "some attributes": [put(ROW), get(ProjectionExpression="n, absent")],
    "many at once": [
        put(ROW),
        put(ROW, "other"),
        ("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [key(), key("other"), key("none")]}}}),
    ],
    "a query": [
        put(ROW, "1"),
        put(ROW, "2"),
        ("Query", {"KeyConditionExpression": "address = :a", "ExpressionAttributeValues": {":a": {"S": "a"}}}),
    ],
    "a query of some attributes": [
        put(ROW, "1"),
        (
            "Query",
            {
                "KeyConditionExpression": "address = :a",
                "ExpressionAttributeValues": {":a": {"S": "a"}},
                "ProjectionExpression": "n",
            },
        ),
    ],
    "a scan with a filter": [
        put(ROW, "1"),
        put({"n": {"N": "9"}}, "2"),
        put({}, "3"),
        ("Scan", {"FilterExpression": "n <= :n", "ExpressionAttributeValues": {":n": {"N": "5"}}}),
    ],
    "a key that is empty": [("PutItem", {"Item": {"address": {"S": ""}, "mail": {"S": "m"}}})],
}


@pytest.mark.parametrize("case", CASES)
def test_the_model_answers_as_moto_does(case: str) -> None:
    with mock_aws():
        client = boto3.client("dynamodb", region_name=environment.REGION)
        _make_table(client)
        assert _answers(_model(), CASES[case]) == _answers(_real(client), CASES[case])


@pytest.mark.stack
def test_the_model_answers_as_the_emulator_does(stack: dict[str, str]) -> None:
    given = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client: Any = boto3.client("dynamodb", region_name=environment.REGION, endpoint_url=stack["emulator"], **given)  # type: ignore[call-overload]
    wrong = []
    for case, calls in CASES.items():
        if case == "an update changes one attribute twice":
            continue  # The emulator lets it pass; AWS refuses it, as moto does.
        _make_table(client)
        if (found := _answers(_real(client), calls)) != (modelled := _answers(_model(), calls)):
            wrong.append(f"{case}: {found} and not {modelled}")
        client.delete_table(TableName=TABLE)
    assert wrong == []


@pytest.mark.parametrize("case", CASES)
def test_the_model_answers_the_same_over_the_wire(case: str) -> None:
    wire = Wire(deployed(lambda: 0))
    client = boto3.client("dynamodb", region_name=environment.REGION)
    with wire.answering():
        over = _answers(_real(client), CASES[case])
    assert over == _answers(_model(), CASES[case])


def test_a_fifo_queue_takes_the_same_content_once() -> None:
    queues, queue = _fifo(lambda: 0)
    sends = ["one", "two", "one", "three", "two"]
    with mock_aws():
        client: Any = boto3.client("sqs", region_name=environment.REGION)
        attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
        url = client.create_queue(QueueName="q.fifo", Attributes=attributes)["QueueUrl"]
        for body in sends:
            client.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="site")
            queues.put(queue, {"MessageBody": body, "MessageGroupId": "site"})
        got = client.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in got] == [one.body for one in queue.messages]


def test_what_is_received_is_hidden_until_it_is_shown_again_or_deleted() -> None:
    """Over the SDK, as a campaign in one process and its operators ask."""

    def played() -> list[list[tuple[str, str]]]:
        client: Any = boto3.client("sqs", region_name=environment.REGION)
        client.create_queue(QueueName="q")
        asked = {"QueueUrl": client.get_queue_url(QueueName="q")["QueueUrl"], "AttributeNames": ["All"]}
        for body in ("one", "two"):
            client.send_message(QueueUrl=asked["QueueUrl"], MessageBody=body)
        seen = []
        for step in ("change_message_visibility", "delete_message", ""):
            got = client.receive_message(**asked, MaxNumberOfMessages=10).get("Messages", [])
            assert not client.receive_message(**asked).get("Messages")
            seen.append([(one["Body"], one["Attributes"]["ApproximateReceiveCount"]) for one in got])
            for one in got[:1]:
                more = {"VisibilityTimeout": 0} if step.startswith("change") else {}
                getattr(client, step)(QueueUrl=asked["QueueUrl"], ReceiptHandle=one["ReceiptHandle"], **more)
        return seen

    with mock_aws():
        real = played()
    with Wire(deployed(lambda: 0)).answering():
        assert played() == real == [[("one", "1"), ("two", "1")], [("one", "2")], []]


def test_a_fifo_queue_hands_out_nothing_while_a_batch_is_out() -> None:
    queues, queue = _fifo(lambda: 0)
    for body in ("one", "two", "three"):
        queues.put(queue, {"MessageBody": body, "MessageGroupId": "site"})
    assert queue.visible(0) == []
    first = queue.visible(queue.delay)[:1]
    queue.hand_out(first, queue.delay)
    assert queue.visible(queue.delay) == []
    queue.delete(first[0])
    assert [one.body for one in queue.visible(queue.delay)] == ["two", "three"]


def _fifo(now: Moment) -> tuple[Queues, Queue]:
    queues = deployed(now).sqs
    return queues, queues.queues["gastvrij-test-publication.fifo"]


def _make_table(client: Any) -> None:
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "address", "KeyType": "HASH"}, {"AttributeName": "mail", "KeyType": "RANGE"}],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("address", "mail")],
        BillingMode="PAY_PER_REQUEST",
    )


def _answers(ask: Ask, calls: list[Call]) -> list[Outcome]:
    return [ask(operation, _asked(operation, asked)) for operation, asked in calls]


def _asked(operation: str, asked: dict[str, Any]) -> dict[str, Any]:
    named = {"ExpressionAttributeNames": {"#set": "set"}} if "#set" in str(asked) else {}
    return {**asked, **named, **({} if operation == "BatchGetItem" else {"TableName": TABLE})}


def _model() -> Ask:
    tables = deployed(lambda: 0).dynamodb
    return lambda operation, asked: _outcome(lambda: tables.call(operation, asked))


def _real(client: Any) -> Ask:
    return lambda operation, asked: _outcome(lambda: client._make_api_call(operation, asked))


def _outcome(call: Callable[[], dict[str, Any]]) -> Outcome:
    """What matters of an answer, in an order of its own where AWS promises none."""
    try:
        answer = call()
    except ClientError as error:
        return error.response["Error"]["Code"], _plain(error.response.get("Item"))
    kept = {
        name: answer[name]
        for name in ("Item", "Items", "Attributes", "Responses", "Count", "ScannedCount")
        if name in answer
    }
    return "ok", _plain(kept)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"SS"}:
            return {"SS": sorted(value["SS"])}
        if set(value) == {"N"}:
            return {"N": float(value["N"])}
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return sorted((_plain(part) for part in value), key=str)
    return value
