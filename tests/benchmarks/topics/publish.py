"""How long does a build of the public files take, how does that grow, and how many builds do many changes cost?

A build after one change in a campaign of so many initiatives, on a day of the vote, all other pages being there. The
first build of all, and each after a deploy, draws every page, in several goes where need be.
"""

import gc
import tracemalloc
from collections.abc import Iterator

from tests.benchmarks import bill, scenarios, seeds  # the environment comes first
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.figures import Figure, at_most

# isort: split
from chalicelib.cloud.queues import unpack
from chalicelib.messages.publication import InitiativeApproved, SiteChanged
from tests.benchmarks.seeds import initiative
from tests.campaign import VOTING

FEW = 500
SIZES, FULL_SIZES = (500, 1_500), (500, 5_000, 50_000)
SLOWER = 1.3
MOST_FILES, MOST_SECONDS, MOST_MEMORY = 40, 20, 128
"""MB beside the 80 that the process has before it begins."""
TIMES = 3
"""Builds of which the quickest counts."""
CHANGES = 10


def measured(full: bool) -> Iterator[Figure]:
    """Processor time, files and memory of a build at each size, and builds per window."""
    cpu: dict[int, float] = {}
    for size in FULL_SIZES if full else SIZES:
        taken, peak = _after_a_change(size)
        cpu[size] = min(ran.cpu for ran in taken) * 1e3
        yield Figure("a build after one change", cpu[size], "ms", at=size)
        seconds = min(map(bill.seconds, taken))
        yield _aimed("that build, as Lambda would time it", seconds, "s", MOST_SECONDS, size)
        first, *_, writes = [sum(call.operation == "PutObject" for call in ran.calls) for ran in taken]
        beside = {"when a block is full": first} if first > writes else {}
        yield Figure("a build after one change, files that it writes", writes, "files", beside, f"at most {MOST_FILES}",
                     at_most(writes, MOST_FILES), exact=True, at=size)  # fmt: skip
        yield _aimed("a build after one change, memory that it takes at most", peak, "MB", MOST_MEMORY, size)
    ratio = cpu[max(cpu)] / max(cpu) / (cpu[FEW] / FEW)
    what = f"a build per initiative at {max(cpu):,}, of that at {FEW}"
    yield Figure(what, ratio, "times", aim=f"at most {SLOWER}", verdict=at_most(ratio, SLOWER))
    builds = many_changes()
    yield Figure(f"builds that {CHANGES} changes in a window cost", builds, "builds", aim="1",
                 verdict=at_most(builds, 1), exact=True)  # fmt: skip


def _aimed(what: str, value: float, unit: str, most: float, size: int) -> Figure:
    return Figure(what, value, unit, aim=f"at most {most}", verdict=at_most(value, most), at=size)


def _after_a_change(size: int) -> tuple[list[Invocation], float]:
    """Some builds, each after one more initiative was approved; and the most memory that another takes, in MB."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, size)
        its.clock.move_to(VOTING)
        seeds.site(its.deployment)
        taken = [_next_build(its) for _ in range(TIMES)]
        # Apart, since who is asked for each piece of memory takes several times as long.
        tracemalloc.start()
        _next_build(its)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return taken, peak / 1e6


def _next_build(its: scenarios.Campaign) -> Invocation:
    its.approve_one()
    gc.collect()
    (ran,) = its.publish()
    return ran


def many_changes() -> int:
    """Builds after many approvals whose messages wait together."""
    with scenarios.campaign() as its:
        its.publish()
        before = its.builds()
        at = int(VOTING.timestamp())
        for number in range(CHANGES):
            its.deployment.deliver("publication", InitiativeApproved(f"samen-{number}", 1, initiative(number), at))
        for body in its.deployment.take("publication"):
            changed = unpack(body)
            assert isinstance(changed, SiteChanged)
            its.deployment.deliver("publication", changed)
        return its.builds() - before
