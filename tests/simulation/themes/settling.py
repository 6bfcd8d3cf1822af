"""The minutes in which the numbers of a vote settle: what is said, pressed or taken back until then, and counted last.

Clocks differ by two minutes at most here, which is what the rules say that they do.
"""

from collections.abc import Iterator
from dataclasses import replace

from tests.cloud.calls import MINUTE, SECOND
from tests.sealed import PLACE
from tests.simulation.draws import Draws
from tests.simulation.invariants.disqualifying import SETTLED, check_decided, numbers, watch_cases
from tests.simulation.invariants.logs import check_log, watch_log
from tests.simulation.invariants.settling import check_settled
from tests.simulation.invariants.tally import tally_is_right, watch_tally
from tests.simulation.people.deciders import a_decider
from tests.simulation.people.memory import history
from tests.simulation.people.organisers import ORGANISERS
from tests.simulation.people.voters import the_polls
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.disqualifying import voted
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.votes import withdraws
from tests.years import YEAR

CLOCKS = MINUTE
"""By how much a clock is off at most."""
LAST = 10 * MINUTE
"""So long after the numbers have settled all is done."""


def _starts(draws: Draws) -> int:
    return SETTLED - (5 * MINUTE, 2 * MINUTE, MINUTE)[draws.pick(3)]


def _opened(stage: Stage) -> None:
    """Six voted a while ago, and the log is open."""
    voted(stage)
    stage.tick("recount", "seal", "recount", "seal")


def _settling(stage: Stage) -> None:
    stage.weather = replace(stage.weather, skew=min(stage.weather.skew, CLOCKS))
    watch_log(stage)
    history(stage).checkpoints.append(stage.world.cloud.s3.files[f"{PLACE}checkpoint"])
    watch_tally(stage)
    watch_cases(stage)
    for name in ORGANISERS[:2]:
        stage.invite(name, a_decider)
    stage.invite("the clock", _each_minute)
    if stage.draws.maybe(0.4):
        stage.invite("the polls", the_polls(SLUGS, moment(YEAR.vote.closes)))
    if stage.draws.maybe(0.4):
        stage.invite("the desk", withdraws)


def _each_minute(me: Person) -> None:
    """Both schedules come round, at times one of them a little later, until the numbers have settled."""
    while me.stage.world.now < SETTLED + LAST:
        for name in me.stage.draws.some_order(("seal", "recount")):
            me.stage.begin(me.stage.world.tick(name))
            if me.maybe(0.3):
                me.wait((SECOND, 20 * SECOND)[me.pick(2)])
        me.wait(MINUTE)


def _settles(stage: Stage) -> None:
    """Each minute both come round, the count behind the seal."""
    rounds = 0
    while rounds < 3 or stage.world.now < SETTLED + LAST:
        rounds += 1
        stage.pass_time(MINUTE)
        stage.tick("seal", "recount")
    _who_left(stage)
    before = numbers(stage)
    for _ in range(3):
        stage.pass_time(MINUTE)
        stage.tick("seal", "recount")
    if numbers(stage) != before:
        stage.world.violated("I26: something changes once the numbers have settled")


def _who_left(stage: Stage) -> None:
    """Whoever came once the numbers had settled did not leave; in between either may be."""
    rows = {row["slug"]["S"]: row for row in stage.world.table("candidates").rows.values()}
    for slug, at in [*history(stage).withdrawn.items()]:
        has_left = bool(int(rows[slug]["rank"]["N"]) % 2)
        began = [began for queue, body, began, _ in stage.done if queue == "voting" and "CandidateWithdrawn" in body]
        if has_left and at > SETTLED + CLOCKS:
            stage.world.violated("I26: a candidate leaves once the numbers have settled")
        if not has_left and any(one < SETTLED - CLOCKS for one in began):
            stage.world.violated("I3: a candidate that left in time is still there")
        if not has_left:
            del history(stage).withdrawn[slug]


def _check(stage: Stage) -> Iterator[str]:
    yield from check_decided(stage)
    yield from tally_is_right(stage)
    yield from check_log(stage)
    yield from check_settled(stage)


SETTLING = Theme("settling", 3, _starts, _opened, _settling, _settles, _check)
