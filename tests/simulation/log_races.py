"""Two who seal the log at once, one of whom stops between any two of its calls while the other goes on."""

import json
from collections.abc import Callable, Iterator

from tests import sealed
from tests.cloud.calls import HOUR, MINUTE
from tests.simulation.draws import Draws
from tests.simulation.edges import edges
from tests.simulation.playing import prepared
from tests.simulation.racing import deliveries, finish, go_on, to_its_end
from tests.simulation.themes.theme import SLUGS, moment
from tests.simulation.themes.witnesses import WITNESSES
from tests.simulation.witnesses import neighbours
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud import keys
from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting.signing import signed
from tests.years import YEAR

MOST_CALLS = 60
BEGAN = moment(YEAR.vote.opens) + 30 * HOUR


def of_the_log() -> Iterator[str]:
    """I6: whoever goes on late takes nothing back, and nothing is in the log twice."""
    with edges():
        yield from _overtaken(lambda: World(0, BEGAN))


def of_the_witnessed_log() -> Iterator[str]:
    """The same, where others sign what late ones offer them."""
    with edges():
        yield from _overtaken(_witnessed)


def _witnessed() -> World:
    before = prepared(WITNESSES.prepare, BEGAN).world
    world = World(0, before.now, before)
    calm = Draws(0)
    calm.calm = True
    neighbours(world, calm)
    return world


def _overtaken(begun: Callable[[], World]) -> Iterator[str]:
    for place in range(MOST_CALLS):
        sizes, receipts = _sealed_while_another_stood(begun(), place)
        if len(set(sizes)) > 1:
            yield f"I6: row, files and checkpoint of the log say {sizes} where another stopped after call {place}"
        if receipts != ["one", "two"]:
            yield f"I1: the log has {receipts} where another stopped after call {place}"


def _sealed_while_another_stood(world: World, place: int) -> tuple[tuple[int, ...], list[str]]:
    with running(world):
        to_its_end(world, world.tick("seal"))
        _votes(world, "one")
        late = world.start(world.tick("seal"))
        go_on(world, late, place)
        _votes(world, "two")
        to_its_end(world, world.tick("seal"))
        finish(world, late)
    (row,) = (row for row in world.table("logs").rows.values() if "chains" in row)
    files = sealed.among(world.cloud.s3.files)
    said = [json.loads(entry) for entry in sealed.verified(files)]
    sizes = (int(row["size"]["N"]), int(row["drawn"]["N"]), len(said))
    with running(world):
        names = {keys.log_id(YEAR.vote.key, receipt): receipt for receipt in ("one", "two")}
    return sizes, sorted(names[entry["id"]] for entry in said if entry["kind"] == "vote")


def _votes(world: World, receipt: str) -> None:
    """Somebody votes, and an hour goes by."""
    at, voter = Microseconds(world.now), VoterKey(f"V{receipt}".ljust(43, "x"))
    world.put("voting", pack(signed(VoteConfirmed(YEAR.vote.key, voter, SLUGS[0], receipt, YEAR.rules, at, receipt))))
    for worker in deliveries(world, "voting"):
        to_its_end(world, worker)
    world.now += HOUR + MINUTE
