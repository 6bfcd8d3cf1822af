"""One campaign on an AWS in memory: the deployed functions, with what each invocation asked of AWS.

Imported before anything of the project, since it says where that runs.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests import environment  # noqa: F401 - The environment, before anything of the project.

# isort: split
import app
from chalicelib import clock
from chalicelib.cloud import limits, log
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.messages.message import Message
from infra.make.gateway import function_of
from tests import campaign
from tests.cloud.meter import Call, Meter, metered
from tests.cloud.model import Cloud, deployed
from tests.cloud.queues import Queue
from tests.cloud.table import Table
from tests.cloud.wire import Wire
from tests.events import TICK, context, new_process

MOST_AT_ONCE = 10
"""Messages that a function gets as a batch."""


@dataclass(frozen=True)
class Invocation:
    """One run of a deployed function. `messages` is what its batch held, `logged` bytes, `cpu` seconds of processor."""

    function: str
    calls: tuple[Call, ...]
    messages: int = 0
    cpu: float = 0.0
    logged: int = 0
    answered: int = 0
    """Bytes that went back to the browser."""


@dataclass
class Deployment:
    """The campaign, and every invocation that it took."""

    wire: Wire
    meter: Meter
    people: campaign.Campaign = field(default_factory=campaign.Campaign)
    invocations: list[Invocation] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    """What was logged as an error."""
    reports: list[Call] = field(default_factory=list)
    """Apart from all actions: so many of them there are in a minute, whatever is done in it."""
    _logged: int = 0

    @property
    def cloud(self) -> Cloud:
        return self.wire.cloud

    def table(self, name: str) -> Table:
        """The rows of one of the campaign's tables."""
        return self.cloud.dynamodb.tables[settings().table(name)]

    def take(self, queue: str, most: int | None = None) -> list[str]:
        """The bodies that wait in a queue, taken out of it whether it is time or not."""
        waiting = self._queue(queue).messages
        taken, waiting[:] = waiting[:most], waiting[most:] if most else []
        return [message.body for message in taken]

    def _queue(self, name: str) -> Queue:
        return self.cloud.sqs.queues[settings().queue_urls[name].rpartition("/")[2]]

    # What happens

    def web(self, method: str, path: str, fields: Any = None, **headers: str) -> campaign.Answer:
        """One request of a browser, as API Gateway hands it on."""
        # The clock stands still: whoever asks next is somebody else, in another network.
        limits._seen.window = 0
        ask = self.people.get if method == "GET" else self.people.post
        arguments = (path,) if method == "GET" else (path, fields)
        function = function_of(path.partition("?")[0])
        answer: campaign.Answer = self.invoke(function, lambda: ask(*arguments, **headers))
        return answer

    def deliver(self, queue: str, *messages: Message) -> Any:
        """Hand messages to a queue's function as one batch."""
        return self._deliver(queue, [pack(message) for message in messages])

    def _deliver(self, queue: str, bodies: list[str]) -> Any:
        handler: Any = campaign.QUEUES[queue]
        function = handler.func.__name__
        return self.invoke(function, lambda: self.people.deliver(queue, *bodies), messages=len(bodies))

    def tick(self, function: str) -> None:
        """What a schedule calls."""
        self.invoke(function, lambda: getattr(app, function)(TICK, context()))

    def drain(self, *only: str) -> None:
        """Hand what waits to its functions, a batch at a time, until these queues, or all, are empty."""
        queues = only or tuple(campaign.QUEUES)
        while any(self._queue(queue).messages for queue in queues):
            for queue in queues:
                if bodies := self.take(queue, MOST_AT_ONCE):
                    answer = self._deliver(queue, bodies)
                    assert answer == {"batchItemFailures": []}, answer

    def invoke(self, function: str, run: Callable[[], Any], messages: int = 0) -> Any:
        """Run a function, and note what it took."""
        mark, logged, started = len(self.meter.calls), self._logged, time.process_time()
        answer = run()
        cpu = time.process_time() - started
        size = len(answer.body.encode()) if isinstance(answer, campaign.Answer) else 0
        made = self.meter.since(mark)
        self.reports += (call for call in made if call.is_report)
        calls = tuple(call for call in made if not call.is_report)
        if self.failing and isinstance(answer, dict) and answer.get("batchItemFailures"):
            raise AssertionError(f"{function} failed: {self.failing[-1]}")
        self.invocations.append(Invocation(function, calls, messages, cpu, self._logged - logged, size))
        return answer

    @contextmanager
    def taking(self) -> Iterator[list[Invocation]]:
        """The invocations made meanwhile."""
        mark = len(self.invocations)
        taken: list[Invocation] = []
        yield taken
        taken += self.invocations[mark:]

    def hear(self, line: str) -> None:
        """A line that a function logged."""
        self._logged += len(line.encode()) + 1
        if '"ERROR"' in line:
            self.failing.append(line)


@contextmanager
def campaign_in_memory() -> Iterator[Deployment]:
    """A campaign of which nothing has happened yet. Secrets are fetched: that is once for a process."""
    new_process()
    wire = Wire(deployed(clock.microseconds))
    with wire.answering(), metered() as meter:
        its = Deployment(wire, meter)
        with _listening(its.hear):
            yield its


@contextmanager
def _listening(hear: Callable[[str], None]) -> Iterator[None]:
    """Take the lines of the log instead of the output."""
    lines: Any = log.Lines
    real = lines.write
    lines.write = lambda its, line: hear(line)
    try:
        yield
    finally:
        lines.write = real
