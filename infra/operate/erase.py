"""Somebody wants to be forgotten: `… export ADDRESS` shows what is kept of them, `… erase ADDRESS` erases it.

`python -m infra.operate.erase`, with `--stage`. What is kept each step says, and erases by a message: see
chalicelib/personal (of the GDPR, articles 15 and 17). Dead letters that hold the address are dropped.

That somebody was erased, and when, is noted first, as a hash of the address, in a table that is never restored: after a
backup was, `… reapply` erases all of them again. What was sent in after an erasure is not touched by it.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from chalicelib import addresses, clock
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.errors import Refused
from chalicelib.messages.message import Message
from chalicelib.personal import everyone
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.web.words import say
from infra.operate import account, letters
from infra.operate.account import NotDone
from infra.terminal import console


def main(arguments: Sequence[str] | None = None) -> int:
    """Export, erase or erase again. Exit code 1 and one sentence when that cannot be done."""
    asked = _arguments().parse_args(arguments)
    return account.work(asked.stage, lambda: asked.run(asked))


def _arguments() -> argparse.ArgumentParser:
    asked = argparse.ArgumentParser(
        prog="python -m infra.operate.erase", description=(__doc__ or "").partition("\n")[0]
    )
    account.add_stage(asked)
    does = asked.add_subparsers(title="what to do", required=True)
    export = does.add_parser("export", help="print everything that is kept about an address, as JSON")
    export.add_argument("address")
    export.set_defaults(run=_export)
    erase = does.add_parser("erase", help="forget an address everywhere")
    erase.add_argument("address")
    erase.add_argument(
        "--with-initiatives",
        action="store_true",
        help="also what they registered: once erased without this, nobody can tell any more what was theirs",
    )
    erase.set_defaults(run=_erase)
    again = does.add_parser("reapply", help="erase again whoever was erased; after a restore, before the site opens")
    again.set_defaults(run=_reapply)
    return asked


# What a person asks for


def _export(asked: argparse.Namespace) -> None:
    print(json.dumps(_kept_about(_checked(asked.address)), indent=2, ensure_ascii=False))


def _kept_about(address: str) -> dict[str, Any]:
    found = {
        where: {"why": say("en", f"kept.{where}.text"), "rows": rows} for where, rows in everyone.kept_about(address)
    }
    if about := _letters_about(address):
        why = "A message about you that could not be handled and waits for a person, two weeks at most."
        found["dead letters"] = {"why": why, "rows": about}
    return found


def _erase(asked: argparse.Namespace) -> None:
    address = _checked(asked.address)
    on_their_way = _waiting()
    sent = forget_mailbox(address, asked.with_initiatives)
    dropped = _drop_letters(address)
    console.print(f"Asked the steps to forget {sent} things, and dropped {dropped} dead letters.")
    if on_their_way:
        console.print(
            f"{on_their_way} messages were on their way. Once they are handled, "
            "`python -m infra.operate.erase reapply` forgets what they bring.",
            soft_wrap=True,
        )


def _reapply(asked: argparse.Namespace) -> None:
    reapply()


def reapply() -> None:
    """Erase again whoever was erased, and say whether anything was left of them."""
    sent = forget_again()
    if sent:
        console.print(f"Asked the steps to forget {sent} things. Do this again until nothing is left.")
    else:
        console.print("Nothing is left of anybody who was to be forgotten.")


def forget_mailbox(address: str, with_initiatives: bool) -> int:
    """Note that an address is to be forgotten, then ask the steps for it; how many things they were asked to forget."""
    return _sent(everyone.forget(Erasure(mailbox(address), clock.seconds(), with_initiatives)))


def forget_again() -> int:
    """Ask the steps to forget what is left of everybody who was to be forgotten; how many things that were."""
    return _sent(everyone.forget_again())


def _sent(messages: Sequence[Message]) -> int:
    """One after the other: where this is cut off, what was not sent is found again by what goes after it."""
    for message in messages:
        send([message])
    return len(messages)


def _checked(typed: str) -> str:
    try:
        return addresses.checked(typed)
    except Refused as problem:
        raise NotDone(f"{typed!r} is no mail address.") from problem


# Dead letters


def _letters_about(address: str) -> list[dict[str, str]]:
    with letters.opened() as found:
        return [
            {"queue": letter.queue, "id": letter.id, "body": letter.body}
            for letter in found
            if _is_about(letter.body, address)
        ]


def _drop_letters(address: str) -> int:
    with letters.opened() as found:
        about = [letter for letter in found if _is_about(letter.body, address)]
        for letter in about:
            letters.drop(letter, "erased")
    return len(about)


def _is_about(body: str, address: str) -> bool:
    """Whether a message holds an address of this mailbox. What cannot be read is searched for the address as it is."""
    try:
        told = json.loads(body)
    except ValueError:
        return address.casefold() in body.casefold()
    wanted = addresses.canonical(address)
    return any(addresses.canonical(text) == wanted for text in _texts(told) if "@" in text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


# The queues


def _waiting() -> int:
    """How many messages wait or are being handled, about."""
    counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    told: Any = [*counts, "ApproximateNumberOfMessagesDelayed"]
    return sum(
        int(count)
        for url in settings().queue_urls.values()
        for count in letters.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=told)["Attributes"].values()
    )


if __name__ == "__main__":
    sys.exit(main())
