"""One campaign on an AWS in memory: the deployed functions, with what each invocation asked of AWS.

Imported before anything of the project, since it says where that runs.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.place import ACCOUNT, REGION, SECRETS, TABLES  # The environment, before anything of the project.

# isort: split
import app
from chalicelib.cloud import limits, log
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.messages import Message
from chalicelib.notifications import budget
from infra.make.gateway import is_of_the_vote
from tests import campaign
from tests.benchmarks.aws import Aws, Table
from tests.cloud.meter import Call, Meter, metered
from tests.events import context

SCHEDULED: dict[str, Callable[..., Any]] = {
    "recount": app.recount,
    "remind": app.remind,
    "turn_phase": app.turn_phase,
    "forget": app.forget,
}
"""The functions that a schedule calls."""
TICK = {"version": "0", "account": ACCOUNT, "region": REGION, "detail": {}, "detail-type": "Scheduled Event"} | {
    "source": "aws.events",
    "time": "2027-04-06T08:00:00Z",
    "id": "tick",
    "resources": [],
}
"""What a schedule hands its function."""


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
class Place:
    """The campaign, and every invocation that it took."""

    aws: Aws
    meter: Meter
    people: campaign.Campaign = field(default_factory=campaign.Campaign)
    invocations: list[Invocation] = field(default_factory=list)
    failing: list[str] = field(default_factory=list)
    """What was logged as an error."""
    reports: list[Call] = field(default_factory=list)
    """Apart from all actions: so many of them there are in a minute, whatever is done in it."""
    _logged: int = 0

    def table(self, name: str) -> Table:
        """The rows of one of the campaign's tables."""
        return self.aws.tables.tables[settings().table(name)]

    def waiting(self, queue: str) -> list[str]:
        """The bodies that wait in a queue."""
        return self.aws.queues.waiting.setdefault(settings().queue_urls[queue].rpartition("/")[2], [])

    def take(self, queue: str) -> list[str]:
        """The bodies that wait in a queue, taken out of it."""
        waiting = self.waiting(queue)
        taken = waiting[:]
        waiting.clear()
        return taken

    # What happens

    def web(self, method: str, path: str, fields: Any = None, **headers: str) -> campaign.Answer:
        """One request of a browser, as API Gateway hands it on."""
        # The clock stands still: whoever asks next is somebody else, in another network.
        limits.begin()
        ask = self.people.get if method == "GET" else self.people.post
        arguments = (path,) if method == "GET" else (path, fields)
        function = "vote_web" if is_of_the_vote(path.partition("?")[0]) else "web"
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
        self.invoke(function, lambda: SCHEDULED[function](TICK, context()))

    def drain(self, *only: str) -> None:
        """Hand what waits to its functions, a batch at a time, until these queues, or all, are empty."""
        queues = only or tuple(campaign.QUEUES)
        while any(self.waiting(queue) for queue in queues):
            for queue in queues:
                if bodies := self.aws.queues.batch(settings().queue_urls[queue].rpartition("/")[2]):
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
def campaign_in_memory() -> Iterator[Place]:
    """A campaign of which nothing has happened yet. Secrets are fetched: that is once for a process."""
    aws = Aws()
    aws.tables.tables = {settings().table(name): Table(keys) for name, keys in TABLES.items()}
    aws.secrets.values = {settings().secret(name): value for name, value in SECRETS.items()}
    limits.begin()
    budget.begin()
    with aws.answering(), metered() as meter:
        place = Place(aws, meter)
        with _listening(place.hear):
            yield place


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
