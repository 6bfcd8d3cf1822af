"""A vote is called for on television: 2,800 buttons a second at the peak. Is each counted in the tally within a minute,
how long does the queue get, and does any partition of the table get more writes than it takes?

On a virtual clock, in steps of a tenth of a second. Real: the batch, memory and schedule of the functions, the buckets,
and the processor time of counting a ballot and of a recount, which are measured here. Modelled: AWS. Lambda reads a
queue with five workers and adds 300 a minute; a small call takes what prices.toml says, a page of a megabyte more. The
edition asks for a recount every minute, the most often that it can.
"""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from tests.benchmarks import bill, scenarios, seeds  # the environment comes first
from tests.benchmarks.clockwork import percentile
from tests.benchmarks.figures import Figure, at_most

# isort: split
from chalicelib.voting import rules
from chalicelib.voting.store import _AT_ONCE as AT_ONCE
from tests.campaign import VOTING

PEAK = 2_800
RISES, STAYS, FALLS = 60, 300, 120
"""Seconds."""
BEFORE = 100_000
"""Ballots that are there already."""
TICK = 0.1
BATCH = 10
WORKERS, MORE_A_MINUTE, MOST_WORKERS = 5, 300, 1_000
PAGE_SECONDS = 0.04
EVERY = rules.HALF_A_MINUTE.total_seconds()
"""Of an edition that asks for a recount every minute."""
MOST_WRITES, FRESH = 500, 60
MEASURED = 20_000


@dataclass(frozen=True)
class Costs:
    """Seconds: of counting one ballot, and of a recount per ballot and per page."""

    ballot: float
    recounted: float
    page: float = PAGE_SECONDS
    bytes: int = 282


@dataclass
class Spike:
    """What happens, tick by tick."""

    costs: Costs
    random: Random = field(default_factory=lambda: Random(2018))
    waiting: deque[tuple[float, int]] = field(default_factory=deque)
    counted: list[tuple[float, float, int]] = field(default_factory=list)
    """Pressed at, in the table at, how many."""
    backlog: int = 0
    most_waiting: int = 0
    most_workers: float = WORKERS
    most_writes: int = 0

    def run(self) -> None:
        """From the first button until the queue is empty."""
        now, workers, partitions, second = 0.0, float(WORKERS), Counter[int](), 0
        while now < RISES + STAYS + FALLS or self.backlog:
            self._arrive(now)
            if int(now) > second:
                self.most_writes = max([self.most_writes, *partitions.values()])
                partitions, second = Counter(), int(now)
            written = self._count(now, workers)
            partitions.update(self.random.choices(range(rules.BUCKETS), k=written))
            if self.backlog:
                workers = min(MOST_WORKERS, workers + MORE_A_MINUTE / 60 * TICK)
            self.most_workers = max(self.most_workers, workers)
            now += TICK

    def _arrive(self, now: float) -> None:
        rate = PEAK * min(1.0, now / RISES, max(0.0, (RISES + STAYS + FALLS - now) / FALLS))
        number = int(rate * TICK + self.random.random())
        if number:
            self.waiting.append((now, number))
            self.backlog += number
            self.most_waiting = max(self.most_waiting, self.backlog)

    def _count(self, now: float, workers: float) -> int:
        can = int(workers * TICK / self.costs.ballot)
        done = 0
        # A batch is handed over, counted one by one, and then done.
        takes = self.costs.ballot * BATCH
        while self.waiting and done < can:
            pressed, number = self.waiting.popleft()
            taken = min(number, can - done)
            if taken < number:
                self.waiting.appendleft((pressed, number - taken))
            self.counted.append((pressed, now + TICK + takes, taken))
            done += taken
        self.backlog -= done
        return done

    def freshness(self, every: float = EVERY) -> list[float]:
        """For each vote, how long after the button the first tally with it is there; one in a hundred is looked at."""
        found: list[float] = []
        there, begins, position = BEFORE, 0.0, 0
        order = sorted(self.counted, key=lambda one: one[1])
        while position < len(order):
            begins += every
            mine = position
            while position < len(order) and order[position][1] <= begins:
                there += order[position][2]
                position += 1
            ends = begins + self.recount_seconds(there)
            for pressed, _, number in order[mine:position]:
                found += [ends - pressed] * max(1, number // 10)
        return found

    def recount_seconds(self, ballots: int) -> float:
        """How long a recount of so many takes."""
        pages = max(rules.BUCKETS, ballots * self.costs.bytes / 1_048_576)
        return ballots * self.costs.recounted + pages * self.costs.page / AT_ONCE


def measured(full: bool) -> Iterator[Figure]:
    """Freshness, backlog and writes."""
    costs = _costs()
    spike = Spike(costs)
    spike.run()
    votes = sum(number for _, _, number in spike.counted)
    at = spike.freshness()
    fresh = percentile(at, 0.99)
    yield Figure(f"votes that come, at most {PEAK:,} a second", votes, "votes")
    lag = [there - pressed for pressed, there, _ in spike.counted]
    yield Figure("from button to table, 99 of 100 within", percentile(lag, 0.99), "s")
    yield Figure("from button to tally, 99 of 100 within", fresh, "s", {}, f"at most {FRESH}", at_most(fresh, FRESH))
    yield Figure("from button to tally, half of them within", percentile(at, 0.5), "s")
    recount = spike.recount_seconds(BEFORE + votes)
    yield Figure("the last recount takes", recount, "s", {}, "at most 60", at_most(recount, 60))
    yield Figure("most that wait in the queue", spike.most_waiting, "messages")
    yield Figure("most workers at once", round(spike.most_workers), "")
    yield Figure("most writes a second to one partition", spike.most_writes, "writes", {}, f"at most {MOST_WRITES}",
                 at_most(spike.most_writes, MOST_WRITES))  # fmt: skip


def _costs() -> Costs:
    """By the project's own functions, at the memory that they have."""
    with scenarios.campaign() as its:
        its.clock.move_to(VOTING)
        seeds.ballots(its.deployment, MEASURED)
        ballots = [its.confirm()[1] for _ in range(30)]
        recounts = [its.recount()[0] for _ in range(8)]
        table = its.deployment.table("ballots")
        size = sum(map(table.size, keys := table.all_in_order())) / len(keys)
    ballot = sorted(bill.seconds(ran) for ran in ballots)[len(ballots) // 2]
    least = min(recounts, key=lambda ran: ran.cpu)
    waited = bill.seconds(least, cpu=False)
    return Costs(ballot, (bill.seconds(least) - waited) / MEASURED, bytes=round(size))
