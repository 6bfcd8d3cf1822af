"""How long does a recount take, beside boto3 reading the same pages and counting?"""

import os
import time
from collections.abc import Callable, Iterator
from statistics import median

from tests.benchmarks.endpoint import answering, environment
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.ratio import ratio

MOST = 1.3
ROWS = 20_000
ROWS_FULL = 1_000_000
TIMES = 9
TIMES_FULL = 3


def measured(full: bool) -> Iterator[Figure]:
    """The recount of so many ballots: on the clock, and of the processor."""
    rows = ROWS_FULL if full else ROWS
    with answering(0, rows) as address:
        os.environ.update(environment(address))
        from chalicelib.voting import store
        from chalicelib.voting.disqualifying import counting
        from tests.benchmarks import bare
        from tests.years import YEAR

        counted = bare.recount(YEAR.vote.key)

        def ours() -> None:
            count = counting.Count([])
            for found in store.choices(YEAR.vote.key):
                count.add(found)
            assert count.people == rows

        def theirs() -> None:
            assert sum(counted().values()) == rows

        # The endpoint makes its pages when they are first asked for, and each opens its connections.
        theirs()
        ours()
        mine, least = _Timed(ours), _Timed(theirs)
        slower, seconds, their_seconds = ratio(mine, least, TIMES_FULL if full else TIMES)
    what = f"recount of {rows:,} ballots"
    yield Figure(what, slower, "× boto3", aim=f"at most {MOST}", verdict=at_most(slower, MOST))
    yield Figure(f"{what}, processor", median(mine.spent) / median(least.spent), "× boto3")
    yield Figure(f"{what}, each", seconds / rows * 1e6, "µs", {"boto3": their_seconds / rows * 1e6})


class _Timed:
    """A run that says how long it took, and keeps what of it was processor time, in seconds."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._run = run
        self.spent: list[float] = []

    def __call__(self) -> float:
        started, processor = time.perf_counter(), time.process_time()
        self._run()
        self.spent.append(time.process_time() - processor)
        return time.perf_counter() - started
