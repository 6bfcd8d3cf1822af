"""What each function may do by the table of the works and no more (least privilege), as IAM is told."""

from collections.abc import Iterable
from typing import Any

from chalicelib.cloud.keys import DESTROYED
from infra.wiring import Function, dashed, pascal, wiring

Json = dict[str, Any]
"""A part of a policy."""

_OURS = "${AWS::Region}:${AWS::AccountId}"


EVERYBODYS = {"editions": ("GetItem",)}
"""Tables that each function reads: in which year it is."""


def of(name: str) -> Json:
    """What a function may do, as IAM is told."""
    function = wiring().functions[name]
    statements = [
        _allow(
            "WritesItsLog",
            ("logs:CreateLogStream", "logs:PutLogEvents"),
            [_arn("logs", f"log-group:/aws/lambda/gastvrij-${{Stage}}-{dashed(name)}:*")],
        )
    ]
    if function.queue:
        reading = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        statements.append(_allow("ReadsItsQueue", reading, _attributes([function.queue], "Queue")))
    if function.sends:
        statements.append(_allow("Sends", ("sqs:SendMessage*",), _attributes(function.sends, "Queue")))
    if function.watches:
        # The star tells this from what Lambda asks of the queue that it reads.
        everywhere = [its for kind in ("Queue", "Dead") for its in _attributes(wiring().queues, kind)]
        statements.append(_allow("SeesHowManyWait", ("sqs:GetQueueAttributes*",), everywhere))
    for table, verbs in {**EVERYBODYS, **function.tables}.items():
        actions = tuple(f"dynamodb:{verb}" for verb in verbs)
        statements.append(_allow(f"Keeps{pascal(table.replace('/', '_'))}", actions, [_table(table)]))
    statements += [_allow(f"Does{verb}", (f"s3:{verb}",), [_bucket(verb)]) for verb in function.bucket]
    statements += _uploads(function)
    if function.mails:
        statements.append({"Sid": "SendsMail", "Effect": "Allow", **_MAILS})
    statements += _secrets(function)
    return {"Version": "2012-10-17", "Statement": statements}


def of_each() -> dict[str, Json]:
    """The policy of each function."""
    return {name: of(name) for name in wiring().functions}


def _uploads(function: Function) -> Iterable[Json]:
    for folder, verbs in function.uploads.items():
        files: Json = {"Fn::Sub": f"${{UploadsBucket.Arn}}/{folder}/*"}
        yield _allow(f"Keeps{pascal(folder)}", tuple(f"s3:{verb}" for verb in verbs), [files])
    if function.uploads:
        # Else S3 says of a file that is not there that it is forbidden.
        yield _allow("KnowsWhatIsThere", ("s3:ListBucket",), [{"Fn::GetAtt": ["UploadsBucket", "Arn"]}])


def _secrets(function: Function) -> Iterable[Json]:
    if function.secrets:
        yield _allow("KnowsSecrets", ("ssm:GetParameters",), [_secret(name) for name in function.secrets])
    if function.makes:
        # It cannot read them, and asks only whether one was destroyed.
        yield _allow("MakesSecrets", ("ssm:PutParameter",), [_secret(name) for name in function.makes])
        notes = [_secret(name, DESTROYED) for name in function.makes]
        yield _allow("KnowsWhichWereDestroyed", ("ssm:GetParameter",), notes)
    if function.destroys:
        yield _allow("DestroysSecrets", ("ssm:DeleteParameter",), [_secret(name) for name in function.destroys])
        noting = ("ssm:PutParameter", "ssm:GetParameter")
        notes = [_secret(name, DESTROYED) for name in function.destroys]
        yield _allow("NotesThatTheyAreDestroyed", noting, notes)


_MAILS: Json = {
    "Action": ["ses:SendEmail", "ses:SendRawEmail"],
    "Resource": {
        "Fn::If": [
            "IsAws",
            [
                {"Fn::Sub": f"arn:${{AWS::Partition}}:ses:{_OURS}:identity/*"},
                {"Fn::Sub": f"arn:${{AWS::Partition}}:ses:{_OURS}:configuration-set/${{ConfigurationSet}}"},
            ],
            "*",
        ]
    },
    "Condition": {
        "Fn::If": ["IsAws", {"StringEquals": {"ses:FromAddress": {"Ref": "Sender"}}}, {"Ref": "AWS::NoValue"}]
    },
}
"""From our own address only, but under any identity: SES asks for that of the address where that is verified and not
its domain, and in its sandbox for those of the recipients too."""


def _allow(why: str, actions: Iterable[str], resources: list[Json]) -> Json:
    return {"Sid": why, "Effect": "Allow", "Action": list(actions), "Resource": resources}


def _attributes(names: Iterable[str], kind: str) -> list[Json]:
    return [{"Fn::GetAtt": [f"{pascal(name)}{kind}", "Arn"]} for name in names]


def _table(name: str) -> Json:
    table, _, index = name.partition("/")
    return {"Fn::Sub": f"${{{pascal(table)}Table.Arn}}/index/{index}"} if index else _attributes([table], "Table")[0]


def _bucket(verb: str) -> Json:
    return {"Fn::GetAtt": ["PublicBucket", "Arn"]} if verb == "ListBucket" else {"Fn::Sub": "${PublicBucket.Arn}/*"}


def _secret(name: str, ending: str = "") -> Json:
    return _arn("ssm", f"parameter/gastvrij/${{Stage}}/{wiring().secrets[name].named(name, '*')}{ending}")


def _arn(service: str, what: str) -> Json:
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:{_OURS}:{what}"}
