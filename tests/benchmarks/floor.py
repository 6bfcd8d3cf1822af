"""The least: the calls of a counted vote made by a bare handler over boto3, and signed by hand over nothing.

What a vote has to say to AWS is the same; what is beside it, the mail apart, is what a library adds.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

import msgspec

from tests.benchmarks import scenarios, seeds  # the environment comes first
from tests.benchmarks.deployment import campaign_in_memory
from tests.cloud.meter import metered
from tests.environment import REGION

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.kinds import Microseconds, VoterKey
from tests.benchmarks.bare import cast
from tests.campaign import VOTING

VOTER, RECEIPT = VoterKey("V" * 43), "r" * 26
_AT = Microseconds(int(VOTING.timestamp()) * 1_000_000)
_TARGETS = {"SendMessage": ("sqs", "AmazonSQS"), "UpdateItem": ("dynamodb", "DynamoDB_20120810")}
Asked = dict[str, Any]


def send(queue: str, body: str) -> Asked:
    """What puts a message in a queue."""
    return {"QueueUrl": settings().queue_urls[queue], "MessageBody": body}


def spend() -> Asked:
    """What spends an attempt to mail."""
    return {
        "TableName": settings().table("deliveries"),
        "Key": {"address": {"S": "a" * 43}, "mail": {"S": "confirmations"}},
        "UpdateExpression": "SET attempts_c=if_not_exists(attempts_c,:z)+:o, latest=:a, link_c=:l",
        "ConditionExpression": "attribute_not_exists(attempts_c) OR attempts_c < :m",
        "ExpressionAttributeValues": {
            ":z": {"N": "0"},
            ":o": {"N": "1"},
            ":m": {"N": "3"},
            ":a": {"N": str(_AT)},
            ":l": {"S": "l" * 180},
        },
    }


def vote() -> list[tuple[str, Asked]]:
    """All calls of a counted vote but the mail's own."""
    with scenarios.campaign() as its:
        its.vote_request()
        mail = pack(its.mail_message())
    press = seeds.ballot(VOTER, RECEIPT, _AT)
    return [
        ("SendMessage", send("confirmation-mail", mail)),
        ("UpdateItem", spend()),
        ("SendMessage", send("voting", pack(press))),
        ("UpdateItem", cast(msgspec.structs.asdict(press))),
    ]


def bare_bytes() -> int:
    """Sent by boto3."""
    import boto3

    clients: dict[str, Any] = {name: boto3.client(name) for name in ("sqs", "dynamodb")}
    asked = vote()
    with campaign_in_memory(), metered() as meter:
        for operation, its in asked:
            name = "send_message" if operation == "SendMessage" else "update_item"
            getattr(clients[_TARGETS[operation][0]], name)(**its)
    return sum(call.sent for call in meter.calls)


@dataclass(frozen=True)
class Signed:
    """A request with just the headers that AWS needs, signed with version 4."""

    service: str
    operation: str
    body: bytes

    @property
    def host(self) -> str:
        return f"{self.service}.{REGION}.amazonaws.com"

    def headers(self, key: str = "testing", secret: str = "", at: str = "20270406T080000Z") -> dict[str, str]:
        """What goes before the body."""
        target = f"{_TARGETS[self.operation][1]}.{self.operation}"
        signed = {"content-type": "application/x-amz-json-1.0", "host": self.host, "x-amz-date": at}
        signed["x-amz-target"] = target
        names = ";".join(sorted(signed))
        lines = "".join(f"{name}:{signed[name]}\n" for name in sorted(signed))
        request = f"POST\n/\n\n{lines}\n{names}\n{hashlib.sha256(self.body).hexdigest()}"
        scope = f"{at[:8]}/{REGION}/{self.service}/aws4_request"
        told = f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signing = f"AWS4{secret}".encode()
        for part in scope.split("/"):
            signing = hmac.digest(signing, part.encode(), "sha256")
        signature = hmac.new(signing, told.encode(), "sha256").hexdigest()
        credential = f"AWS4-HMAC-SHA256 Credential={key}/{scope}, SignedHeaders={names}, Signature={signature}"
        return {**signed, "authorization": credential, "content-length": str(len(self.body))}

    def __len__(self) -> int:
        headers = sum(len(name) + len(value) + 4 for name, value in self.headers().items())
        return len("POST") + len("https://") + len(self.host) + 1 + headers + len(self.body)


def signed(operation: str, asked: Asked) -> Signed:
    """A call as a request."""
    return Signed(_TARGETS[operation][0], operation, json.dumps(asked, separators=(",", ":")).encode())


def signed_bytes() -> int:
    """Sent when signed by hand."""
    return sum(len(signed(operation, its)) for operation, its in vote())
