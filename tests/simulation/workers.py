"""An invocation of a function, the AWS calls that it makes, and what comes of it."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec
from greenlet import greenlet

from tests.cloud.queues import Queue, Waiting


class Died(BaseException):
    """The process is no more: nothing it would still do happens."""


@dataclass
class Call:
    """An AWS call that somebody is about to make."""

    service: str
    operation: str
    asked: dict[str, Any]

    @property
    def what(self) -> str:
        """In words: service, operation and what it is about."""
        asked = self.asked
        name = asked.get("TableName") or asked.get("QueueUrl") or asked.get("Key") or ""
        return f"{self.name} {str(name).rpartition('/')[2]}".strip()

    @property
    def name(self) -> str:
        return f"{self.service}.{self.operation}"

    @property
    def is_of_the_minute(self) -> bool:
        """Whether its process makes it once a minute, whoever asks for whatever."""
        is_year = self.operation == "GetItem" and self.asked["TableName"].endswith("-editions")
        return is_year or self.asked.get("Key") == {"what": {"S": "late-mail"}}


@dataclass
class Answer:
    """What a browser got back; status 0 where nothing came back at all."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    made: tuple[str, ...] = ()
    """The calls it took: each once however often it was made; secrets and what is asked once a minute apart."""

    @property
    def told(self) -> str:
        """What the person now knows: ok (it happened), no (it did not), or unknown."""
        if 200 <= self.status < 400:
            return "ok"
        return "no" if 400 <= self.status < 500 else "unknown"

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(eq=False)
class Worker:
    """One invocation, paused before its next AWS call or ended."""

    name: str
    number: int
    run: Callable[[], Any]
    started: int
    deadline: int
    queue: Queue | None = None
    batch: list[Waiting] = field(default_factory=list)
    skew: int = 0
    safe: bool = False
    """A GET, HEAD or OPTIONS, which may change nothing."""
    call: Call | None = None
    made: list[str] = field(default_factory=list)
    result: Any = None
    is_dead: bool = False
    ended: str = ""
    """done, raised or died; empty while it runs."""
    problem: BaseException | None = None

    def __post_init__(self) -> None:
        self.title = f"{self.name}#{self.number}"
        self.greenlet = greenlet(self._live)
        self.greenlet.worker = self

    def _live(self, _: str) -> None:
        try:
            self.result = self.run()
            self.ended = "done"
        except Died:
            self.ended = "died"
        except Exception as problem:
            self.ended, self.problem = "raised", problem


def answered(worker: Worker) -> Answer:
    """What the browser got from a request that ended."""
    if worker.ended != "done":
        return Answer(502)
    got = worker.result
    headers = {name.lower(): value for name, value in got["headers"].items()}
    for name, values in (got.get("multiValueHeaders") or {}).items():
        headers[name.lower()] = values[-1]
    body = base64.b64decode(got["body"]).decode() if got.get("isBase64Encoded") else got["body"]
    made = tuple(dict.fromkeys(call for call in worker.made if not call.startswith("ssm")))
    return Answer(got["statusCode"], headers, body, made)


def told(body: str) -> tuple[str, Any]:
    """The kind and fields of a message; no kind and the body itself of one that nobody can read."""
    try:
        envelope = msgspec.json.decode(body)
        return envelope["kind"], envelope["fields"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return "", body


def in_words(worker: Worker) -> str:
    if worker.ended == "raised":
        return type(worker.problem).__name__
    if isinstance(worker.result, dict) and "statusCode" in worker.result:
        return str(worker.result["statusCode"])
    if isinstance(worker.result, dict) and worker.result.get("batchItemFailures"):
        return f"{len(worker.result['batchItemFailures'])} of {len(worker.batch)} come back"
    return ""


def handed_back(worker: Worker) -> list[Waiting]:
    """Which messages of a batch were not dealt with, given its function's answer."""
    answer: Any = worker.result
    if worker.ended != "done":
        return worker.batch
    if not answer:
        return []
    if not isinstance(answer, dict):
        return worker.batch
    failures = answer.get("batchItemFailures")
    if not failures:
        return []
    names = {one.get("itemIdentifier") if isinstance(one, dict) else None for one in failures}
    if not names <= {message.id for message in worker.batch}:
        return worker.batch
    return [message for message in worker.batch if message.id in names]
