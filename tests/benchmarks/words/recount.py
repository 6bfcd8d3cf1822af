"""How long does a recount take, beside boto3 reading the same pages and counting?"""

import os
from collections.abc import Iterator

from tests.benchmarks.endpoint import answering, environment
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.ratio import ratio, spent, timed

MOST = 1.3
ROWS = 20_000
ROWS_FULL = 1_000_000


def measured(full: bool) -> Iterator[Figure]:
    """The recount of so many ballots: on the clock, and of the processor."""
    rows = ROWS_FULL if full else ROWS
    with answering(0, rows) as address:
        os.environ.update(environment(address))
        from chalicelib.edition import edition
        from chalicelib.voting import rules, store
        from tests.benchmarks import bare

        counted = bare.recount(edition().vote.round)

        def ours() -> None:
            assert rules.tally([], store.choices(edition().vote.round)).people == rows

        def theirs() -> None:
            assert sum(counted().values()) == rows

        theirs()
        slower, mine, least = ratio(timed(ours), timed(theirs), 3)
        processor = ratio(spent(ours), spent(theirs), 3)[0]
    what = f"recount of {rows:,} ballots"
    yield Figure(what, slower, "× boto3", aim=f"at most {MOST}", verdict=at_most(slower, MOST))
    yield Figure(f"{what}, processor", processor, "× boto3")
    yield Figure(f"{what}, each", mine / rows * 1e6, "µs", {"boto3": least / rows * 1e6})
