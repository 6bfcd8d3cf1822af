"""What somebody can do who has broken into one of the two web functions: nothing that is the other's."""

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

STAGE = "local"
REGION = "eu-west-1"
KEY = {"id": {"S": "x"}}

VOTE = {
    "the voter key": lambda its: _reads(its, "voter-key-x"),
    "the domain key": lambda its: _reads(its, "domain-key-x"),
    "the ballot key": lambda its: _reads(its, "ballot-key"),
    "a candidate": lambda its: its("dynamodb").get_item(
        TableName=f"gastvrij-{STAGE}-candidates", Key={"round": {"S": "x"}, "slug": {"S": "x"}}
    ),
    "a ballot": lambda its: its("dynamodb").get_item(
        TableName=f"gastvrij-{STAGE}-ballots", Key={"bucket": {"S": "x"}, "voter": {"S": "x"}}
    ),
    "a vote": lambda its: _sends(its, "voting"),
}
FORMS = {
    "the key of moderators' links": lambda its: _reads(its, "task-link-keys"),
    "the key of registrations' links": lambda its: _reads(its, "registration-link-keys"),
    "a dossier": lambda its: its("dynamodb").get_item(TableName=f"gastvrij-{STAGE}-dossiers", Key=KEY),
    "a registration": lambda its: its("dynamodb").batch_get_item(
        RequestItems={f"gastvrij-{STAGE}-registrations": {"Keys": [KEY]}}
    ),
    "a decision": lambda its: _sends(its, "moderation"),
    "a form": lambda its: _sends(its, "registration"),
}
NOBODYS = {
    "a stolen table": lambda its: its("dynamodb").scan(TableName=f"gastvrij-{STAGE}-dossiers"),
    "a ballot box": lambda its: its("dynamodb").query(
        TableName=f"gastvrij-{STAGE}-ballots",
        KeyConditionExpression="bucket = :bucket",
        ExpressionAttributeValues={":bucket": {"S": "x"}},
    ),
    "a forged ballot": lambda its: its("dynamodb").put_item(
        TableName=f"gastvrij-{STAGE}-ballots", Item={"bucket": {"S": "x"}, "voter": {"S": "x"}}
    ),
    "a mail": lambda its: _sends(its, "mail"),
}
Try = Callable[[Callable[[str], Any]], Any]


def _reads(its: Callable[[str], Any], secret: str) -> None:
    its("ssm").get_parameters(Names=[f"/gastvrij/{STAGE}/{secret}"])


def _sends(its: Callable[[str], Any], queue: str) -> None:
    sqs = its("sqs")
    url = sqs.meta.endpoint_url + f"/000000000000/gastvrij-{STAGE}-{queue}"
    sqs.send_message(QueueUrl=url, MessageBody="{}")


def _as(function: str, emulator: str) -> Callable[[str], Any]:
    """Clients that may do what a function may."""
    owner = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)
    role = owner.client("lambda", endpoint_url=emulator).get_function_configuration(
        FunctionName=f"gastvrij-{STAGE}-{function}"
    )["Role"]
    given = owner.client("sts", endpoint_url=emulator).assume_role(RoleArn=role, RoleSessionName="thief")["Credentials"]
    thief = boto3.Session(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], REGION)
    return lambda service: thief.client(service, endpoint_url=emulator)  # type: ignore[call-overload]


def _is_refused(does: Try, its: Callable[[str], Any]) -> bool:
    try:
        does(its)
    except ClientError as problem:
        return "AccessDenied" in problem.response["Error"]["Code"]
    return False


@pytest.mark.parametrize(("function", "own", "others"), [("web", FORMS, VOTE), ("vote-web", VOTE, FORMS)])
def test_a_web_function_is_refused_what_is_not_its_own(
    stack: dict[str, str], function: str, own: dict[str, Try], others: dict[str, Try]
) -> None:
    its = _as(function, stack["emulator"])
    # What it may send is left out: it would come through, and be a dead letter.
    reads = {name: does for name, does in own.items() if name not in ("a vote", "a decision", "a form")}
    refused = {name for name, does in {**reads, **others, **NOBODYS}.items() if _is_refused(does, its)}
    assert refused == set(others) | set(NOBODYS)
