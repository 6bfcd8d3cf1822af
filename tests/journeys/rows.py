"""What a running stack keeps: read past the site, to see that looking changed nothing."""

import json
from dataclasses import dataclass
from typing import Any

import boto3

from tests.campaign import QUEUES
from tests.environment import TABLES
from tests.journeys.site import SOON, eventually


@dataclass(frozen=True)
class Rows:
    """The tables and queues behind an emulator's endpoint."""

    emulator: str
    stage: str = "local"

    def all(self) -> dict[str, list[Any]]:
        """Every row of every table, in a fixed order; what a schedule keeps by itself apart."""
        dynamodb = self._client("dynamodb")
        return {
            name: sorted(
                filter(_is_no_report, dynamodb.scan(TableName=f"gastvrij-{self.stage}-{name}")["Items"]), key=str
            )
            for name in TABLES
            if name not in ("tallies", "publications", "logs")
        }

    def settle(self, within: float = 3 * SOON) -> None:
        """Wait until no message waits or is being worked on."""
        # In both orders: a message goes on to a queue that was looked at already, or one that was not yet.
        both = (*QUEUES, *reversed(list(QUEUES)))
        eventually(lambda: not any(self._waiting(name) for name in both), "quiet in the queues", within)

    def put(self, name: str, body: str) -> None:
        """Put a message into a queue, as a step before would have."""
        self._client("sqs").send_message(QueueUrl=self._url(name), MessageBody=body)

    def _url(self, name: str) -> str:
        fifo = ".fifo" if name == "publication" else ""
        return str(self._client("sqs").get_queue_url(QueueName=f"gastvrij-{self.stage}-{name}{fifo}")["QueueUrl"])

    def _waiting(self, name: str) -> int:
        sqs, url = self._client("sqs"), self._url(name)
        counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
        got = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=[*counts, "ApproximateNumberOfMessagesDelayed"])
        return sum(int(count) for count in got["Attributes"].values())

    def _client(self, service: str) -> Any:
        return boto3.client(  # type: ignore[call-overload]
            service,
            region_name="eu-west-1",
            endpoint_url=self.emulator,
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )


def dossier(rows: Rows, title: str) -> dict[str, Any]:
    """What is kept of an initiative of this name, as it stands."""
    return next(its for its in rows.all()["dossiers"] if title in its.get("line", {}).get("S", "") and "state" in its)


def happened(its: dict[str, Any]) -> list[dict[str, Any]]:
    """What happened to it, in its order."""
    events: list[dict[str, Any]] = json.loads(its["events"]["S"])
    return events


def _is_no_report(row: dict[str, Any]) -> bool:
    """Whether it is not what a recount, which a schedule begins, found of the votes."""
    return not row.get("round", {}).get("S", "").endswith(" report")
