"""Queues and their functions on a virtual clock: what AWS does with them, as documented, and how long each call takes.

Modelled: a queue hands a mailer up to ten messages at once; one that is handed back is seen again when its visibility
is over; one that came too often is a dead letter; the mail service lets through so many mails a second, with a second's
worth at once, and so many a day. Real, where a step is real: everything the project does with a message.
"""

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from random import Random
from typing import Any, Generic, TypeVar

from chalicelib.kinds import DAY

Thing = TypeVar("Thing")
Working = Generator[float, None, Any]
"""Work on a message: each time it yields, so many seconds go by."""


@dataclass
class Clock:
    """Virtual time, in seconds, and what happens when."""

    now: float = 0.0
    _events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: "itertools.count[int]" = field(default_factory=itertools.count)

    def at(self, moment: float, happens: Callable[[], None]) -> None:
        """Let something happen then."""
        heapq.heappush(self._events, (moment, next(self._order), happens))

    def run(self, until: float = float("inf")) -> None:
        """Let everything happen that is to happen by then."""
        while self._events and self._events[0][0] <= until:
            self.now, _, happens = heapq.heappop(self._events)
            happens()

    def work(self, working: Working, then: Callable[[Any], None]) -> None:
        """Let work go on until it is done."""

        def go_on() -> None:
            try:
                self.at(self.now + next(working), go_on)
            except StopIteration as done:
                then(done.value)

        go_on()


@dataclass
class Quota:
    """The mail service: so many mails a second, of which a second's worth may come at once, and so many a day."""

    clock: Clock
    per_second: float
    per_day: float = float("inf")
    sent: int = 0
    refused: int = 0
    _left: float = field(init=False)
    _at: float = 0.0
    _today: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._left = self.per_second

    def takes(self) -> bool:
        """Whether it takes one more mail at this moment, which it then has."""
        now = self.clock.now
        self._left = min(self.per_second, self._left + (now - self._at) * self.per_second)
        self._at = now
        if self.per_day != float("inf"):
            while self._today and self._today[0] <= now - DAY:
                self._today.popleft()
        if self._left < 1 or len(self._today) >= self.per_day:
            self.refused += 1
            return False
        self._left -= 1
        self.sent += 1
        if self.per_day != float("inf"):
            self._today.append(now)
        return True


@dataclass
class Queue(Generic[Thing]):
    """A queue and the workers that its event source lets run. `step` works on a message and returns what became of it:
    True when it is done, False when it comes back, or a number of seconds after which it is asked for anew."""

    clock: Clock
    workers: int
    visibility: float
    most_receives: int
    step: Callable[[int, Thing], Working]
    batch: int = 10
    between: float = 0.02
    """Seconds from one batch to the next."""
    waiting: deque[tuple[Thing, int]] = field(default_factory=deque)
    dead: list[Thing] = field(default_factory=list)
    handed_back: int = 0
    longest: int = 0
    _idle: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._idle = list(range(self.workers))

    def put(self, thing: Thing, receives: int = 0) -> None:
        """One more message."""
        self.waiting.append((thing, receives))
        self.longest = max(self.longest, len(self.waiting))
        if self._idle:
            worker = self._idle.pop()
            self.clock.at(self.clock.now + self.between, lambda: self._begin(worker))

    def _begin(self, worker: int) -> None:
        if not self.waiting:
            self._idle.append(worker)
            return
        batch = [self.waiting.popleft() for _ in range(min(self.batch, len(self.waiting)))]
        self.clock.work(self._batch(worker, batch), lambda _: self._again(worker))

    def _again(self, worker: int) -> None:
        self.clock.at(self.clock.now + self.between, lambda: self._begin(worker))

    def _batch(self, worker: int, batch: list[tuple[Thing, int]]) -> Working:
        began = self.clock.now
        failed = []
        for thing, receives in batch:
            became = yield from self.step(worker, thing)
            if became is False:
                failed.append((thing, receives + 1))
            elif became is not True:
                self._later(self.clock.now + became, thing, 0)
        for thing, receives in failed:
            self._hand_back(began, thing, receives)

    def _hand_back(self, began: float, thing: Thing, receives: int) -> None:
        self.handed_back += 1
        if receives >= self.most_receives:
            self.dead.append(thing)
        else:
            self._later(began + self.visibility, thing, receives)

    def _later(self, moment: float, thing: Thing, receives: int) -> None:
        self.clock.at(moment, lambda: self.put(thing, receives))


@dataclass(frozen=True)
class Takes:
    """How long things take, in seconds: each about its mean, seldom much longer."""

    random: Random
    means: dict[str, float]

    def __call__(self, what: str) -> float:
        return self.means[what] * (0.5 + self.random.expovariate(2.0))


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
