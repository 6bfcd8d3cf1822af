"""Warm handlers: a press on the button, and the ballot it makes, beside a bare boto3 call of the same kind."""

import contextlib
import json
import os
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from tests.benchmarks.endpoint import answering
from tests.benchmarks.ratio import Ratio, interleaved

TIMES = 300
WAITS = {"answer at once": 0.0, "answer in 5 ms": 0.005}
_QUEUE = "https://sqs.eu-west-1.amazonaws.com/000000000000/queue"


def measured() -> list[Ratio]:
    """Both handlers beside theirs, at an endpoint that answers at once and at one as far away as AWS."""
    # The logger keeps the output that it met first.
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere):
        return [ratio for name, seconds in WAITS.items() for ratio in _measured(name, seconds)]


def _measured(name: str, seconds: float) -> list[Ratio]:
    with answering(seconds) as address, patch.dict(os.environ, _environment(address)):
        _forget_clients()
        runs = {"press": _press(), "send": _bare_send(), "count": _count(), "update": _bare_update()}
        for run in runs.values():
            run()
        times = interleaved({which: _timed(run) for which, run in runs.items()}, TIMES)
    return [
        Ratio(f"web: button pressed, {name}", times["press"], times["send"]),
        Ratio(f"count_votes: one ballot, {name}", times["count"], times["update"]),
    ]


def _forget_clients() -> None:
    """Each endpoint gets clients of its own."""
    from chalicelib import aws
    from chalicelib.voting import store

    aws.sqs.cache_clear()
    aws.ssm.cache_clear()
    store._Ballot._connection = None


def _environment(address: str) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "GASTVRIJ_QUEUE_VOTING": _QUEUE,
    }


def _timed(run: Callable[[], Any]) -> Callable[[], float]:
    def timed() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return timed


def _press() -> Callable[[], Any]:
    import app
    from chalicelib import clock, links
    from chalicelib.edition import edition
    from chalicelib.messages import Link
    from chalicelib.settings import settings

    vote = edition().vote
    now = int(vote.opens.timestamp()) + 3600
    # The clock is ours, so this is the one thing that is not as it would be.
    clock.seconds = lambda: now
    clock.microseconds = lambda: now * 1_000_000
    token = links.sign(Link("vote", (vote.round, "taalcafe-gent", "Taalcafé Gent"), "V" * 43, now + 3600))
    path = f"/nl/vote/confirm/{token}"
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": settings().public_url}
    event = {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": "POST",
        "headers": headers,
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"proxy": path[1:]},
        "stageVariables": None,
        "requestContext": {"httpMethod": "POST", "resourcePath": "/{proxy+}", "path": f"/api{path}", "identity": {}},
        "body": f"button={links.button_stamp(token)}",
        "isBase64Encoded": False,
    }

    def press() -> None:
        assert app.app(event, _CONTEXT)["statusCode"] == 303

    return press


def _count() -> Callable[[], Any]:
    import app

    event = {"Records": [{"messageId": "m", "receiptHandle": "r", "body": _body(), "eventSourceARN": "arn:aws:sqs"}]}

    def count() -> None:
        assert app.count_votes(event, _CONTEXT) == {"batchItemFailures": []}

    return count


def _body() -> str:
    from chalicelib.edition import edition
    from chalicelib.messages import VoteConfirmed
    from chalicelib.queues import pack

    vote = edition().vote
    at = int(vote.opens.timestamp()) * 1_000_000
    return pack(VoteConfirmed(vote.round, "V" * 43, "taalcafe-gent", "r" * 26, edition().rules, at))


def _bare_send() -> Callable[[], Any]:
    import boto3

    client, body = boto3.client("sqs"), _body()

    def handler() -> dict[str, Any]:
        client.send_message(QueueUrl=_QUEUE, MessageBody=body)
        return {"statusCode": 303, "headers": {"Location": "/"}, "body": ""}

    return handler


def _bare_update() -> Callable[[], Any]:
    import boto3

    client, body = boto3.client("dynamodb"), _body()

    def handler() -> dict[str, Any]:
        vote = json.loads(body)["fields"]
        client.update_item(
            TableName="gastvrij-local-ballots",
            Key={"bucket": {"S": vote["round"]}, "voter": {"S": vote["voter"]}},
            UpdateExpression="SET #c = :c, #r = :r, #u = :u, #a = :a ADD #s :s, #p :p",
            ConditionExpression="attribute_not_exists(#r) OR (#a < :a AND NOT contains(#s, :r))",
            ExpressionAttributeNames={
                "#c": "candidate",
                "#r": "receipt",
                "#u": "rules",
                "#a": "at",
                "#s": "receipts",
                "#p": "presses",
            },
            ExpressionAttributeValues={
                ":c": {"S": vote["candidate"]},
                ":r": {"S": vote["receipt"]},
                ":u": {"S": vote["rules"]},
                ":a": {"N": str(vote["at"])},
                ":s": {"SS": [vote["receipt"]]},
                ":p": {"SS": [f"{vote['at']} {vote['receipt']} {vote['rules']} {vote['candidate']}"]},
            },
            ReturnValues="ALL_NEW",
        )
        return {"batchItemFailures": []}

    return handler


_CONTEXT = SimpleNamespace(
    aws_request_id="request",
    function_name="function",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:000000000000:function:function",
    get_remaining_time_in_millis=lambda: 30_000,
)
