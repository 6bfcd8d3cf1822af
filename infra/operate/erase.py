"""Somebody wants to be forgotten.

`python -m infra.operate.erase export ADDRESS` shows what is kept, `… erase …` erases it.

What is kept is found here and erased by the step that keeps it, each by a message. Of a registration nothing stays. A
dossier loses its contact; with --with-initiatives it loses every word, and its page goes off the site; of its title
stays what is in the address of that page, so that nobody else ever gets it. Of what was mailed stays for some days how
often, and as long as addresses are known whether the mailbox wants no mail. Dead letters that hold the address are
dropped.

A ballot stays and counts: the tally does not change because somebody leaves. It holds no address, only a keyed hash of
one, which nobody can make any more once the voter key is destroyed after the results. Were it taken away before, or
given another key, the same mailbox could vote twice.

That somebody was erased, and when, is noted first, as a hash of the address, in a table that is never restored: after a
backup was, `… reapply` erases all of them again. What was sent in after an erasure is not touched by it.
"""

import argparse
import json
import sys
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from boto3.dynamodb.types import Binary, TypeDeserializer
from botocore.exceptions import ClientError

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.aws import sqs
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.errors import Refused
from chalicelib.messages import DossierForgotten, MailboxForgotten, Message, RegistrationForgotten
from chalicelib.voting import rules, voters
from infra.operate import account, letters
from infra.operate.account import NotDone, console

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Row = dict[str, Any]

WHY = {
    "registrations": "What you sent in, until you confirmed it or it was forgotten by itself, two weeks later.",
    "dossiers": "What you sent in and confirmed, what moderators decided about it, and how they could reach you.",
    "deliveries": "How often we tried to mail you in the last two weeks, and whether you want no mail from us.",
    "ballots": "Your vote. It is kept under a code that only your address and a secret of ours give.",
    "dead letters": "A message about you that could not be handled and waits for a person, two weeks at most.",
    "erasures": "That you asked to be forgotten, and when, so that no backup brings you back.",
}
"""What is kept about somebody, and what for, by where it is."""


@dataclass(frozen=True)
class Erasure:
    """Somebody asked to be forgotten: the hash of their address, and when, in seconds since 1970."""

    mailbox: str
    at: int
    with_initiatives: bool


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
    print(json.dumps(kept_about(_checked(asked.address)), indent=2, ensure_ascii=False, default=str))


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
    erasure = Erasure(_mailbox(address), clock.seconds(), with_initiatives)
    _note(erasure)
    return _forget([erasure])


def forget_again() -> int:
    """Ask the steps to forget what is left of everybody who was to be forgotten; how many things that were."""
    return _forget(_noted())


def _checked(typed: str) -> str:
    try:
        return addresses.checked(typed)
    except Refused as problem:
        raise NotDone(f"{typed!r} is no mail address.") from problem


# Finding


def kept_about(address: str) -> dict[str, Any]:
    """Everything that is kept about an address: what, and what for."""
    mailbox = _mailbox(address)
    found = {
        "registrations": [_plain(row) for row in _rows("registrations") if _mailbox_of(row) == mailbox],
        "dossiers": [_plain(row) for row in _dossiers(mailbox)],
        "deliveries": [_plain(row) for row in _deliveries(mailbox)],
        "ballots": [_plain(row) for row in _ballots(address)],
        "dead letters": _letters_about(address),
        "erasures": [_plain(row) for row in _rows("erasures") if row["mailbox"]["S"] == mailbox],
    }
    return {place: {"why": WHY[place], "rows": rows} for place, rows in found.items() if rows}


def _forget(erasures: Sequence[Erasure]) -> int:
    messages = list(_to_forget({erasure.mailbox: erasure for erasure in erasures}))
    send(messages)
    return len(messages)


def _to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """A message for everything that is kept and should not be; nothing that came after its erasure."""
    for row in _rows("registrations"):
        erasure = erasures.get(_mailbox_of(row))
        if erasure and int(row["at"]["N"]) <= erasure.at:
            yield RegistrationForgotten(row["id"]["S"], erasure.at)
            if erasure.with_initiatives:
                # Its dossier may be about to be opened.
                yield DossierForgotten(row["id"]["S"], True, erasure.at)
    for row in _rows("dossiers"):
        erasure = erasures.get(_mailbox_of(row))
        if erasure and int(row["opened_at"]["N"]) <= erasure.at:
            yield DossierForgotten(row["id"]["S"], erasure.with_initiatives, erasure.at)
    for erasure in erasures.values():
        if any(name.startswith("link_") for row in _deliveries(erasure.mailbox) for name in row):
            yield MailboxForgotten(erasure.mailbox, erasure.at)


def _rows(table: str) -> Iterator[Row]:
    pages = _dynamodb().get_paginator("scan").paginate(TableName=settings().table(table), ConsistentRead=True)
    for page in pages:
        yield from page["Items"]


def _dossiers(mailbox: str) -> list[Row]:
    """The dossiers of a mailbox, each with the rows of its words."""
    rows = list(_rows("dossiers"))
    mine = {row["id"]["S"] for row in rows if _mailbox_of(row) == mailbox}
    return [row for row in rows if row["id"]["S"].partition("#")[0] in mine]


def _deliveries(mailbox: str) -> Iterator[Row]:
    pages = (
        _dynamodb()
        .get_paginator("query")
        .paginate(
            TableName=settings().table("deliveries"),
            KeyConditionExpression="address = :mailbox",
            ExpressionAttributeValues={":mailbox": {"S": mailbox}},
            ConsistentRead=True,
        )
    )
    for page in pages:
        yield from page["Items"]


def _ballots(address: str) -> Iterator[Row]:
    for round_name in sorted({row["round"]["S"] for row in _rows("candidates")}):
        try:
            voter = voters.voter(round_name, address)
        except ClientError as problem:
            if problem.response["Error"]["Code"] == "ParameterNotFound":
                # Destroyed after the results: from then on a ballot is nobody's.
                continue
            raise
        where: Any = {"bucket": {"S": rules.bucket(round_name, voter)}, "voter": {"S": voter}}
        found = _dynamodb().get_item(TableName=settings().table("ballots"), Key=where, ConsistentRead=True)
        if "Item" in found:
            yield found["Item"]


def _mailbox(address: str) -> str:
    return keys.address_hash(addresses.canonical(address))


def _mailbox_of(row: Row) -> str:
    """The mailbox of whoever sent in what a row is about, or "" where there is nobody (any more)."""
    contact = json.loads(row["contact"]["S"]) if "contact" in row else {}
    return _mailbox(contact["email"]) if contact.get("email") else ""


def _plain(row: Row) -> dict[str, Any]:
    read = TypeDeserializer()
    return {name: _readable(read.deserialize(value)) for name, value in row.items()}


def _readable(value: Any) -> Any:
    """A value of a row, with what is JSON inside as what it means, and sets in order."""
    if isinstance(value, Binary):
        # Closed: only whoever types the mail's code could open it.
        return b64encode(bytes(getattr(value, "value", b""))).decode()
    if isinstance(value, set):
        return sorted(value)
    if isinstance(value, str) and value[:1] in ("{", "["):
        return json.loads(value)
    return value


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


# The note of who was erased


def _note(erasure: Erasure) -> None:
    """Remember an erasure. Who wanted their initiatives gone once, keeps wanting it for those that a backup brings."""
    changed = "SET #at = :at"
    values: Any = {":at": {"N": str(erasure.at)}}
    if erasure.with_initiatives:
        changed += ", with_initiatives = :yes"
        values[":yes"] = {"BOOL": True}
    _dynamodb().update_item(
        TableName=settings().table("erasures"),
        Key={"mailbox": {"S": erasure.mailbox}},
        UpdateExpression=changed,
        ExpressionAttributeNames={"#at": "at"},
        ExpressionAttributeValues=values,
    )


def _noted() -> list[Erasure]:
    return [
        Erasure(row["mailbox"]["S"], int(row["at"]["N"]), row.get("with_initiatives", {}).get("BOOL", False))
        for row in _rows("erasures")
    ]


# The queues


def _waiting() -> int:
    """How many messages wait or are being handled, about."""
    counts = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    told: Any = [*counts, "ApproximateNumberOfMessagesDelayed"]
    return sum(
        int(count)
        for url in settings().queue_urls.values()
        for count in sqs().get_queue_attributes(QueueUrl=url, AttributeNames=told)["Attributes"].values()
    )


@cache
def _dynamodb() -> "DynamoDBClient":
    return boto3.client("dynamodb")


if __name__ == "__main__":
    sys.exit(main())
