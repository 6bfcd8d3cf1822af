"""The public log of the vote: sealed while people press, until its numbers are public and it is opened."""

from tests.cloud.calls import HOUR, MINUTE
from tests.simulation.draws import Draws
from tests.simulation.invariants.logs import check_log, watch_log
from tests.simulation.people.voters import the_polls
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.votes import candidates, withdraws
from tests.years import YEAR


def _log_starts(draws: Draws) -> int:
    vote = YEAR.vote
    return (
        moment(vote.opens) + 30 * HOUR,
        moment(vote.closes) - 20 * MINUTE,
        moment(vote.results) - 20 * MINUTE,
    )[draws.pick(3, 0.4)]


def sealing(stage: Stage) -> None:
    watch_log(stage)
    stage.schedules = ("seal", "recount")
    stage.invite("the polls", the_polls(SLUGS, moment(YEAR.vote.closes)))
    stage.invite("the clock", _seals)
    if stage.draws.maybe(0.15):
        stage.invite("the desk", withdraws)


def _seals(me: Person) -> None:
    """Seals once an hour, at times two at once."""
    for _ in range(1 + me.pick(3)):
        for _ in range(1 + me.pick(2, 0.4)):
            me.stage.begin(me.stage.world.tick("seal"))
        me.wait(HOUR + MINUTE)


def open_the_log(stage: Stage) -> None:
    """Its numbers are public, and nothing is on its way any more."""
    stage.pass_time(max(2 * HOUR, moment(YEAR.vote.results) + HOUR - stage.world.now))
    stage.tick("seal", "recount", "seal")
    stage.pass_time(HOUR + MINUTE)
    stage.tick("recount", "seal")


LOGS = Theme("logs", 5, _log_starts, candidates, sealing, open_the_log, check_log)
