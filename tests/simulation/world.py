"""One process in which the project's own functions run over the modelled cloud, call by call.

Each invocation runs in a greenlet that stops at every AWS call. Who goes on, and what becomes of the call, is decided
outside: see schedule.py. Only the edges are replaced: the call to AWS, the time, randomness, the price of the proof of
work, the threads that write files, and where log lines go.
"""

import base64
import hashlib
import json
import os
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.generator import Generator
from functools import cache
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import altcha.v2
import msgspec
from botocore.client import BaseClient
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError
from greenlet import getcurrent, greenlet
from pynamodb.connection import base

from infra.wiring import wiring
from tests import place  # The environment, before anything of the project.
from tests.cloud.calls import SECOND, refused
from tests.cloud.model import deployed
from tests.cloud.queues import Queue, Waiting
from tests.cloud.tables import Table
from tests.events import context, record, web_event
from tests.simulation import remembered

# isort: split
import app
from chalicelib import clock
from chalicelib.cloud import keys, limits, log
from chalicelib.cloud.settings import settings
from chalicelib.notifications import budget, closed
from chalicelib.publication import bucket
from chalicelib.voting import rules as voting
from chalicelib.web import proof
from tests import gateway

A_CALL = SECOND // 100
"""How long an AWS call takes."""
AN_ERRAND = 3600 * SECOND
"""How long an operator's tool may take."""
BUCKETS = 4
"""Of a round's ballots, instead of 64: a recount reads them one after the other, empty ones too."""

FUNCTIONS: dict[str, Callable[..., Any]] = {
    queue.named(name): getattr(app, wiring().reader(name)) for name, queue in wiring().queues.items()
}
"""Which function reads which queue."""
SCHEDULES: dict[str, Callable[..., Any]] = {
    name: getattr(app, name) for name, function in wiring().functions.items() if function.every
}
READING = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "GetParameter", "GetObject", "ListObjectsV2"})


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


@dataclass
class Answer:
    """What a browser got back; status 0 where nothing came back at all."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    made: tuple[str, ...] = ()
    """The calls it took: each once however often it was made, and fetching secrets apart."""

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


class World:
    """The cloud, the clock and the invocations of one schedule."""

    def __init__(self, seed: int, start: int, before: "World | None" = None) -> None:
        self.now = start
        self.random = random.Random(seed)
        self.cloud = deployed(lambda: self.now)
        if before is not None:
            self.cloud.take_over(before.cloud)
        self.queues = {name: self.cloud.sqs.queues[f"gastvrij-test-{name}"] for name in FUNCTIONS}
        self.workers: list[Worker] = []
        self.invocations = 0
        self.calls = 0
        self.lines: list[tuple[str, dict[str, Any]]] = [*before.lines] if before else []
        """What was logged."""
        self.errors: list[str] = []
        """Log lines about what a person may have to look at."""
        self.trace: list[tuple[int, str, str, str]] = []
        self.steps: list[str] | None = None
        """What happened, in words, where somebody wants to read it."""
        self.violations: list[str] = [*before.violations] if before else []

    def note(self, who: str, does: str = "", how: str = "") -> None:
        """Add a step to what happened."""
        self.trace.append((self.now, who, does, how))
        if self.steps is not None:
            self.steps.append(f"{_clock(self.now)}  {who}{does and f' {does}'}{how and f': {how}'}")

    @property
    def fingerprint(self) -> str:
        """Of all that happened."""
        return hashlib.sha256(repr(self.trace).encode()).hexdigest()

    def violated(self, promise: str) -> None:
        """Keep a promise that was broken."""
        self.violations.append(promise)
        if self.steps is not None:
            self.steps.append(f"{_clock(self.now)}  VIOLATED {promise}")

    def queue(self, name: str) -> Queue:
        return self.queues[name]

    def table(self, name: str) -> Table:
        return self.cloud.dynamodb.tables[settings().table(name)]

    def forget_secrets(self) -> None:
        """What a new process does not know yet."""
        keys._secret.cache_clear()
        limits.begin()
        budget.begin()

    def put(self, queue: str, body: str) -> None:
        """Put a message in a queue from outside."""
        group = {"MessageGroupId": told(body)[0] or "poison"} if queue.endswith(".fifo") else {}
        self.cloud.sqs.put(self.queue(queue), {"MessageBody": body, **group})

    # Invocations

    def start(self, worker: Worker) -> Worker:
        """Let an invocation run up to its first call."""
        self.workers.append(worker)
        self.note(worker.title, "starts")
        self._switch(worker, "")
        return worker

    def go_on(self, worker: Worker, fate: str = "") -> None:
        """Let an invocation make the call it waits before, with this fate, and run up to its next call or its end."""
        assert worker.call is not None
        self.note(worker.title, worker.call.what, FATES[fate])
        self.now += A_CALL
        self.calls += 1
        worker.made.append(worker.call.name)
        if fate == "dies before":
            self.kill(worker)
        else:
            self._switch(worker, fate)

    def kill(self, worker: Worker) -> None:
        """The process dies where it stands."""
        worker.is_dead = True
        worker.greenlet.parent = getcurrent()
        worker.greenlet.throw(Died)
        assert worker.ended, "what is dead may not go on"
        self._bury(worker)

    def _switch(self, worker: Worker, fate: str) -> None:
        worker.call = None
        worker.greenlet.parent = getcurrent()
        worker.greenlet.switch(fate)
        if worker.ended:
            self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.call = None
        self.note(worker.title, worker.ended, _answer_in_words(worker))

    def request(self, method: str, path: str, fields: Any = None, as_json: bool = False) -> Worker:
        """A request that reaches the web function."""
        event = _request(method, path, fields, as_json)
        name = f"{method} {_without_token(event['path'])}"
        worker = self._invocation(name, lambda: gateway.asked(event, _CONTEXT), "web")
        worker.safe = method in ("GET", "HEAD", "OPTIONS")
        return worker

    def delivery(self, name: str, batch: list[Waiting]) -> Worker:
        """A batch of a queue that reaches its function."""
        records = [
            record(f"gastvrij-test-{name}", one.id, one.body, f"{one.id}-{one.receives}", one.receives) for one in batch
        ]
        event = {"Records": records}
        worker = self._invocation(name, lambda: FUNCTIONS[name](event, _CONTEXT))
        worker.queue, worker.batch = self.queue(name), batch
        return worker

    def tick(self, name: str) -> Worker:
        """A schedule that comes round."""
        return self._invocation(name, lambda: SCHEDULES[name](_TICK, _CONTEXT))

    def errand(self, name: str, run: Callable[[], Any]) -> Worker:
        """Something that an operator runs, which may fail at any call like everything else."""
        return self._invocation(name, run)

    def _invocation(self, name: str, run: Callable[[], Any], function: str = "") -> Worker:
        self.invocations += 1
        return Worker(name, self.invocations, run, self.now, self.now + _seconds(function or name) * SECOND)


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


def _answer_in_words(worker: Worker) -> str:
    if worker.ended == "raised":
        return type(worker.problem).__name__
    if isinstance(worker.result, dict) and "statusCode" in worker.result:
        return str(worker.result["statusCode"])
    if isinstance(worker.result, dict) and worker.result.get("batchItemFailures"):
        return f"{len(worker.result['batchItemFailures'])} of {len(worker.batch)} come back"
    return ""


# At an AWS call


@contextmanager
def running(world: World) -> Iterator[World]:
    """Everything the project does meanwhile, it does in this world. Needs `edges`."""
    RUNNING.append(world)
    limits.begin()
    budget.begin()
    # Those that an earlier world fetched are the same.
    for name in place.SECRETS:
        keys._secret(name)
    try:
        yield world
    finally:
        RUNNING.pop()


RUNNING: list[World] = []
"""In the last of these everything happens."""


def _now() -> World:
    assert RUNNING, "nothing happens outside a world"
    return RUNNING[-1]


def _calling(client: Any, operation: str, asked: dict[str, Any]) -> Any:
    """Stands where botocore's client makes its call."""
    world = _now()
    call = Call(client.meta.service_model.service_name, operation, asked)
    worker: Worker | None = getattr(getcurrent(), "worker", None)
    if worker is None:
        return _done(client, world, call)
    if worker.safe and operation not in READING:
        world.violated(f"I5: {worker.name} asks for {call.name}")
    while True:
        if worker.is_dead:
            raise Died
        worker.call = call
        fate = worker.greenlet.parent.switch()
        if fate != "repeated":
            return _fated(client, world, worker, call, fate)
        # The SDK's own second try; others may act before it is made.
        with suppress(ClientError):
            world.cloud.call(call.service, operation, asked)


def _fated(client: Any, world: World, worker: Worker, call: Call, fate: str) -> Any:
    if not fate:
        return _done(client, world, call)
    url = "https://aws.example"
    match fate:
        case "lost before":
            raise ReadTimeoutError(endpoint_url=url)
        case "unreachable":
            raise EndpointConnectionError(endpoint_url=url)
        case "throttled":
            raise _as_raised(client, refused(THROTTLES[call.service], call.operation))
        case "error before":
            raise _as_raised(client, refused("InternalServerError", call.operation, 500))
        case "partly":
            return _partly(world, call)
    with suppress(ClientError):
        world.cloud.call(call.service, call.operation, call.asked)
    match fate:
        case "lost after":
            raise ReadTimeoutError(endpoint_url=url)
        case "error after":
            raise _as_raised(client, refused("InternalServerError", call.operation, 500))
        case "dies after":
            worker.is_dead = True
            raise Died
    raise NotImplementedError(fate)


def _done(client: Any, world: World, call: Call) -> Any:
    try:
        return world.cloud.call(call.service, call.operation, call.asked)
    except ClientError as error:
        raise _as_raised(client, error) from None


def _as_raised(client: Any, error: ClientError) -> ClientError:
    kind = client.exceptions.from_code(error.response["Error"]["Code"])
    return kind(error.response, error.operation_name)  # type: ignore[no-any-return]


def _partly(world: World, call: Call) -> Any:
    """The last part of what was asked is not done, and the answer says so."""
    asked = call.asked
    if call.operation == "SendMessageBatch":
        *first, last = asked["Entries"]
        answer = world.cloud.sqs.call(call.operation, {**asked, "Entries": first})
        return {**answer, "Failed": [{"Id": last["Id"], "Code": "InternalError", "SenderFault": False}]}
    if call.operation == "DeleteObjects":
        *first, last = asked["Delete"]["Objects"]
        answer = world.cloud.s3.call(call.operation, {**asked, "Delete": {"Objects": first}})
        return {**answer, "Errors": [{"Key": last["Key"], "Code": "InternalError"}]}
    assert call.operation == "BatchGetItem"
    answer = world.cloud.dynamodb.call(call.operation, asked)
    wanted = {name: {"Keys": its["Keys"][:1]} for name, its in asked["RequestItems"].items()}
    return {"Responses": {name: [] for name in answer["Responses"]}, "UnprocessedKeys": wanted}


FATES = {
    "": "",
    "lost before": "is never heard of",
    "lost after": "is done, and its answer is lost",
    "repeated": "is done, its answer is lost, and the SDK asks again",
    "throttled": "is throttled",
    "unreachable": "nobody can be reached",
    "error before": "fails",
    "error after": "is done, and fails",
    "partly": "is done but for the last part",
    "dies before": "the process dies before",
    "dies after": "is done, and the process dies",
}
"""What may become of a call, in words."""

THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "sesv2": "TooManyRequestsException",
    "s3": "SlowDown",
    "ssm": "ThrottlingException",
}
_PARTS = {"SendMessageBatch": "Entries", "DeleteObjects": "Delete", "BatchGetItem": "RequestItems"}


def fates(call: Call) -> list[str]:
    """What may become of this call."""
    return _fates(call.service, call.operation)


@cache
def _fates(service: str, operation: str) -> list[str]:
    possible = list(FATES)
    # The mailer's own retries are off: each of its calls is a send.
    if service == "sesv2" or operation in READING:
        possible.remove("repeated")
    if operation in READING:
        # Whether a read was done makes no difference.
        possible = [fate for fate in possible if not fate.endswith("after")]
    if operation not in _PARTS:
        possible.remove("partly")
        return possible
    # What can fail in part does so more often than in any other way.
    return [*possible, "partly", "partly"]


# The edges


@contextmanager
def edges() -> Iterator[None]:
    """Put the model where the project meets the world."""
    virtual = SimpleNamespace(
        time=lambda: _micros() / 1e6,
        time_ns=lambda: _micros() * 1000,
        monotonic=lambda: _micros() / 1e6,
        sleep=_let_time_pass,
    )
    with ExitStack() as stack:
        for target, name, new in (
            (BaseClient, "_make_api_call", _calling),
            (clock, "time", virtual),
            (altcha.v2, "time", virtual),
            (os, "urandom", _random_bytes),
            (random, "_urandom", _random_bytes),
            (base, "uuid", SimpleNamespace(uuid4=lambda: None)),
            (Generator, "_make_boundary", staticmethod(lambda text=None: f"{'=' * 15}{7 * 10**18}==")),
            (proof, "COST", 1),
            (proof, "TRIES", range(1, 2)),
            (closed, "ROUNDS", 1),
            (bucket, "ThreadPoolExecutor", _AtOnce),
            (futures, "ThreadPoolExecutor", _AtOnce),
            (voting, "BUCKETS", BUCKETS),
            (log, "_logger", lambda: _LINES),
            *remembered.patches(),
        ):
            stack.enter_context(patch.object(target, name, new))
        remembered.forget()
        yield


def _micros() -> int:
    worker: Worker | None = getattr(getcurrent(), "worker", None)
    return _now().now + (worker.skew if worker else 0)


def _let_time_pass(seconds: float) -> None:
    _now().now += int(seconds * SECOND)


def _random_bytes(size: int) -> bytes:
    return RUNNING[-1].random.randbytes(size) if RUNNING else _REAL_RANDOM(size)


_REAL_RANDOM = os.urandom


class _AtOnce:
    """Does what threads would, one after the other."""

    def __init__(self, threads: int) -> None: ...

    def __enter__(self) -> "_AtOnce":
        return self

    def __exit__(self, *problem: object) -> None: ...

    def map(self, work: Callable[..., Any], things: Iterable[Any]) -> Iterator[Any]:
        return map(work, things)

    def submit(self, work: Callable[..., Any], *given: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(work(*given))
        except Exception as problem:
            future.set_exception(problem)
        return future


class _Lines:
    """Stands where the log is written."""

    def info(self, event: str, extra: dict[str, Any]) -> None:
        _now().lines.append((event, extra))

    def error(self, event: str, extra: dict[str, Any]) -> None:
        world = _now()
        world.lines.append((event, extra))
        world.errors.append(f"{event} {extra}")
        if world.steps is not None:
            world.steps.append(f"{_clock(world.now)}      log: {event} {extra}")


_LINES = _Lines()


# The parts


@cache
def _seconds(name: str) -> int:
    """How long an invocation may take, by its queue, schedule or tool."""
    queue = name.removesuffix(".fifo")
    function = wiring().reader(queue) if queue in wiring().queues else name
    return wiring().functions[function].timeout if function in wiring().functions else AN_ERRAND // SECOND


_CONTEXT = context()
_TICK: dict[str, Any] = {
    "version": "0",
    "account": place.ACCOUNT,
    "region": place.REGION,
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2027-04-06T10:00:00Z",
    "id": "tick",
    "resources": [],
}


def _request(method: str, path: str, fields: Any, as_json: bool) -> dict[str, Any]:
    """What API Gateway hands to the web function."""
    headers = {"accept": "application/json" if as_json else "text/html", "origin": place.PUBLIC_URL}
    body = b""
    if fields is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = urlencode(fields, doseq=True).encode()
    return web_event(method, path.removeprefix(place.PUBLIC_URL), body, headers)


def _without_token(path: str) -> str:
    return "/".join("…" if len(part) > 60 else part for part in path.split("/"))


def _clock(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / SECOND, UTC):%d %b %H:%M:%S.%f}"[:-4]
