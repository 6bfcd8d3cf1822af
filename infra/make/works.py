"""What the table of the works comes to for Chalice and CloudFormation: functions, queues, tables, logs and alarms."""

from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.cloud.settings import ROUND
from chalicelib.kinds import DAY
from infra.make import season
from infra.wiring import Function, Queue, Table, dashed, logical, pascal, variable, wiring

Json = dict[str, Any]
"""A part of a template."""

TWO_WEEKS = 14 * DAY
MONTH = 30
"""Days that a log is kept: it holds no personal data, and still goes."""

EACH_MINUTE = "1 minute"
"""How often a function runs of which a person is told when it does not run."""

STAYS = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
"""What people told us outlives its stack and any mistake in the template; what a failed first deploy made does not."""
GOES = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
"""A queue or a log is nothing without its stack."""


def config() -> Json:
    """What Chalice is told of the functions: .chalice/config.json of the package."""
    told = {
        name: {
            "autogen_policy": False,
            "iam_policy_file": f"policies/{name}.json",
            "lambda_timeout": function.timeout,
            "lambda_memory_size": function.memory,
        }
        for name, function in wiring().functions.items()
    }
    gateway: Json = {"api_gateway_stage": "api", "api_gateway_endpoint_type": "REGIONAL"}
    api = {**gateway, **told.pop("web"), "lambda_functions": told}
    return {"version": "2.0", "app_name": "gastvrij", "stages": {"api": api}}


def template() -> Json:
    """The resources and variables of all functions, queues and tables, as a part of a template."""
    works = wiring()
    resources: Json = {}
    for name, function in works.functions.items():
        resources |= _function(name, function)
    for name, queue in works.queues.items():
        resources |= _queue(name, queue, works.visibility(name), works.functions[works.reader(name)])
    for name, table in works.tables.items():
        resources[f"{pascal(name)}Table"] = _table(name, table)
    resources |= season.visits()
    resources["QueuePolicy"] = _only_encrypted(works.queues)
    variables = {variable(name): {"Ref": f"{pascal(name)}Queue"} for name in works.queues}
    return {"Globals": {"Function": {"Environment": {"Variables": variables}}}, "Resources": resources}


# Functions


def _function(name: str, function: Function) -> Json:
    said = f"gastvrij-${{Stage}}-{dashed(name)}"
    properties: Json = {"FunctionName": {"Fn::Sub": said}}
    if function.secrets:
        names = ",".join(wiring().secrets[secret].named(secret, ROUND) for secret in function.secrets)
        properties["Environment"] = {"Variables": {"GASTVRIJ_SECRETS": names}}
    if function.queue:
        properties["Events"] = {f"{pascal(name)}SqsEventSource": {"Properties": _source(function)}}
    if function.every:
        properties["Events"] = {f"{pascal(name)}Event": {"Properties": season.schedule(function)}}
    log = {"LogGroupName": {"Fn::Sub": f"/aws/lambda/{said}"}, "RetentionInDays": MONTH}
    of = {"FunctionName": {"Ref": logical(name)}}
    return {
        logical(name): {"Properties": properties},
        f"{pascal(name)}Log": {"Type": "AWS::Logs::LogGroup", **GOES, "Properties": log},
        **{
            f"{pascal(name)}{metric}": _alarm("AWS/Lambda", metric, "Sum", 0, of, costs=True)
            for metric in ("Errors", "Throttles")
        },
        **({f"{pascal(name)}Missing": _missing(of)} if function.every == EACH_MINUTE else {}),
    }


def _source(function: Function) -> Json:
    # Partial answers from every consumer, since without them one failed message among ten counts as done.
    source: Json = {
        "Queue": {"Fn::GetAtt": [f"{pascal(function.queue)}Queue", "Arn"]},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }
    most = function.at_once
    limit = most if isinstance(most, int) else {"Fn::If": ["IsAws", {"Ref": most}, 2]}
    return source | season.mapping(function, {"MaximumConcurrency": limit} if limit else {})


# Queues


def _queue(name: str, queue: Queue, visibility: int, reader: Function) -> Json:
    kept: Json = {"MessageRetentionPeriod": TWO_WEEKS, "SqsManagedSseEnabled": True}
    kept |= {"FifoQueue": True} if queue.fifo else {}
    own: Json = {
        "QueueName": {"Fn::Sub": f"gastvrij-${{Stage}}-{queue.named(name)}"},
        "VisibilityTimeout": visibility,
        "RedrivePolicy": {
            "deadLetterTargetArn": {"Fn::GetAtt": [f"{pascal(name)}Dead", "Arn"]},
            "maxReceiveCount": queue.receives,
        },
    }
    own |= {"ContentBasedDeduplication": True} if queue.fifo else {}
    own |= {"DelaySeconds": queue.delay} if queue.delay else {}
    dead = {"QueueName": {"Fn::Sub": f"gastvrij-${{Stage}}-{queue.named(f'{name}-dead')}"}}
    return {
        f"{pascal(name)}Queue": {"Type": "AWS::SQS::Queue", **GOES, "Properties": kept | own},
        f"{pascal(name)}Dead": {"Type": "AWS::SQS::Queue", **GOES, "Properties": kept | dead},
        # A message that could not be handled each time it came needs a person.
        f"{pascal(name)}Alarm": _alarm(
            "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0, _queue_name(f"{pascal(name)}Dead"),
            name=f"{name}-dead", costs=not queue.free_alarm,
        ),
        f"{pascal(name)}Age": _alarm(
            "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", season.longest_wait(reader, queue.stale),
            _queue_name(f"{pascal(name)}Queue"), costs=True,
        ),
    }  # fmt: skip


def _only_encrypted(queues: Mapping[str, Queue]) -> Json:
    """Let nobody send or read in clear; the emulator of the local stack speaks no TLS to itself."""
    statement = {
        "Sid": "OnlyEncrypted",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    # A queue has one policy: that of one which others fill, and of its dead letters, says both.
    ours = [
        f"{pascal(name)}{kind}" for name, queue in queues.items() for kind in ("Queue", "Dead") if not queue.filled_by
    ]
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Condition": "IsAws",
        "Properties": {
            "Queues": [{"Ref": name} for name in ours],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }


def _queue_name(resource: str) -> Json:
    return {"QueueName": {"Fn::GetAtt": [resource, "QueueName"]}}


# Alarms


def _alarm(
    space: str, metric: str, statistic: str, most: int | Json, of: Json, name: str = "", costs: bool = False
) -> Json:
    """An alarm on more than this in five minutes; one that costs money only where somebody is told."""
    properties: Json = {
        "Namespace": space,
        "MetricName": metric,
        "Statistic": statistic,
        "Dimensions": [{"Name": key, "Value": value} for key, value in of.items()],
        "Period": 300,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": most,
        "TreatMissingData": "notBreaching",
        "AlarmActions": [{"Ref": "Alerts"}],
    }
    if name:
        properties["AlarmName"] = {"Fn::Sub": f"gastvrij-${{Stage}}-{name}"}
    condition = {"Condition": "TellsSomebody"} if costs else {}
    return {"Type": "AWS::CloudWatch::Alarm", **condition, "Properties": properties}


def _missing(of: Json) -> Json:
    """An alarm on a function that should have run fifteen times and did not run once; not out of season."""
    alarm = _alarm("AWS/Lambda", "Invocations", "Sum", 1, of) | {"Condition": "TellsSomebodyInSeason"}
    alarm["Properties"] |= {
        "Period": 900,
        "ComparisonOperator": "LessThanThreshold",
        "TreatMissingData": "breaching",
    }
    return alarm


# Tables


def _table(name: str, table: Table) -> Json:
    properties: Json = {
        "TableName": {"Fn::Sub": f"gastvrij-${{Stage}}-{name}"},
        "BillingMode": "PAY_PER_REQUEST",
        **keys(table),
        # Encrypted under a key of DynamoDB's own without being asked. Asked, it takes one of the account's, and calls
        # to the key service are paid. Nor protected here: a first deploy that fails could never be cleared away. The
        # tool that deploys protects it once all is there.
    }
    if table.backup:
        properties["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if table.expires:
        properties["TimeToLiveSpecification"] = {"AttributeName": table.expires, "Enabled": True}
    return {"Type": "AWS::DynamoDB::Table", **STAYS, "Properties": properties}


def keys(table: Table) -> Json:
    """What DynamoDB is told of a table's keys, and of its indexes, which hold nothing else of a row."""
    names = dict.fromkeys([*table.keys, *(name for index in table.indexes.values() for name in index)])
    told: Json = {
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in names],
        "KeySchema": _schema(table.keys),
    }
    if table.indexes:
        told["GlobalSecondaryIndexes"] = [
            {"IndexName": name, "KeySchema": _schema(index), "Projection": {"ProjectionType": "KEYS_ONLY"}}
            for name, index in table.indexes.items()
        ]
    return told


def _schema(names: Sequence[str]) -> list[Json]:
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]
