"""One process in which the project's own functions run over the modelled cloud, call by call.

Each invocation runs in a greenlet that stops at every AWS call. Who goes on, and what becomes of the call, is decided
outside: see schedule.py.
"""

import hashlib
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from greenlet import getcurrent

from infra.wiring import wiring
from tests import environment  # The environment, before anything of the project.
from tests.cloud.calls import SECOND
from tests.cloud.model import deployed
from tests.cloud.queues import Queue, Waiting
from tests.cloud.table import Table
from tests.events import TICK, context, new_process, record, web_event
from tests.simulation.fates import FATES
from tests.simulation.workers import Died, Worker, in_words, told
from tests.witnessing import Partner

# isort: split
import app
from chalicelib.cloud import editions, keys
from chalicelib.cloud.settings import settings
from tests import gateway

A_CALL = SECOND // 100
"""How long an AWS call takes."""


AN_ERRAND = 3600 * SECOND
"""How long an operator's tool may take."""


FUNCTIONS: dict[str, Callable[..., Any]] = {
    queue.named(name): getattr(app, wiring().reader(name)) for name, queue in wiring().queues.items()
}
"""Which function reads which queue."""


SCHEDULES: dict[str, Callable[..., Any]] = {
    name: getattr(app, name) for name, function in wiring().functions.items() if function.every
}


class World:
    """The cloud, the clock and the invocations of one schedule."""

    def __init__(self, seed: int, start: int, before: "World | None" = None) -> None:
        self.now = start
        self.random = random.Random(seed)
        self.cloud = deployed(lambda: self.now)
        if before is not None:
            self.cloud.take_over(before.cloud)
        self.queues = {name: self.cloud.sqs.queues[f"gastvrij-test-{name}"] for name in FUNCTIONS}
        self.partners: list[Partner] = []
        """Who witness the log of the vote."""
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
        self.memories = _memories()

    def note(self, who: str, does: str = "", how: str = "") -> None:
        """Add a step to what happened."""
        self.trace.append((self.now, who, does, how))
        if self.steps is not None:
            self.steps.append(f"{at_the_clock(self.now)}  {who}{does and f' {does}'}{how and f': {how}'}")

    @property
    def fingerprint(self) -> str:
        """Of all that happened."""
        return hashlib.sha256(repr(self.trace).encode()).hexdigest()

    def violated(self, promise: str) -> None:
        """Keep a promise that was broken."""
        self.violations.append(promise)
        if self.steps is not None:
            self.steps.append(f"{at_the_clock(self.now)}  VIOLATED {promise}")

    def queue(self, name: str) -> Queue:
        return self.queues[name]

    def table(self, name: str) -> Table:
        return self.cloud.dynamodb.tables[settings().table(name)]

    def forget_secrets(self) -> None:
        """What a new process does not know yet."""
        keys._secret.cache_clear()
        new_process()
        self.memories = _memories()

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
        if not worker.call.is_of_the_minute:
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
        here = editions._process[0]
        editions._process[0] = self.memories[worker.number % PROCESSES]
        try:
            worker.greenlet.switch(fate)
        finally:
            editions._process[0] = here
        if worker.ended:
            self._bury(worker)

    def _bury(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.call = None
        self.note(worker.title, worker.ended, in_words(worker))

    def request(self, method: str, path: str, fields: Any = None, as_json: bool = False, cookie: str = "") -> Worker:
        """A request that reaches the web function."""
        event = _request(method, path, fields, as_json, cookie)
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
        return self._invocation(name, lambda: SCHEDULES[name](TICK, _CONTEXT))

    def errand(self, name: str, run: Callable[[], Any]) -> Worker:
        """Something that an operator runs, which may fail at any call like everything else."""
        return self._invocation(name, run)

    def _invocation(self, name: str, run: Callable[[], Any], function: str = "") -> Worker:
        self.invocations += 1
        return Worker(name, self.invocations, run, self.now, self.now + _seconds(function or name) * SECOND)


PROCESSES = 3
"""That the functions run in, each with what it knows of the year, which may be a minute old."""


def _memories() -> list[editions._Process]:
    return [editions._Process() for _ in range(PROCESSES)]


@contextmanager
def running(world: World) -> Iterator[World]:
    """Everything the project does meanwhile, it does in this world. Needs `edges`."""
    RUNNING.append(world)
    new_process()
    # Those that an earlier world fetched are the same.
    for name in environment.SECRETS:
        keys._secret(name)
    try:
        yield world
    finally:
        RUNNING.pop()


RUNNING: list[World] = []
"""In the last of these everything happens."""


def the_world() -> World:
    assert RUNNING, "nothing happens outside a world"
    return RUNNING[-1]


@cache
def _seconds(name: str) -> int:
    """How long an invocation may take, by its queue, schedule or tool."""
    queue = name.removesuffix(".fifo")
    function = wiring().reader(queue) if queue in wiring().queues else name
    return wiring().functions[function].timeout if function in wiring().functions else AN_ERRAND // SECOND


_CONTEXT = context()


def _request(method: str, path: str, fields: Any, as_json: bool, cookie: str) -> dict[str, Any]:
    """What API Gateway hands to the web function."""
    headers = {"accept": "application/json" if as_json else "text/html", "origin": environment.PUBLIC_URL}
    headers |= {"cookie": cookie} if cookie else {}
    body = b""
    if fields is not None:
        headers["content-type"] = "application/x-www-form-urlencoded"
        body = urlencode(fields, doseq=True).encode()
    return web_event(method, path.removeprefix(environment.PUBLIC_URL), body, headers)


def _without_token(path: str) -> str:
    return "/".join("…" if len(part) > 60 else part for part in path.split("/"))


def at_the_clock(moment: int) -> str:
    return f"{datetime.fromtimestamp(moment / SECOND, UTC):%d %b %H:%M:%S.%f}"[:-4]
