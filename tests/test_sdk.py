"""The package has botocore for just the calls that we make."""

import json
from pathlib import Path
from typing import Any

import pytest
from botocore import handlers, hooks
from botocore.session import get_session

from chalicelib.cloud import aws
from chalicelib.moderation.claims import _Claim
from chalicelib.voting.store import _Ballot
from infra.make import policies, sdk
from tests.sdk import WHOLE


def _operations(client: Any) -> set[str]:
    return set(client.meta.service_model.operation_names)


def test_the_functions_of_every_test_know_just_the_calls_that_policies_grant() -> None:
    assert _operations(aws.ssm()) == {"DeleteParameter", "GetParameter", "GetParameters", "PutParameter"}
    assert _operations(aws.ses()) == {"SendEmail"}
    assert _operations(aws.sqs()) == {"GetQueueAttributes", "SendMessage", "SendMessageBatch"}
    assert _operations(aws.s3()) == {"CreateBucket", "DeleteObjects", "GetObject", "ListObjectsV2", "PutObject"}
    tables = _operations(_Ballot.table().connection.client)
    assert tables == {"BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "Scan", "UpdateItem"}


def test_a_call_that_a_policy_grants_anew_is_there(tmp_path: Path) -> None:
    allowed = {"Statement": [{"Effect": "Allow", "Action": ["sqs:PurgeQueue"], "Resource": "*"}]}
    assert sdk.granted([allowed]) == {"sqs": {"PurgeQueue"}}
    sdk.cut(WHOLE, sdk.granted([allowed]), tmp_path / "data")
    model = json.loads(next((tmp_path / "data" / "sqs").glob("*/service-2.json")).read_text())
    assert set(model["operations"]) == {"PurgeQueue"}


def test_what_is_left_says_the_same_as_the_whole() -> None:
    """Endpoints, retries and pages are those of botocore itself."""
    whole = get_session()
    for client in (aws.sqs(), aws.s3(), aws.ses(), aws.ssm()):
        name = client.meta.service_model.service_name
        same = whole.create_client(name)
        assert client.meta.endpoint_url == same.meta.endpoint_url
        for operation in _operations(client):
            ours, theirs = (its.meta.service_model.operation_model(operation) for its in (client, same))
            assert ours.http["method"] == theirs.http["method"]
            assert [shape.name for shape in ours.error_shapes] == [shape.name for shape in theirs.error_shapes]
    assert aws.s3().can_paginate("list_objects_v2")


def test_all_tables_share_one_client() -> None:
    clients = {id(table.table().connection.client) for table in (_Ballot, _Claim)}
    assert clients == {id(aws.dynamodb())}


def test_on_lambda_a_session_takes_its_credentials_from_the_environment_and_hears_of_our_services_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = handlers.BUILTIN_HANDLERS
    former = hooks.EVENT_ALIASES
    monkeypatch.setattr(handlers, "BUILTIN_HANDLERS", whole)
    monkeypatch.setattr(hooks, "EVENT_ALIASES", former)
    made = aws._session_of_lambda()
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    assert made.get_credentials().method == "env"
    assert made.get_credentials().token == "token"
    heard = {event for event, *_ in handlers.BUILTIN_HANDLERS}
    missed = {event for event, *_ in whole} - heard
    assert not {event for event in missed if event.split(".")[0] != "docs" and event.split(".")[1] in aws._SERVICES}
    assert len(heard) < len(whole) / 2
    aliased: Any = hooks.EventAliaser(hooks.HierarchicalEmitter(), former)
    assert {event for event in heard if aliased._alias_event_name(event) != event} == set()
    assert not former.keys() & set(aws._SERVICES)
    # What a service of ours needs done to its requests is done.
    assert made.create_client("s3").can_paginate("list_objects_v2")


def test_the_services_that_a_session_hears_of_are_those_that_policies_grant() -> None:
    assert set(aws._SERVICES) == set(sdk.granted(policies.of_each().values()))
