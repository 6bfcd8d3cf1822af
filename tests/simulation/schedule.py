"""One schedule: who goes on, what becomes of each AWS call, which messages come when and how often, as drawn.

Then the world heals (healing.py), and what is left is what the system made of it, for the invariants to judge.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from greenlet import getcurrent

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.cloud.queues import Queue, Waiting
from tests.simulation.draws import Draws
from tests.simulation.fates import fates
from tests.simulation.letters import Letter, read_letter
from tests.simulation.person import Person
from tests.simulation.weather import Weather
from tests.simulation.workers import Worker, handed_back, told
from tests.simulation.world import World

# isort: split

MOST_AT_ONCE = 3
"""Workers that one standard queue has at most."""


MOST_COPIES = 15
"""Of all messages of a schedule together."""


MOST_TICKS = 5
"""Of schedules coming round in between."""


Move = Callable[[], None]
"""Something that may happen next."""


MOST_STEPS = 20_000
"""Of a healed world, before it counts as never becoming quiet."""


@dataclass
class Stage:
    """A schedule on its way."""

    world: World
    draws: Draws
    weather: Weather
    people: list[Person] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    sent: list[tuple[str, str, Any]] = field(default_factory=list)
    """Every message that a queue took in: queue, kind and body."""
    done: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Every message that was dealt with: queue, body, and from when to when its worker ran."""
    history: Any = None
    """What the people of this theme know."""
    faults: dict[str, int] = field(default_factory=dict)
    schedules: tuple[str, ...] = ()
    """Which schedules may come round at any time."""
    last: Worker | None = None
    steps: int = 0
    ticks: int = 0
    copies: Counter[str] = field(default_factory=Counter)
    """Of each message."""
    plan: Callable[[Worker], str] | None = None
    """Decides the fate of each call instead of the draws, for enumerations."""

    def __post_init__(self) -> None:
        self.world.cloud.dynamodb.stale = self._stale
        self.world.cloud.sqs.on_sent = lambda queue, body: self.sent.append((queue.name[14:], *told(body)))
        self.world.cloud.sesv2.on_sent = self._mailed

    def invite(self, name: str, script: Callable[[Person], object], addresses: tuple[str, ...] = ()) -> Person:
        """Somebody comes along."""
        person = Person(self, name, script, addresses)
        self.people.append(person)
        return person

    def _mailed(self, raw: bytes) -> None:
        worker: Worker | None = getattr(getcurrent(), "worker", None)
        self.letters.append(read_letter(raw, self.world.now, worker.started if worker else 0))

    # Running

    def play(self) -> None:
        """Let it all happen, until it is quiet or has lasted long enough."""
        while self.steps < self.weather.steps and (move := self._drawn()):
            self.steps += 1
            move()

    def _drawn(self) -> Move | None:
        """What happens next: where nothing can be wild, the most obvious."""
        if not self.weather.wild:
            return next(self._moves(), None)
        moves = list(self._moves())
        return moves[self.draws.pick(len(moves), self.weather.wild)] if moves else None

    def settle(self) -> None:
        """Run until nothing happens any more."""
        for _ in range(MOST_STEPS):
            move = next(self._moves(), None)
            if move is None:
                return
            move()
        self.world.violated("I8: the queues never become quiet")

    def tick(self, *names: str) -> None:
        """Let schedules come round in a world that healed."""
        for name in names:
            worker = self.world.tick(name)
            self.begin(worker)
            self.settle()
            if worker.ended != "done":
                self.world.violated(f"I8: nothing fails, and {name} does: {worker.problem}")

    def pass_time(self, microseconds: int) -> None:
        self.world.now += microseconds

    # What can happen next, the most obvious first

    def _moves(self) -> Iterator[Move]:
        is_quiet = True
        for move in self._obvious():
            is_quiet = False
            yield move
        next_event = None if self.world.workers else self._next_event()
        if next_event is not None:
            yield partial(self._pass_time_until, next_event)
        elif is_quiet:
            waiting = next((person for person in self.people if person.gives_up and not person.is_done), None)
            if waiting:
                yield partial(self._act, waiting, quiet=True)
            return
        if not self.draws.calm:
            yield self._some_time
            if self.ticks < MOST_TICKS:
                yield from (partial(self._tick, name) for name in self.schedules)

    def _obvious(self) -> Iterator[Move]:
        """What needs no time to pass."""
        if self.last is not None and self.last.call is not None:
            yield partial(self._go_on, self.last)
        for worker in self.world.workers:
            if worker is not self.last and worker.call is not None:
                yield partial(self._go_on, worker)
        are_faster = self.weather.piles and not self.draws.calm
        if are_faster:
            yield from self._acts()
        yield from self._deliveries()
        if not are_faster:
            yield from self._acts()

    def _acts(self) -> Iterator[Move]:
        for person in self.people:
            if self._may_act(person):
                yield partial(self._act, person)

    def _deliveries(self) -> Iterator[Move]:
        workers = self.world.workers
        for name, queue in self.world.queues.items():
            if not queue.messages:
                continue
            if len(workers) >= MOST_AT_ONCE and sum(worker.queue is queue for worker in workers) >= MOST_AT_ONCE:
                continue
            if visible := queue.visible(self.world.now):
                yield partial(self._deliver, name, queue, visible)

    def _next_event(self) -> int | None:
        now = self.world.now
        moments = [person.until for person in self.people if person.until is not None and not person.is_done]
        for queue in self.world.queues.values():
            if queue.messages:
                moments += [message.visible_at for message in queue.messages if message.visible_at > now]
        return min(moments, default=None)

    def _pass_time_until(self, moment: int) -> None:
        self.world.now = max(self.world.now, moment)

    def _some_time(self) -> None:
        self.world.now += (SECOND, 31 * SECOND, 7 * MINUTE, 5 * HOUR)[self.draws.pick(4, 0.06)]
        self.world.note("time passes")

    # Workers

    def begin(self, worker: Worker) -> None:
        """Start an invocation."""
        if self.weather.skew and not self.draws.calm:
            worker.skew = (self.draws.pick(3) - 1) * self.weather.skew if self.draws.maybe(0.5) else 0
        if self.weather.fault and self.draws.maybe(0.02):
            # A cold start: a new process fetches its secrets again.
            self.world.forget_secrets()
        self.last = worker
        self.world.start(worker)
        self._conclude(worker)

    def _go_on(self, worker: Worker) -> None:
        self.last = worker
        assert worker.call is not None
        if self.world.now > worker.deadline:
            self.world.note(worker.title, "ran out of time")
            self.count("ran out of time")
            self.world.kill(worker)
        else:
            self.world.go_on(worker, self._fate(worker))
        self._conclude(worker)

    def _tick(self, name: str) -> None:
        self.ticks += 1
        self.begin(self.world.tick(name))

    def _fate(self, worker: Worker) -> str:
        assert worker.call is not None
        if self.plan is not None:
            fate = self.plan(worker)
        elif not self.weather.fault or self.draws.calm:
            return ""
        else:
            # Which number means what does not depend on the call, so that a shorter list means the same.
            possible = fates(worker.call)
            fate = possible[self.draws.pick(len(possible), self.weather.fault)]
        if fate:
            self.count(fate)
        return fate

    def count(self, fault: str) -> None:
        """Note that something went otherwise than it should."""
        self.faults[fault] = self.faults.get(fault, 0) + 1

    def _conclude(self, worker: Worker) -> None:
        """What the event source makes of the end of an invocation, as Lambda does it."""
        if not worker.ended or worker.queue is None:
            return
        queue, worker.queue = worker.queue, None
        coming_back = handed_back(worker)
        for message in worker.batch:
            if message in coming_back:
                if self.draws.calm:
                    # In a healed world it fails each time as it failed now: once more will do.
                    message.receives = max(message.receives, queue.most_receives - 1)
                continue
            self.done.append((queue.name[14:], message.body, worker.started, self.world.now))
            if self.weather.copies and self.draws.maybe(self.weather.copies):
                self.count("deletion lost")
                self.world.note(message.id, "was not deleted")
                continue
            queue.delete(message)

    def _deliver(self, name: str, queue: Queue, visible: list[Waiting]) -> None:
        if queue.is_fifo and self.draws.maybe(0.5):
            # One group at a time, so that several are dealt with at once.
            group = self.draws.one_of(sorted({message.group for message in visible}))
            visible = [message for message in visible if message.group == group]
        batch = visible[:10]
        if len(visible) > 1 and self.draws.maybe(0.6 if self.weather.piles else 0.3):
            order = visible if queue.is_fifo else self.draws.some_order(visible)
            batch = order[: 1 + self.draws.pick(min(10, len(order)))]
        if self.weather.copies and not queue.is_fifo and self.draws.maybe(self.weather.copies):
            self._copy(queue, self.draws.one_of(batch))
        coming = queue.hand_out(batch, self.world.now)
        if coming:
            self.begin(self.world.delivery(name, coming))

    def _copy(self, queue: Queue, message: Waiting) -> None:
        """At least once may be up to ten times, also hours later."""
        for _ in range(1 + self.draws.pick(9, 0.3)):
            if self.copies[message.id] == 9 or self.copies.total() == MOST_COPIES:
                return
            self.copies[message.id] += 1
            self.count("copy")
            delay = (0, 5 * SECOND, 10 * MINUTE, 7 * HOUR)[self.draws.pick(4)]
            queue.messages.append(Waiting(message.id, message.body, self.world.now + delay))

    def _stale(self, versions: int) -> int:
        if not self.weather.stale:
            return 0
        back = self.draws.pick(versions + 1, self.weather.stale)
        if back:
            self.count("stale read")
        return back

    # People

    def _may_act(self, person: Person) -> bool:
        if person.is_done:
            return False
        if person.waits_for is None:
            return True
        return bool(person.waits_for()) or (person.until is not None and person.until <= self.world.now)

    def _act(self, person: Person, quiet: bool = False) -> None:
        found = None if quiet or person.waits_for is None else person.waits_for()
        person.waits_for = person.until = None
        person.gives_up = False
        person.greenlet.parent = getcurrent()
        person.greenlet.switch(found)
