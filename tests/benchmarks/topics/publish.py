"""How long does a build of the public files take, how does that grow, and how many builds do many changes cost?

A build after one change in a campaign of so many initiatives, all other pages being there: processor time, and the
calls that it makes. The first build of all, and each after a deploy, draws every page, in several goes where need be.
"""

import gc
from collections.abc import Iterator

from tests.benchmarks import bill, scenarios, seeds  # the environment comes first
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.figures import Figure, at_most

# isort: split
from chalicelib.cloud.queues import unpack
from chalicelib.messages.publication import InitiativeApproved, SiteChanged
from chalicelib.publication.bucket import LONGEST_BUILD
from tests.benchmarks.seeds import initiative
from tests.campaign import VOTING

FEW = 500
SIZES, FULL_SIZES = (500, 1_500), (500, 5_000, 50_000)
SLOWER = 1.3
TIMES = 2
"""Builds of which the quicker counts; one where they are long."""
LIMIT = 60
"""Seconds that the function may take."""
CHANGES = 10


def measured(full: bool) -> Iterator[Figure]:
    """Seconds per row at each size, and builds per window."""
    per_row: dict[int, float] = {}
    for size in FULL_SIZES if full else SIZES:
        taken, goes = _after_a_change(size)
        per_row[size] = min(ran.cpu for ran in taken) / size * 1e3
        yield Figure("a build after one change, per initiative", per_row[size], "ms", at=size)
        seconds = min(map(bill.seconds, taken))
        what = "a go of that build, as Lambda would time it"
        verdict = at_most(seconds / goes, LIMIT)
        yield Figure(what, seconds / goes, "s", {"goes": goes}, f"at most {LIMIT}", verdict, at=size)
        writes = sum(call.operation == "PutObject" for call in taken[0].calls)
        yield Figure("a build after one change, files that it writes", writes, "files", exact=True, at=size)
    ratio = per_row[max(per_row)] / per_row[FEW]
    what = f"a build per initiative at {max(per_row):,}, of that at {FEW}"
    yield Figure(what, ratio, "times", aim=f"at most {SLOWER}", verdict=at_most(ratio, SLOWER))
    builds = many_changes()
    yield Figure(f"builds that {CHANGES} changes in a window cost", builds, "builds", aim="1",
                 verdict=at_most(builds, 1), exact=True)  # fmt: skip


def _after_a_change(size: int) -> tuple[list[Invocation], int]:
    """Some builds, each after one more initiative was approved, and in how many goes each is done."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, size)
        seeds.site(its.deployment)
        taken = []
        for _ in range(TIMES if size < max(FULL_SIZES) else 1):
            its.approve_one()
            gc.collect()
            taken += its.publish()
    # What Lambda would cut in goes runs here in one: the clock stands still.
    return taken, 1 + int(min(map(bill.seconds, taken)) // LONGEST_BUILD)


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
