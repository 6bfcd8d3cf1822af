"""A juror's word that comes while their category is decided: between any two of its calls."""

from collections.abc import Iterator

import msgspec

from tests.cloud.calls import HOUR
from tests.simulation.edges import edges
from tests.simulation.invariants.jury import PANEL
from tests.simulation.playing import prepared
from tests.simulation.racing import deliveries, finish, go_on, to_its_end
from tests.simulation.themes.jury import CATEGORY, JURY, SEATS, SLUGS
from tests.simulation.themes.theme import moment
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.jury import store
from chalicelib.messages.jury import RankingGiven
from chalicelib.outcome import Outcome
from tests.years import SHORTLIST

MOST_CALLS = 12


def of_the_jury() -> Iterator[str]:
    """I22: what a juror says last counts or is refused: it is never kept beside a decision that does not know it."""
    with edges():
        for place in range(MOST_CALLS):
            kept, counted = _decided_meanwhile(place)
            if kept not in counted:
                yield f"I22: a juror's {kept} is kept, and counted are {counted}, after call {place}"


def _decided_meanwhile(place: int) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """What is kept of a juror who ranks anew, and what is counted, where others said the same as each other."""
    before = prepared(JURY.prepare, moment(SHORTLIST.closes) - HOUR).world
    world = World(0, before.now, before)
    with running(world):
        for number in range(len(SEATS)):
            world.put("organising", pack(_ranking(world, number, SLUGS)))
        for worker in deliveries(world, "organising"):
            to_its_end(world, worker)
        world.queue("organising").messages.clear()
        world.put("organising", pack(_ranking(world, 0, SLUGS[::-1])))
        (late,) = deliveries(world, "organising")
        world.start(late)
        go_on(world, late, place)
        world.now = moment(SHORTLIST.decided) + HOUR
        to_its_end(world, world.tick("remind"))
        finish(world, late)
        if late.result["batchItemFailures"]:
            to_its_end(world, world.delivery(late.name, late.batch))
        to_its_end(world, world.tick("remind"))
        said = store.juror(SHORTLIST.key, CATEGORY, "juror-0").said
    its = msgspec.json.decode(world.table("panels").rows[(PANEL, "outcome")]["said"]["S"], type=Outcome)
    assert said
    return said.order, [one.order for one in its.ballots]


def _ranking(world: World, number: int, order: tuple[str, ...]) -> RankingGiven:
    at = world.now // 10**6
    name = f"{number}{order[0]}"
    return RankingGiven(name, SHORTLIST.key, CATEGORY, f"juror-{number}", order, "", at + (order != SLUGS))
