"""The least that a handler could be: boto3, its client made once, and nothing checked."""

import json
from collections.abc import Callable
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
    table = settings().table("ballots")

    def handler(event: Any) -> Any:
        for record in event["Records"]:
            vote = json.loads(record["body"])["fields"]
            press = f"{vote['at']} {vote['receipt']} {vote['rules']} {vote['candidate']}"
            client.update_item(
                TableName=table,
                Key={"bucket": {"S": rules.bucket(vote["round"], vote["voter"])}, "voter": {"S": vote["voter"]}},
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
                    ":p": {"SS": [press]},
                },
            )
        return {"batchItemFailures": []}

    return handler


def recount(round_name: str) -> Callable[[], dict[str, int]]:
    """Reads every page of every bucket, and counts."""
    client: Any = boto3.client("dynamodb")
    table = settings().table("ballots")

    def counted() -> dict[str, int]:
        votes: dict[str, int] = {}
        for bucket in rules.buckets(round_name):
            pages = client.get_paginator("query").paginate(
                TableName=table,
                KeyConditionExpression="#b = :b",
                ProjectionExpression="#c",
                ExpressionAttributeNames={"#b": "bucket", "#c": "candidate"},
                ExpressionAttributeValues={":b": {"S": bucket}},
                ConsistentRead=True,
            )
            for page in pages:
                for item in page["Items"]:
                    candidate = item["candidate"]["S"]
                    votes[candidate] = votes.get(candidate, 0) + 1
        return votes

    return counted
