"""The public log of the vote while others witness it, who are down, slow, lie, or saw another log of this name."""

from collections.abc import Iterator

from msgspec.structs import replace

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.logs import check_log
from tests.simulation.invariants.witnesses import check_witnesses, watch_witnesses
from tests.simulation.schedule import Stage
from tests.simulation.themes.logs import open_the_log, sealing
from tests.simulation.themes.theme import Theme, moment
from tests.simulation.themes.votes import candidates
from tests.simulation.witnesses import neighbours
from tests.simulation.world import World

# isort: split
from chalicelib.cloud import editions
from tests.years import YEAR, rows


def _starts(draws: Draws) -> int:
    vote = YEAR.vote
    return (moment(vote.opens) + 30 * HOUR, moment(vote.results) - 20 * MINUTE)[draws.pick(2, 0.3)]


def _with_witnesses(stage: Stage) -> None:
    calm = Draws(0)
    calm.calm = True
    year = replace(YEAR, witnesses=tuple(its.witness for its in neighbours(World(0, 0), calm)))
    years = stage.world.table("editions")
    for row in rows(year):
        years.rows[row["edition"]["S"], row["version"]["S"]] = row
    editions.begin()
    candidates(stage)


def witnessed(stage: Stage) -> None:
    sealing(stage)
    watch_witnesses(stage, neighbours(stage.world, stage.draws))


def _asked_once_more(stage: Stage) -> None:
    """The log is opened, and an hour after the last look whoever did not sign is asked again."""
    open_the_log(stage)
    (looked,) = (int(row["at"]["N"]) for row in stage.world.table("logs").rows.values() if "chains" in row)
    gone = stage.world.now - looked * SECOND
    stage.pass_time((gone // HOUR + 1) * HOUR + SECOND - gone)
    stage.tick("seal")


def _check(stage: Stage) -> Iterator[str]:
    yield from check_log(stage)
    yield from check_witnesses(stage)


WITNESSES = Theme("witnesses", 3, _starts, _with_witnesses, witnessed, _asked_once_more, _check)
