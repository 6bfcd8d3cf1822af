"""What is stuck.

`python -m infra.operate.deadletters` lists it, `… send-again` tries it once more, `… drop` gives it up.

A dead letter is a message that failed each time it came. It is shown without what it says: it may hold an address.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from botocore.exceptions import BotoCoreError, ClientError
from rich.table import Table

from chalicelib.cloud.queues import unpack
from chalicelib.errors import Broken
from chalicelib.kinds import DAY
from infra.operate import account
from infra.operate.account import NotDone
from infra.operate.letters import Letter, drop, log_of, logs, one_of, opened, send_again
from infra.terminal import console
from infra.wiring import wiring

MILLISECONDS_A_DAY = 1_000 * DAY


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
    again.add_argument("--queue", choices=tuple(wiring().queues), help="only the letters of this queue")
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
    queues = [asked.queue] if asked.queue else list(wiring().queues)
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
    console.print(f"Dropped {letter.short_id}, a {letter.kind}; noted in {log_of(letter.queue)}.", soft_wrap=True)


# Why


def _reasons(letters: Sequence[Letter]) -> dict[str, str]:
    """By the id of each letter, why it failed the last time."""
    said: dict[str, str] = {}
    for queue in dict.fromkeys(letter.queue for letter in letters):
        since = min(letter.since for letter in letters if letter.queue == queue)
        said |= _said(queue, since - MILLISECONDS_A_DAY)
    return {
        letter.id: said.get(letter.id) or _unreadable(letter) or f"see {log_of(letter.queue)}" for letter in letters
    }


def _said(queue: str, since: int) -> dict[str, str]:
    """The newest reason for each message in the log of a queue's function; none where that cannot be read."""
    pages = (
        logs()
        .get_paginator("filter_log_events")
        .paginate(
            logGroupName=log_of(queue),
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
    if wiring().queues[letter.queue].filled_by:
        return ""
    try:
        unpack(letter.body)
    except Broken as problem:
        return str(problem)
    return ""


if __name__ == "__main__":
    sys.exit(main())
