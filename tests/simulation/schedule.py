"""One schedule: who goes on, what becomes of each AWS call, which messages come when and how often, as drawn.

First anything may happen. Then the world heals: no more faults, all waits are waited out, dead letters are sent again.
What is left then is what the system made of it, for invariants.py to judge.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
from greenlet import getcurrent, greenlet

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.cloud.queues import Queue, Waiting
from tests.simulation.draws import Draws
from tests.simulation.letters import Letter, read_letter
from tests.simulation.world import Answer, Worker, World, answered, fates, told

# isort: split
from chalicelib.messages import MailRequested
from chalicelib.notifications import steps
from chalicelib.notifications.rules import MOST_ATTEMPTS

MOST_AT_ONCE = 3
"""Workers that one standard queue has at most."""
MOST_COPIES = 15
"""Of all messages of a schedule together."""
MOST_TICKS = 5
"""Of schedules coming round in between."""
SENT_AGAIN = "the dead letters are sent again"
Move = Callable[[], None]
"""Something that may happen next."""
MOST_STEPS = 20_000
"""Of a healed world, before it counts as never becoming quiet."""


@dataclass(frozen=True)
class Weather:
    """How bad it gets: chances by kind of trouble."""

    wild: float
    """That not the obvious one goes on."""
    fault: float
    """That a call has another fate than to be done."""
    copies: float
    """That a message comes more than once, or its deletion is lost."""
    stale: float
    piles: bool
    """Whether people are faster than queues, so that messages pile up and come in any order."""
    skew: int
    """How far a machine's clock may be off, in microseconds."""
    steps: int
    """After so many steps the world heals, whatever goes on."""


CALM = Weather(0, 0, 0, 0, False, 0, 0)


def weather(draws: Draws) -> Weather:
    """Any weather: often a bit of everything, sometimes much of one thing."""
    return Weather(
        wild=(0.0, 0.15, 0.5)[draws.pick(3)],
        fault=(0.0, 0.02, 0.08, 0.3)[draws.pick(4)],
        copies=(0.0, 0.03, 0.15)[draws.pick(3)],
        stale=(0.0, 0.3)[draws.pick(2)],
        piles=draws.maybe(0.5),
        skew=(0, 600 * SECOND)[draws.pick(2, 0.1)],
        steps=400,
    )


@dataclass(eq=False)
class Person:
    """Somebody who acts over HTTP and reads mails: a script in a greenlet of its own."""

    stage: "Stage"
    name: str
    script: Callable[["Person"], object]
    addresses: tuple[str, ...] = ()
    """All of one mailbox."""
    waits_for: Callable[[], Any] | None = None
    """None: nothing, it may act. Else it may once this gives something."""
    until: int | None = None
    """Or once this moment is there."""
    gives_up: bool = False
    """Whether it stops waiting when all is quiet."""
    is_done: bool = False

    def __post_init__(self) -> None:
        self.greenlet = greenlet(self._live)

    def _live(self, _: Any) -> None:
        self.script(self)
        self.is_done = True

    # What a script says

    def pick(self, choices: int, chance: float = 1.0) -> int:
        return self.stage.draws.pick(choices, chance)

    def maybe(self, chance: float) -> bool:
        return self.stage.draws.maybe(chance)

    def one_of(self, things: Sequence[Any]) -> Any:
        return self.stage.draws.one_of(things)

    def ask(self, method: str, path: str, fields: Any = None, as_json: bool = False) -> Answer:
        """One request, and its answer; which may get lost on its way to the browser."""
        worker = self.stage.world.request(method, path, fields, as_json)
        self.stage.begin(worker)
        self._wait(lambda: worker.ended)
        answer = answered(worker)
        self.stage.judge_answer(worker, answer)
        return Answer(0) if self.stage.is_lost() else answer

    def get(self, path: str, as_json: bool = False) -> Answer:
        return self.ask("GET", path, as_json=as_json)

    def post(self, path: str, fields: Any, as_json: bool = False) -> Answer:
        return self.ask("POST", path, fields, as_json)

    def letter(self, about: str = "", purpose: str = "") -> Letter | None:
        """The oldest mail that was not read yet; None when nothing comes any more."""

        letters, place = self.stage.letters, 0

        def unread() -> Letter | None:
            # What is not wanted now never will be: only what comes later is still to be looked at.
            nonlocal place
            while place < len(letters):
                letter = letters[place]
                if (
                    letter.to in self.addresses
                    and letter.reader is None
                    and about in letter.text
                    and (not purpose or letter.purpose == purpose)
                ):
                    return letter
                place += 1
            return None

        letter: Letter | None = self._wait(unread, gives_up=True)
        if letter:
            letter.reader = self.name
        return letter

    def run(self, name: str, errand: Callable[[], Any]) -> Worker:
        """Run an operator's tool to its end, whichever that is."""
        worker = self.stage.world.errand(name, errand)
        self.stage.begin(worker)
        self._wait(lambda: worker.ended)
        return worker

    def wait(self, microseconds: int) -> None:
        """Do something else meanwhile."""
        self._wait(lambda: None, until=self.stage.world.now + microseconds)

    def until_quiet(self) -> None:
        """Wait until nothing happens any more."""
        self._wait(lambda: None, gives_up=True)

    def also(self, script: Callable[["Person"], object], name: str = "") -> None:
        """Meanwhile, in another window or by somebody else."""
        self.stage.invite(name or f"{self.name}'s other window", script, self.addresses)

    def _wait(self, found: Callable[[], Any], until: int | None = None, gives_up: bool = False) -> Any:
        self.waits_for, self.until, self.gives_up = found, until, gives_up
        return self.greenlet.parent.switch()


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
        """Let it all happen, until it is quiet or has lasted long enough; then heal and let it all settle."""
        while self.steps < self.weather.steps and (move := self._drawn()):
            self.steps += 1
            move()
        self.heal()

    def _drawn(self) -> Move | None:
        """What happens next: where nothing can be wild, the most obvious."""
        if not self.weather.wild:
            return next(self._moves(), None)
        moves = list(self._moves())
        return moves[self.draws.pick(len(moves), self.weather.wild)] if moves else None

    def heal(self) -> None:
        """No more faults: run until all is quiet, and once more after the dead letters were sent again."""
        self.draws.calm, self.plan = True, None
        self.settle()
        self._good_messages_live()
        for again in range(8):
            if not self.redrive():
                return
            self.world.note(SENT_AGAIN)
            if again:
                # What waits for a mailbox's day to be over goes out then.
                self.pass_time(25 * HOUR)
            self.settle()

    def _good_messages_live(self) -> None:
        """I8: where nothing failed, nothing but what nobody can read is a dead letter."""
        if self.faults.keys() <= {"copy", "stale read"}:
            for queue in self.world.cloud.sqs.queues.values():
                # A copy of a mail, or of what asks for one, spends an attempt of it.
                may_lose = "mail" in queue.name and self.faults
                if not may_lose and any(one.body not in self.history.poison for one in queue.dead):
                    self.world.violated(f"I8: a good message became a dead letter of {queue.name} with a bad one")

    def redrive(self) -> bool:
        """Send dead letters again, as a person would who looked at them; says whether there were any."""
        queues = self.world.cloud.sqs.queues.values()
        again = [(queue, [one for one in queue.dead if not self.may_stay_dead(queue, one)]) for queue in queues]
        for queue, dead in again:
            queue.redrive(dead, self.world.now)
        return any(dead for _, dead in again)

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

    def may_stay_dead(self, queue: Queue, message: Waiting) -> bool:
        """Whether a person would have to look at this one."""
        if message.body in self.history.poison:
            return True
        return "mail" in queue.name and self._ran_out(message.body)

    def _ran_out(self, body: str) -> bool:
        fields = msgspec.json.decode(body)["fields"]
        if "mail" not in fields:
            return False
        attempts = f"attempts_{name_of(fields)}"
        rows = self.world.table("deliveries").rows.values()
        return any(int(row[attempts]["N"]) >= MOST_ATTEMPTS for row in rows if attempts in row)

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
        coming_back = _coming_back(worker)
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

    def is_lost(self) -> bool:
        """Whether an answer gets lost between us and the browser."""
        if not self.weather.fault or not self.draws.maybe(self.weather.fault / 2):
            return False
        self.count("answer to the browser lost")
        return True

    def judge_answer(self, worker: Worker, answer: Answer) -> None:
        """I13: whatever fails behind it, the web function refuses in its own words."""
        if worker.ended == "raised" or answer.status in (500, 501):
            self.world.violated(f"I13: {worker.name} answered {answer.status}: {self.world.errors[-1:]}")


def name_of(fields: Any) -> str:
    """The name of a mail in the rows, by what asked for it."""
    requested = msgspec.convert(fields, MailRequested)
    return steps._kept(requested, steps._mailbox(requested.to))[0]


def _coming_back(worker: Worker) -> list[Waiting]:
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
