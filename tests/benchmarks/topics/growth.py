"""What grows with the campaign? A counted vote among more and more ballots, and a look at the list of more and more
initiatives; a recount reads every ballot, so that it grows with them, and no faster.
"""

import gzip
from collections.abc import Iterator

from tests.benchmarks import scenarios, seeds  # the environment comes first
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.naive.journey import naive_app
from tests.benchmarks.topics.calls import MOST_PER_VOTE, made
from tests.benchmarks.topics.units import MOST_PER_VOTE as MOST_UNITS
from tests.benchmarks.topics.units import units
from tests.cloud.meter import reads, writes

# isort: split
from chalicelib import clock
from chalicelib.publication import shelves
from chalicelib.site import calendar, home, lists
from chalicelib.site.drawing import Site
from tests.campaign import VOTING
from tests.years import YEAR

BALLOTS, FULL_BALLOTS = (1_000, 5_000, 25_000), (1_000, 10_000, 100_000, 1_000_000)
INITIATIVES, FULL_INITIATIVES = (500, 5_000), (500, 5_000, 50_000)
LARGER = 1.2


def measured(full: bool) -> Iterator[Figure]:
    """Each at every size."""
    for ballots in FULL_BALLOTS if full else BALLOTS:
        yield from _vote(ballots)
    views = {number: _views(number) for number in (FULL_INITIATIVES if full else INITIATIVES)}
    for number, sizes in views.items():
        for name, size in sizes.items():
            yield Figure(f"first view of the {name}", size, "bytes", exact=True, at=number)
    most = max(views)
    for name in views[most]:
        ratio = views[most][name] / views[min(views)][name]
        yield Figure(f"first view of the {name} at {most:,}, of that at {min(views):,}", ratio, "times",
                     aim=f"at most {LARGER}", verdict=at_most(ratio, LARGER))  # fmt: skip
    for number in views:
        beside = {"naive": _naive_reads(number)}
        yield Figure("read for one view of the list", 0, "units", beside, "0", "holds", exact=True, at=number)


def _vote(ballots: int) -> Iterator[Figure]:
    with scenarios.campaign() as its:
        its.clock.move_to(VOTING)
        seeds.ballots(its.deployment, ballots)
        vote = [*its.vote_request(), *its.confirm()]
        calls, written = made(vote), units(vote, writes)
        yield Figure("calls of a counted vote", calls, "calls", {}, f"at most {MOST_PER_VOTE}",
                     at_most(calls, MOST_PER_VOTE), exact=True, at=ballots)  # fmt: skip
        yield Figure("write units of a counted vote", written, "units", {}, f"at most {MOST_UNITS}",
                     at_most(written, MOST_UNITS), exact=True, at=ballots)  # fmt: skip
        (recount,) = its.recount()
        yield Figure("calls of a recount", len(recount.calls), "calls", exact=True, at=ballots)
        read = reads(recount.calls) / ballots * 1000
        yield Figure("read units of a recount, per thousand ballots", read, "units", exact=True, at=ballots)


def _views(initiatives: int) -> dict[str, int]:
    """Compressed bytes of what a browser asks for that depends on the number of initiatives, drawn from the rows."""
    with scenarios.campaign() as its:
        its.clock.move_to(VOTING)
        seeds.initiatives(its.deployment, initiatives)
        whole = _site()
        *_, front = lists.sketches(whole, "nl")
        drawn = {"list": front.draw(), "home page": home.draw(whole, "nl")}
    return {name: len(gzip.compress(file.content)) for name, file in drawn.items()}


def _site() -> Site:
    return shelves.site(YEAR, calendar.at(YEAR, clock.now()))


def _naive_reads(initiatives: int) -> float:
    with naive_app(initiatives) as its:
        return units(its.list_page(), reads)
