"""Dead letters: messages that failed each time they came, found by an operator, sent again or given up."""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from msgspec import Struct

from chalicelib.cloud.settings import settings
from chalicelib.messages.all import MESSAGES
from infra.operate.account import NotDone
from infra.wiring import dashed, wiring

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sqs import SQSClient

HIDDEN = 300
"""Seconds that letters are kept from others while we look at them."""

WAIT = 1
"""Seconds in which every server of a queue is asked; without waiting, some answer that there is nothing."""

SHOWN = 8
"""So many characters of an id are told; any number that means one letter may be typed."""

STREAM = "operators"
"""Where in a function's log the letters that were dropped are noted."""


class Letter(Struct, frozen=True):
    """A message that failed each time it came. `since` is when it was sent, in milliseconds since 1970.

    `received` counts every time it was handed out, to us too.
    """

    queue: str
    id: str
    body: str
    since: int
    received: int
    group: str
    handle: str

    @property
    def short_id(self) -> str:
        return self.id[:SHOWN]

    @property
    def kind(self) -> str:
        """What happened, in the words of messages/; nothing that somebody else wrote."""
        if by := wiring().queues[self.queue].filled_by:
            return f"what {by} told"
        try:
            kind = json.loads(self.body)["kind"]
        except (ValueError, KeyError, TypeError):
            return "unknown"
        return kind if isinstance(kind, str) and kind in MESSAGES else "unknown"


@contextmanager
def opened(queues: Sequence[str] = ()) -> Iterator[list[Letter]]:
    """The dead letters of these queues or of all, kept from others meanwhile; what is left goes back."""
    letters: list[Letter] = []
    try:
        for queue in queues or wiring().queues:
            letters.extend(_received(queue))
        yield letters
    finally:
        for letter in letters:
            # One that was sent again or dropped is no longer there to be put back.
            with suppress(ClientError):
                sqs().change_message_visibility(
                    QueueUrl=dead(letter.queue), ReceiptHandle=letter.handle, VisibilityTimeout=0
                )


def send_again(letter: Letter) -> None:
    """Put a letter back in its queue. Dying in between sends it twice the next time, which every step bears."""
    # Where the queue knows what it had before, it takes the second one of two for the first.
    ordered: Any = {"MessageGroupId": letter.group, "MessageDeduplicationId": letter.id} if letter.group else {}
    sqs().send_message(QueueUrl=settings().queue_urls[letter.queue], MessageBody=letter.body, **ordered)
    sqs().delete_message(QueueUrl=dead(letter.queue), ReceiptHandle=letter.handle)


def drop(letter: Letter, reason: str) -> None:
    """Give a letter up; the log of its function says so, for as long as logs are kept."""
    _note(letter, reason)
    sqs().delete_message(QueueUrl=dead(letter.queue), ReceiptHandle=letter.handle)


def _received(queue: str) -> Iterator[Letter]:
    seen: set[str] = set()
    while True:
        answer = sqs().receive_message(
            QueueUrl=dead(queue),
            MaxNumberOfMessages=10,
            VisibilityTimeout=HIDDEN,
            WaitTimeSeconds=WAIT,
            AttributeNames=["All"],
        )
        new = [letter for message in answer.get("Messages", []) if (letter := _letter(queue, message)).id not in seen]
        if not new:
            return
        seen.update(letter.id for letter in new)
        yield from new


def _letter(queue: str, message: Any) -> Letter:
    told = message["Attributes"]
    return Letter(
        queue=queue,
        id=message["MessageId"],
        body=message["Body"],
        since=int(told["SentTimestamp"]),
        received=int(told["ApproximateReceiveCount"]),
        group=told.get("MessageGroupId", "") if wiring().queues[queue].fifo else "",
        handle=message["ReceiptHandle"],
    )


def one_of(letters: Sequence[Letter], typed: str) -> Letter:
    """The letter whose id begins like this. Raises NotDone where none or more than one does."""
    found = [letter for letter in letters if typed and letter.id.startswith(typed)]
    if len(found) == 1:
        return found[0]
    raise NotDone(f"{len(found) or 'No'} dead letters have an id that begins with {typed!r}.")


def _note(letter: Letter, reason: str) -> None:
    named: Any = {"logGroupName": log_of(letter.queue), "logStreamName": STREAM}
    with suppress(logs().exceptions.ResourceAlreadyExistsException):
        logs().create_log_stream(**named)
    line = {
        "level": "INFO",
        "message": "letter dropped",
        "service": "gastvrij",
        "id": letter.id,
        "kind": letter.kind,
        "reason": reason,
    }
    now = time.time_ns() // 1_000_000
    logs().put_log_events(**named, logEvents=[{"timestamp": now, "message": json.dumps(line)}])


# Where they are


def log_of(queue: str) -> str:
    """The log in which the function of a queue says why something failed."""
    return f"/aws/lambda/gastvrij-{settings().stage}-{dashed(wiring().reader(queue))}"


def dead(queue: str) -> str:
    """The address of a queue's dead letters."""
    kind = wiring().queues[queue]
    return settings().queue_urls[queue].removesuffix(kind.named(queue)) + kind.named(f"{queue}-dead")


@cache
def sqs() -> "SQSClient":
    """The queues: an operator does more with them than a function."""
    return boto3.client("sqs")


@cache
def logs() -> "CloudWatchLogsClient":
    """The logs of the functions."""
    return boto3.client("logs")
