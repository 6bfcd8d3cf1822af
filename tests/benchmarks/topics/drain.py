"""How many votes does one core count, beside a bare loop of the same conditional writes?"""

import os
from collections.abc import Iterator

from tests.benchmarks import events
from tests.benchmarks.endpoint import answering, environment
from tests.benchmarks.figures import Figure, at_least
from tests.benchmarks.quiet import quiet
from tests.benchmarks.ratio import quickest, spent

LEAST = 0.95
BATCH = 10


def measured(full: bool) -> Iterator[Figure]:
    """Votes per second of processor: ours, and the bare loop's; the quickest batch of each."""
    with answering(0) as address:
        os.environ.update(environment(address))
        share, ours, bare = _beside_bare(1_000 if full else 120)
    per_core = {"bare loop": BATCH / bare}
    yield Figure(
        "votes counted per core", share, "× bare loop", aim=f"at least {LEAST}", verdict=at_least(share, LEAST)
    )
    yield Figure("votes counted per second of processor", BATCH / ours, "votes", per_core)


def _beside_bare(times: int) -> tuple[float, float, float]:
    import app
    from tests.benchmarks import bare

    event, handler = events.ballots(BATCH), bare.count_votes()
    done: dict[str, list[str]] = {"batchItemFailures": []}

    def count() -> None:
        assert app.count_votes(event, events.CONTEXT) == done

    def loop() -> None:
        assert handler(event) == done

    with quiet(), events.voting():
        for run in (count, loop):
            run()
        slower, ours, least = quickest(spent(count), spent(loop), times)
    return 1 / slower, ours, least
