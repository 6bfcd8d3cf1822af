"""Between the steps: messages go out in one call per ten, and come in one by one.

A step takes a message, writes with a condition, and returns what follows; what follows is sent after the write, so a
step that dies in between is run again and sends then.
"""

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.cloud import editions, log
from chalicelib.cloud.aws import sqs
from chalicelib.cloud.settings import settings
from chalicelib.errors import Broken, Refused, TryAgain
from chalicelib.messages.all import MESSAGES
from chalicelib.messages.message import Message

Steps = Mapping[type[Any], Callable[[Any], Sequence[Message]]]
Answer = dict[str, list[dict[str, str]]]
"""Lambda's partial batch answer: which messages come back."""

BATCH = 10
"""What SQS takes in one call."""


def pack(message: Message) -> str:
    """The message as it travels: its kind, its version, its fields, and the version of the edition in hand."""
    kind = type(message)
    said = {"kind": kind.__name__, "version": version_of(kind), "edition": editions.stamp(), "fields": message}
    return msgspec.json.encode(said).decode()


def version_of(kind: type[Message]) -> int:
    """The version in which a kind of message is sent now, from 1 on."""
    return len(kind.upgrades) + 1


def unpack(body: str) -> Message:
    """The message that travelled, an older one as what it would be now. Raises Broken where it is none of ours."""
    try:
        envelope = msgspec.json.decode(body, type=dict[str, Any])
        kind = MESSAGES[envelope["kind"]]
        version, fields = envelope["version"], envelope["fields"]
        if version > version_of(kind):
            # While a deploy goes on, one function is newer than the next; a deploy that went back has to go forward.
            raise TryAgain(f"{kind.__name__} of a version that comes with the next deploy")
        if version < 1:
            raise Broken(f"{kind.__name__} of a version that there never was")
        for upgrade in kind.upgrades[version - 1 :]:
            fields = upgrade(fields)
        return msgspec.convert(fields, kind)
    except (msgspec.MsgspecError, KeyError, TypeError, UnicodeError) as problem:
        raise Broken("a message that cannot be read") from problem


def send(messages: Iterable[Message]) -> None:
    """Put each message in its queue: when this returns, all are there. Raises TryAgain when some may not be.

    They go as they come, so that of a long row most are sent when the time of whoever finds them runs out. Each is
    packed as it comes: under the edition that is in hand where it is made, which is let go before this ends.
    """
    waiting: dict[str, list[Any]] = {}
    try:
        for message in messages:
            its = waiting.setdefault(message.queue, [])
            its.append(_parcel(settings().queue_urls[message.queue], message))
            if len(its) == BATCH:
                _send_batch(message.queue, waiting.pop(message.queue))
        for queue, its in waiting.items():
            _send_batch(queue, its)
    finally:
        if isinstance(messages, Generator):
            # Left half-way it would be closed whenever it is collected: under another message, or never.
            messages.close()


def send_each(messages: Generator[Message, None, None]) -> None:
    """Put each message in its queue before the next thing is done by whoever finds them. Raises TryAgain."""
    with closing(messages):
        for message in messages:
            send([message])


def _send_batch(queue: str, parcels: Sequence[Any]) -> None:
    url = settings().queue_urls[queue]
    if len(parcels) == 1:
        sqs().send_message(QueueUrl=url, **parcels[0])
        return
    entries: Any = [{"Id": str(number), **parcel} for number, parcel in enumerate(parcels)]
    answer = sqs().send_message_batch(QueueUrl=url, Entries=entries)
    if answer.get("Failed"):
        raise TryAgain(f"{len(answer['Failed'])} messages did not reach {queue}")


def _parcel(url: str, message: Message) -> Any:
    # A group per kind: one build at a time, and a takedown never waits behind a message of another kind that fails.
    group = {"MessageGroupId": type(message).__name__} if url.endswith(".fifo") else {}
    wait = {"DelaySeconds": message.delay} if message.delay else {}
    return {"MessageBody": pack(message), **group, **wait}


def consume(event: Any, steps: Steps, read: Callable[[str], Message] = unpack) -> Answer:
    """Run each message of a batch through its step and send what follows.

    A message that failed comes back, its neighbours do not. `read` makes a body a message, for queues that others fill.
    """
    failed: list[str] = []
    records = [record.to_dict() for record in event]
    for record in records:
        # In a FIFO queue too: handed back undone, the neighbours of a bad message would become dead letters with it.
        if not _done(record["body"], record["messageId"], steps, read):
            failed.append(record["messageId"])
    log.happened("consumed", count=len(records), failed=len(failed))
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}


def _done(body: str, message_id: str, steps: Steps, read: Callable[[str], Message]) -> bool:
    # The queue's own id stays with a message among the dead letters: by it infra.operate.deadletters finds why.
    kind = None
    try:
        message = read(body)
        kind = type(message).__name__
        if type(message) not in steps:
            raise Broken("a message in the wrong queue")
        with editions.accepted_under(_edition_of(body)):
            send(steps[type(message)](message))
        return True
    except Refused as refusal:
        log.happened("refused", kind=kind, reason=refusal.sentence)
        return True
    except TryAgain as later:
        log.happened("trying again", id=message_id, kind=kind, reason=str(later))
        return False
    except Exception as problem:
        log.went_wrong("step failed", id=message_id, kind=kind, error=described(problem), where=line_of(problem))
        return False


class _Stamped(Struct):
    """Of what travels, the version of the edition that it was accepted under; what others send says none."""

    edition: str = ""


def _edition_of(body: str) -> str:
    try:
        return msgspec.json.decode(body, type=_Stamped).edition
    except msgspec.MsgspecError:
        return ""


def described(problem: BaseException) -> str:
    """The kind of error, and its text only where we wrote it ourselves: a library's may hold an address."""
    if isinstance(problem, Broken):
        return f"Broken: {problem}"
    code = (getattr(problem, "response", None) or {}).get("Error", {}).get("Code", "")
    return f"{type(problem).__name__} {code}".strip()


def line_of(problem: BaseException) -> str:
    """The file and line of ours that raised, or the last one on the way there."""
    line = ""
    trace = problem.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if "chalicelib" in name:
            line = f"{name.rpartition('chalicelib/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return line
