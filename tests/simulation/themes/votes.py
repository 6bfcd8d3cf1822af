"""The public votes, through the pages or only in the queue."""

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.tally import check_ballots, watch_tally
from tests.simulation.invariants.votes import check_votes
from tests.simulation.people.acts import come
from tests.simulation.people.memory import history
from tests.simulation.people.others import a_vandal
from tests.simulation.people.voters import a_voter, the_polls
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.voting import CandidateAdmitted, CandidateWithdrawn
from tests.years import YEAR


def _vote_starts(draws: Draws) -> int:
    vote = YEAR.vote
    return (
        moment(vote.opens) + 30 * HOUR,
        moment(vote.closes) - 20 * SECOND,
        moment(vote.opens) - 20 * SECOND,
        moment(vote.closes) - 30 * HOUR,
    )[draws.pick(4, 0.3)]


def candidates(stage: Stage) -> None:
    for slug in SLUGS:
        stage.world.put("voting", pack(CandidateAdmitted(slug, 1, f"Initiative {slug}", stage.world.now // SECOND)))
    stage.settle()


def _voters(stage: Stage) -> None:
    watch_tally(stage)
    stage.schedules = ("recount",) if stage.draws.maybe(0.2) else ()
    for number in range(1 + stage.draws.pick(3, 0.4)):
        name = f"voter{number}"
        addresses = (f"{name}@gmail.com", f"{name}+tag@gmail.com", f"V.oter{number}@googlemail.com")
        come(stage, name, addresses, a_voter(SLUGS))
    if stage.draws.maybe(0.15):
        stage.invite("the desk", withdraws)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)


def withdraws(me: Person) -> None:
    me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
    slug = me.one_of(SLUGS)
    history(me.stage).withdrawn[slug] = me.stage.world.now
    me.stage.world.put("voting", pack(CandidateWithdrawn(slug, 2, me.stage.world.now // SECOND)))


def count(stage: Stage) -> None:
    # Recounts that a fast clock stamped are over by then.
    stage.pass_time(HOUR + 30 * MINUTE)
    stage.tick("recount")


def _count_twice(stage: Stage) -> None:
    """What was asked for is counted from what the count before remembers."""
    count(stage)
    stage.pass_time(HOUR)
    stage.tick("recount")


VOTES = Theme("votes", 15, _vote_starts, candidates, _voters, _count_twice, check_votes)


def _polls(stage: Stage) -> None:
    watch_tally(stage)
    stage.schedules = ("recount",) if stage.draws.maybe(0.3) else ()
    stage.invite("the polls", the_polls(SLUGS))
    if stage.draws.maybe(0.15):
        stage.invite("the desk", withdraws)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)


BALLOTS = Theme("ballots", 73, _vote_starts, candidates, _polls, count, check_ballots)
