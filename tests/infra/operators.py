"""Somebody at a terminal, with the rights to look after a campaign."""

import json
import time
import uuid
from dataclasses import dataclass
from functools import partialmethod
from types import ModuleType
from typing import Any

import pytest

from chalicelib.cloud.settings import settings
from infra.operate import breaker, deadletters, edition, erase, letters, lift, restore
from tests.account import client
from tests.campaign import Campaign


@dataclass(frozen=True)
class Operator:
    """Runs the tools, and sees what they print."""

    campaign: Campaign
    terminal: pytest.CaptureFixture[str]

    def _types(self, tool: ModuleType, *words: str, fails: bool = False) -> str:
        """Type `python -m infra.operate.… --stage test …`: what it prints."""
        self.terminal.readouterr()
        assert tool.main(["--stage", settings().stage, *words]) == int(fails)
        return self.terminal.readouterr().out

    looks_after = partialmethod(_types, deadletters)
    forgets = partialmethod(_types, erase)
    lifts = partialmethod(_types, lift)
    closes_breaker = partialmethod(_types, breaker)
    restores = partialmethod(_types, restore)
    changes_year = partialmethod(_types, edition)

    def dies(self, queue: str, body: str) -> str:
        """Let a message end among the dead letters, as SQS does after its last try: its id."""
        group: Any = {}
        if queue == "publication":
            group = {"MessageGroupId": "SiteChanged", "MessageDeduplicationId": uuid.uuid4().hex}
        sent = client("sqs").send_message(QueueUrl=self.dead(queue), MessageBody=body, **group)
        return str(sent["MessageId"])

    def dead(self, queue: str) -> str:
        """The address of a queue's dead letters."""
        return letters.dead(queue)

    def how_many(self, queue: str) -> int:
        """Dead letters that anybody may receive this moment."""
        told = client("sqs").get_queue_attributes(QueueUrl=self.dead(queue), AttributeNames=["All"])
        return int(told["Attributes"]["ApproximateNumberOfMessages"])

    def logs(self, queue: str, **line: str) -> None:
        """Let a queue's function have logged this."""
        named: Any = {"logGroupName": letters.log_of(queue), "logStreamName": uuid.uuid4().hex}
        client("logs").create_log_stream(**named)
        event: Any = {"timestamp": time.time_ns() // 1_000_000, "message": json.dumps(line)}
        client("logs").put_log_events(**named, logEvents=[event])

    def noted(self, queue: str) -> list[dict[str, str]]:
        """What operators did to the letters of a queue, by its log."""
        named: Any = {"logGroupName": letters.log_of(queue), "logStreamNames": [letters.STREAM]}
        try:
            events = client("logs").filter_log_events(**named)["events"]
        except client("logs").exceptions.ResourceNotFoundException:
            return []
        return [json.loads(event["message"]) for event in events]
