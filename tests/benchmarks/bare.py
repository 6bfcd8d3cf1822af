"""The least that a handler could be: boto3, its client made once, and nothing checked."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import boto3

from chalicelib.cloud.settings import settings
from chalicelib.voting import rules


def confirm() -> Callable[[Any], Any]:
    """Sends one message, and leads on to another page."""
    client: Any = boto3.client("sqs")
    queue = settings().queue_urls["voting"]

    def handler(event: Any) -> Any:
        message = {"kind": "VoteConfirmed", "fields": {"token": event["path"].rpartition("/")[2]}}
        client.send_message(QueueUrl=queue, MessageBody=json.dumps(message))
        return {"statusCode": 303, "headers": {"Location": "/nl/receipts/"}, "body": ""}

    return handler


def count_votes() -> Callable[[Any], Any]:
    """A conditional write for each message, of the same attributes as ours."""
    client: Any = boto3.client("dynamodb")

    def handler(event: Any) -> Any:
        for record in event["Records"]:
            vote = json.loads(record["body"])["fields"]
            client.update_item(**cast(vote))
        return {"batchItemFailures": []}

    return handler


def cast(vote: Mapping[str, Any]) -> dict[str, Any]:
    """What makes a ballot, conditional on being new or newer."""
    press = f"{vote['at']} {vote['receipt']} {vote['link']} {vote['rules']} {vote['candidate']}"
    return {
        "TableName": settings().table("ballots"),
        "Key": {"bucket": {"S": rules.bucket(vote["round"], vote["voter"])}, "voter": {"S": vote["voter"]}},
        "UpdateExpression": "SET candidate=:c, receipt=:r, #l=:l, #a=:a, #d=:d ADD receipts :s, presses :p",
        "ConditionExpression": "(attribute_not_exists(presses) OR (#a < :a AND NOT contains(receipts, :r) "
        "AND size(presses) < :m)) AND NOT contains(disowned, :l)",
        "ExpressionAttributeNames": {"#l": "link", "#a": "at", "#d": "domain"},
        "ExpressionAttributeValues": {
            ":c": {"S": vote["candidate"]},
            ":r": {"S": vote["receipt"]},
            ":l": {"S": vote["link"]},
            ":d": {"S": vote["domain"]},
            ":m": {"N": str(rules.MOST_PRESSES)},
            ":a": {"N": str(vote["at"])},
            ":s": {"SS": [vote["receipt"]]},
            ":p": {"SS": [press]},
        },
    }


def recount(round_name: str) -> Callable[[], dict[tuple[str, str], int]]:
    """Reads every page of every bucket, and counts candidates and domains as ours does."""
    client: Any = boto3.client("dynamodb")
    table = settings().table("ballots")

    def counted() -> dict[tuple[str, str], int]:
        votes: dict[tuple[str, str], int] = {}
        for bucket in rules.buckets(round_name):
            pages = client.get_paginator("query").paginate(
                TableName=table,
                KeyConditionExpression="#b = :b",
                ProjectionExpression="#c, #d",
                ExpressionAttributeNames={"#b": "bucket", "#c": "candidate", "#d": "domain"},
                ExpressionAttributeValues={":b": {"S": bucket}},
                ConsistentRead=True,
            )
            for page in pages:
                for item in page["Items"]:
                    choice = item["candidate"]["S"], item["domain"]["S"]
                    votes[choice] = votes.get(choice, 0) + 1
        return votes

    return counted
