"""The table of the works (wiring.toml), and what it comes to for CloudFormation, Chalice and whoever else asks.

A name is the same everywhere: `count_votes` in app.py is the function gastvrij-<stage>-count-votes and CountVotes in
the template; the queue `confirmation-mail` is gastvrij-<stage>-confirmation-mail and ConfirmationMailQueue.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

Json = dict[str, Any]
"""A part of a template or of a policy."""

TABLE = Path(__file__).with_name("wiring.toml")
TWO_WEEKS = 14 * 24 * 3600
MONTH = 30
"""Days that a log is kept: it holds no personal data, and still goes."""
TIMES_ITS_TIMEOUT = 6
"""How long a message that came is invisible; what AWS advises, so that none comes again while it is handled."""

_OURS = "${AWS::Region}:${AWS::AccountId}"


class Function(Struct, frozen=True, forbid_unknown_fields=True):
    """One function: its measures, what starts it where that is a queue, and all that it may do."""

    timeout: int
    memory: int
    queue: str = ""
    batch: int = 10
    every: str = ""
    at_once: int | str = 0
    """How many run at the same time; a parameter's name where that is the operator's to say; 0 for no limit."""
    sends: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = {}
    bucket: tuple[str, ...] = ()
    mails: bool = False


class Queue(Struct, frozen=True, forbid_unknown_fields=True):
    """One queue and its dead letters; seconds."""

    fifo: bool = False
    delay: int = 0
    receives: int = 4
    stale: int = 900

    def named(self, name: str) -> str:
        """What AWS calls a queue of this kind with this name."""
        return f"{name}.fifo" if self.fifo else name


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """One table."""

    keys: tuple[str, ...]
    expires: str = ""
    backup: bool = True
    restored: bool = True


class Wiring(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the works, by their names."""

    functions: Mapping[str, Function]
    queues: Mapping[str, Queue]
    tables: Mapping[str, Table]

    def reader(self, queue: str) -> str:
        """The function that reads a queue."""
        [reader] = (name for name, function in self.functions.items() if function.queue == queue)
        return reader

    def visibility(self, queue: str) -> int:
        """How long a message of a queue that came is invisible, in seconds."""
        return TIMES_ITS_TIMEOUT * self.functions[self.reader(queue)].timeout


@cache
def wiring() -> Wiring:
    """The table. Raises msgspec.ValidationError, which says where it is wrong."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=Wiring)


def pascal(name: str) -> str:
    """count_votes or confirmation-mail → CountVotes or ConfirmationMail."""
    return "".join(part.capitalize() for part in name.replace("-", "_").split("_"))


def logical(function: str) -> str:
    """What Chalice calls a function in its template."""
    return "APIHandler" if function == "web" else pascal(function)


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
        resources |= _queue(name, queue, works.visibility(name))
    for name, table in works.tables.items():
        resources[f"{pascal(name)}Table"] = _table(name, table)
    resources["QueuePolicy"] = _only_encrypted(works.queues)
    variables = {
        f"GASTVRIJ_QUEUE_{name.upper().replace('-', '_')}": {"Ref": f"{pascal(name)}Queue"} for name in works.queues
    }
    return {"Globals": {"Function": {"Environment": {"Variables": variables}}}, "Resources": resources}


# Functions


def _function(name: str, function: Function) -> Json:
    said = f"gastvrij-${{Stage}}-{_said(name)}"
    properties: Json = {"FunctionName": {"Fn::Sub": said}}
    if function.queue:
        properties["Events"] = {f"{pascal(name)}SqsEventSource": {"Properties": _source(function)}}
    log = {"LogGroupName": {"Fn::Sub": f"/aws/lambda/{said}"}, "RetentionInDays": MONTH}
    return {
        logical(name): {"Properties": properties},
        f"{pascal(name)}Log": {"Type": "AWS::Logs::LogGroup", "Properties": log},
        **{
            f"{pascal(name)}{metric}": _alarm(
                "AWS/Lambda", metric, "Sum", 0, {"FunctionName": {"Ref": logical(name)}}, costs=True
            )
            for metric in ("Errors", "Throttles")
        },
    }


def _source(function: Function) -> Json:
    # Partial answers from every consumer, since without them one failed message among ten counts as done.
    source: Json = {
        "Queue": {"Fn::GetAtt": [f"{pascal(function.queue)}Queue", "Arn"]},
        "FunctionResponseTypes": ["ReportBatchItemFailures"],
    }
    if function.at_once:
        most = function.at_once
        limit = most if isinstance(most, int) else {"Fn::If": ["IsAws", {"Ref": most}, 2]}
        source["ScalingConfig"] = {"MaximumConcurrency": limit}
    return source


def _said(function: str) -> str:
    return function.replace("_", "-")


# Queues


def _queue(name: str, queue: Queue, visibility: int) -> Json:
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
        f"{pascal(name)}Queue": {"Type": "AWS::SQS::Queue", "Properties": kept | own},
        f"{pascal(name)}Dead": {"Type": "AWS::SQS::Queue", "Properties": kept | dead},
        # A message that could not be handled each time it came needs a person.
        f"{pascal(name)}Alarm": _alarm(
            "AWS/SQS", "ApproximateNumberOfMessagesVisible", "Maximum", 0, _queue_name(f"{pascal(name)}Dead"),
            name=f"{name}-dead",
        ),
        f"{pascal(name)}Age": _alarm(
            "AWS/SQS", "ApproximateAgeOfOldestMessage", "Maximum", queue.stale, _queue_name(f"{pascal(name)}Queue"),
            costs=True,
        ),
    }  # fmt: skip


def _only_encrypted(queues: Iterable[str]) -> Json:
    """Let nobody send or read in clear; the emulator of the local stack speaks no TLS to itself."""
    statement = {
        "Sid": "OnlyEncrypted",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    every = [f"{pascal(name)}{kind}" for name in queues for kind in ("Queue", "Dead")]
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Condition": "IsAws",
        "Properties": {
            # A queue has one policy: that of the queue which the mail service tells says both.
            "Queues": [{"Ref": name} for name in every if name != "FeedbackQueue"],
            "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
        },
    }


def _queue_name(resource: str) -> Json:
    return {"QueueName": {"Fn::GetAtt": [resource, "QueueName"]}}


# Alarms


def _alarm(space: str, metric: str, statistic: str, most: int, of: Json, name: str = "", costs: bool = False) -> Json:
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


# Tables


def _table(name: str, table: Table) -> Json:
    properties: Json = {
        "TableName": {"Fn::Sub": f"gastvrij-${{Stage}}-{name}"},
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in table.keys],
        "KeySchema": [
            {"AttributeName": key, "KeyType": kind} for key, kind in zip(table.keys, ("HASH", "RANGE"), strict=False)
        ],
        "BillingMode": "PAY_PER_REQUEST",
        "SSESpecification": {"SSEEnabled": True},
        "DeletionProtectionEnabled": {"Fn::If": ["IsProduction", True, False]},
    }
    if table.backup:
        properties["PointInTimeRecoverySpecification"] = {"PointInTimeRecoveryEnabled": True}
    if table.expires:
        properties["TimeToLiveSpecification"] = {"AttributeName": table.expires, "Enabled": True}
    return {"Type": "AWS::DynamoDB::Table", "Properties": properties}


# Policies


def policy(name: str) -> Json:
    """What a function may do, as IAM is told."""
    function = wiring().functions[name]
    statements = [
        _allow(
            "WritesItsLog",
            ("logs:CreateLogStream", "logs:PutLogEvents"),
            [_arn("logs", f"log-group:/aws/lambda/gastvrij-${{Stage}}-{_said(name)}:*")],
        )
    ]
    if function.queue:
        reading = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        statements.append(_allow("ReadsItsQueue", reading, _attributes([function.queue], "Queue")))
    if function.sends:
        statements.append(_allow("Sends", ("sqs:SendMessage*",), _attributes(function.sends, "Queue")))
    for table, verbs in function.tables.items():
        actions = tuple(f"dynamodb:{verb}" for verb in verbs)
        statements.append(_allow(f"Keeps{pascal(table)}", actions, _attributes([table], "Table")))
    statements += [_allow(f"Does{verb}", (f"s3:{verb}",), [_bucket(verb)]) for verb in function.bucket]
    if function.mails:
        statements.append({"Sid": "SendsMail", "Effect": "Allow", **_MAILS})
    statements += _secrets(function)
    return {"Version": "2012-10-17", "Statement": statements}


def policies() -> dict[str, Json]:
    """The policy of each function."""
    return {name: policy(name) for name in wiring().functions}


def _secrets(function: Function) -> Iterable[Json]:
    if function.secrets:
        yield _allow("KnowsSecrets", ("ssm:GetParameter",), [_secret(name) for name in function.secrets])
    if function.destroys:
        yield _allow("DestroysSecrets", ("ssm:DeleteParameter",), [_secret(name) for name in function.destroys])
        noting = ("ssm:PutParameter", "ssm:GetParameter")
        notes = [_secret(f"{name}-destroyed") for name in function.destroys]
        yield _allow("NotesThatTheyAreDestroyed", noting, notes)


_MAILS: Json = {
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": {
        "Fn::If": [
            "IsAws",
            [
                {"Fn::Sub": f"arn:${{AWS::Partition}}:ses:{_OURS}:identity/${{SenderIdentity}}"},
                {"Fn::Sub": f"arn:${{AWS::Partition}}:ses:{_OURS}:configuration-set/${{ConfigurationSet}}"},
            ],
            "*",
        ]
    },
}


def _allow(why: str, actions: Iterable[str], resources: list[Json]) -> Json:
    return {"Sid": why, "Effect": "Allow", "Action": list(actions), "Resource": resources}


def _attributes(names: Iterable[str], kind: str) -> list[Json]:
    return [{"Fn::GetAtt": [f"{pascal(name)}{kind}", "Arn"]} for name in names]


def _bucket(verb: str) -> Json:
    return {"Fn::GetAtt": ["PublicBucket", "Arn"]} if verb == "ListBucket" else {"Fn::Sub": "${PublicBucket.Arn}/*"}


def _secret(name: str) -> Json:
    return _arn("ssm", f"parameter/gastvrij/${{Stage}}/{name}")


def _arn(service: str, what: str) -> Json:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:{_OURS}:{what}"}
