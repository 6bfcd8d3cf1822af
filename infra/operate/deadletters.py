"""What is stuck.

`python -m infra.operate.deadletters` lists it, `… send-again` tries it once more, `… drop` gives it up.

A dead letter is a message that failed each time it came. It is shown without what it says: it may hold an address.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from rich.table import Table

from chalicelib.cloud.queues import unpack
from chalicelib.cloud.settings import settings
from chalicelib.errors import Broken
from chalicelib.messages import MESSAGES
from infra.operate import account
from infra.operate.account import NotDone, console
from infra.wiring import wiring

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_sqs import SQSClient

FUNCTIONS = {name: wiring().reader(name).replace("_", "-") for name in wiring().queues}
"""Which function reads which queue, and so in whose log it is said why something failed."""

HIDDEN = 300
"""Seconds that letters are kept from others while we look at them."""

WAIT = 1
"""Seconds in which every server of a queue is asked; without waiting, some answer that there is nothing."""

SHOWN = 8
"""So many characters of an id are told; any number that means one letter may be typed."""

STREAM = "operators"
"""Where in a function's log the letters that were dropped are noted."""

DAY = 24 * 60 * 60 * 1000
"""Milliseconds."""


@dataclass(frozen=True)
class Letter:
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
        """What happened, in the words of messages.py; nothing that somebody else wrote."""
        if self.queue == "feedback":
            return "what the mail service told"
        try:
            kind = json.loads(self.body)["kind"]
        except (ValueError, KeyError, TypeError):
            return "unknown"
        return kind if isinstance(kind, str) and kind in MESSAGES else "unknown"


def main(arguments: Sequence[str] | None = None) -> int:
    """List, send again or drop. Exit code 1 and one sentence when that cannot be done."""
    asked = _arguments().parse_args(arguments)
    return account.work(asked.stage, lambda: asked.run(asked))


def _arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(prog="python -m infra.operate.deadletters", description=__doc__)
    account.add_stage(asked)
    asked.set_defaults(run=_list)
    does = asked.add_subparsers(title="what to do, besides listing")
    again = does.add_parser("send-again", help="put letters back in their queues, where they are tried anew")
    again.add_argument("--queue", choices=FUNCTIONS, help="only the letters of this queue")
    which = again.add_mutually_exclusive_group(required=True)
    which.add_argument("--id", help="the id of one letter, as the list shows it")
    which.add_argument("--all", action="store_true", help="every letter")
    again.set_defaults(run=_send_again)
    drop = does.add_parser("drop", help="give a letter up for good")
    drop.add_argument("--id", required=True, help="the id of the letter, as the list shows it")
    drop.add_argument("--reason", required=True, help="why, for the log; name nobody")
    drop.set_defaults(run=_drop)
    return asked


# What a person asks for


def _list(asked: argparse.Namespace) -> None:
    with opened() as letters:
        reasons = _reasons(letters)
    if not letters:
        console.print("Nothing is stuck.")
        return
    table = Table("Queue", "Id", "Kind", "Why", "Since", "Received")
    for letter in sorted(letters, key=lambda one: one.since):
        since = datetime.fromtimestamp(letter.since / 1000).astimezone()
        table.add_row(
            letter.queue,
            letter.short_id,
            letter.kind,
            reasons[letter.id],
            f"{since:%Y-%m-%d %H:%M}",
            f"{letter.received}×",
        )
    console.print(table)
    console.print("A letter is gone two weeks after it was sent. More: python -m infra.operate.deadletters --help")


def _send_again(asked: argparse.Namespace) -> None:
    queues = [asked.queue] if asked.queue else list(FUNCTIONS)
    done: set[str] = set()
    # An ordered queue shows ten of a kind at a time, so look again until there is no other.
    while left := _send_those_again(queues, asked.id, done):
        done |= left
        if asked.id:
            break
    console.print(f"Sent again: {len(done)}.")


def _send_those_again(queues: Sequence[str], id_typed: str | None, done: set[str]) -> set[str]:
    with opened(queues) as letters:
        chosen = [one_of(letters, id_typed)] if id_typed else [one for one in letters if one.id not in done]
        for letter in chosen:
            send_again(letter)
        return {letter.id for letter in chosen}


def _drop(asked: argparse.Namespace) -> None:
    if not asked.reason.strip():
        raise NotDone("Say why it is dropped, with --reason: somebody may ask for what it was about.")
    with opened() as letters:
        letter = one_of(letters, asked.id)
        drop(letter, asked.reason.strip())
    console.print(f"Dropped {letter.short_id}, a {letter.kind}; noted in {_log_of(letter.queue)}.", soft_wrap=True)


def one_of(letters: Sequence[Letter], typed: str) -> Letter:
    """The letter whose id begins like this. Raises NotDone where none or more than one does."""
    found = [letter for letter in letters if typed and letter.id.startswith(typed)]
    if len(found) == 1:
        return found[0]
    raise NotDone(f"{len(found) or 'No'} dead letters have an id that begins with {typed!r}.")


# Letters


@contextmanager
def opened(queues: Sequence[str] = tuple(FUNCTIONS)) -> Iterator[list[Letter]]:
    """The dead letters of these queues, kept from others meanwhile; what is still there afterwards goes back."""
    letters: list[Letter] = []
    try:
        for queue in queues:
            letters.extend(_received(queue))
        yield letters
    finally:
        for letter in letters:
            # One that was sent again or dropped is no longer there to be put back.
            with suppress(ClientError):
                sqs().change_message_visibility(
                    QueueUrl=_dead(letter.queue), ReceiptHandle=letter.handle, VisibilityTimeout=0
                )


def send_again(letter: Letter) -> None:
    """Put a letter back in its queue. Dying in between sends it twice the next time, which every step bears."""
    # Where the queue knows what it had before, it takes the second one of two for the first.
    ordered: Any = {"MessageGroupId": letter.group, "MessageDeduplicationId": letter.id} if letter.group else {}
    sqs().send_message(QueueUrl=living(letter.queue), MessageBody=letter.body, **ordered)
    sqs().delete_message(QueueUrl=_dead(letter.queue), ReceiptHandle=letter.handle)


def drop(letter: Letter, reason: str) -> None:
    """Give a letter up; the log of its function says so, for as long as logs are kept."""
    _note(letter, reason)
    sqs().delete_message(QueueUrl=_dead(letter.queue), ReceiptHandle=letter.handle)


def _received(queue: str) -> Iterator[Letter]:
    seen: set[str] = set()
    while True:
        answer = sqs().receive_message(
            QueueUrl=_dead(queue),
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
        group=told.get("MessageGroupId", "") if queue in _ORDERED else "",
        handle=message["ReceiptHandle"],
    )


# Why


def _reasons(letters: Sequence[Letter]) -> dict[str, str]:
    """By the id of each letter, why it failed the last time."""
    said: dict[str, str] = {}
    for queue in dict.fromkeys(letter.queue for letter in letters):
        since = min(letter.since for letter in letters if letter.queue == queue)
        said |= _said(queue, since - DAY)
    return {
        letter.id: said.get(letter.id) or _unreadable(letter) or f"see {_log_of(letter.queue)}" for letter in letters
    }


def _said(queue: str, since: int) -> dict[str, str]:
    """The newest reason for each message in the log of a queue's function; none where that cannot be read."""
    pages = (
        _logs()
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=_log_of(queue),
            filterPattern='{ $.message = "step failed" || $.message = "trying again" }',
            startTime=since,
        )
    )
    said: dict[str, str] = {}
    with suppress(ClientError, BotoCoreError):
        for page in pages:
            for event in page["events"]:
                said |= _reason(event["message"])
    return said


def _reason(line: str) -> dict[str, str]:
    try:
        told = json.loads(line)
        message_id = told["id"]
    except (ValueError, KeyError, TypeError):
        # Lambda's own lines, between ours.
        return {}
    where = f" ({told['where']})" if told.get("where") else ""
    text = told.get("error") or told.get("reason")
    return {message_id: f"{text}{where}"} if text else {}


def _unreadable(letter: Letter) -> str:
    if letter.queue == "feedback":
        return ""
    try:
        unpack(letter.body)
    except Broken as problem:
        return str(problem)
    return ""


def _note(letter: Letter, reason: str) -> None:
    named: Any = {"logGroupName": _log_of(letter.queue), "logStreamName": STREAM}
    with suppress(_logs().exceptions.ResourceAlreadyExistsException):
        _logs().create_log_stream(**named)
    line = {
        "level": "INFO",
        "message": "letter dropped",
        "service": "gastvrij",
        "id": letter.id,
        "kind": letter.kind,
        "reason": reason,
    }
    now = time.time_ns() // 1_000_000
    _logs().put_log_events(**named, logEvents=[{"timestamp": now, "message": json.dumps(line)}])


# Where they are

_ORDERED = frozenset({"publication"})


def _log_of(queue: str) -> str:
    return f"/aws/lambda/gastvrij-{settings().stage}-{FUNCTIONS[queue]}"


def living(queue: str) -> str:
    return _url(f"gastvrij-{settings().stage}-{queue}{_ending(queue)}")


def _dead(queue: str) -> str:
    return _url(f"gastvrij-{settings().stage}-{queue}-dead{_ending(queue)}")


def _ending(queue: str) -> str:
    return ".fifo" if queue in _ORDERED else ""


@cache
def _url(name: str) -> str:
    return sqs().get_queue_url(QueueName=name)["QueueUrl"]


@cache
def sqs() -> "SQSClient":
    return boto3.client("sqs")


@cache
def _logs() -> "CloudWatchLogsClient":
    return boto3.client("logs")


if __name__ == "__main__":
    sys.exit(main())
