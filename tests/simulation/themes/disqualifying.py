"""Votes that organisers leave out, by two: proposed, confirmed, dropped, undone, at once, while others still vote."""

from collections.abc import Iterator

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.disqualifying import SETTLED, check_decided, numbers, watch_cases
from tests.simulation.invariants.logs import check_log, watch_log
from tests.simulation.invariants.standing_out import check_fresh
from tests.simulation.invariants.tally import tally_is_right, watch_tally
from tests.simulation.people.deciders import (
    a_decider,
    comes_too_late,
    domain_of,
    network_of,
    pace_of,
    proposed,
    waits_for_a_count,
)
from tests.simulation.people.organisers import ORGANISERS, organise
from tests.simulation.people.voters import the_polls
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.logs import open_the_log
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.votes import candidates, withdraws

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Answer
from chalicelib.kinds import Microseconds, Seconds, VoterKey
from chalicelib.messages.message import Message
from chalicelib.messages.voting import DisqualificationAnswered, VoteConfirmed
from chalicelib.voting.signing import signed
from tests.years import YEAR

VOTE = YEAR.vote


def _starts(draws: Draws) -> int:
    starts = (moment(VOTE.closes) + 12 * MINUTE, moment(VOTE.results) - 20 * MINUTE, SETTLED - 20 * MINUTE)
    return starts[draws.pick(3, 0.5)]


def voted(stage: Stage) -> None:
    """Six people voted, by two domains and two networks, and three organise."""
    candidates(stage)
    organise()
    for number in range(6):
        _votes(stage, number, moment(VOTE.closes) - (20 if number % 2 else 50) * HOUR)
    stage.settle()
    stage.tick("recount")


def _votes(stage: Stage, number: int, at: int) -> None:
    voter, receipt = VoterKey(f"V{number}voted".ljust(43, "x")), f"voted{number}".ljust(26, "x")
    about = (domain_of(number // 2), network_of(number // 3), pace_of(number))
    slug, link = SLUGS[number % 3], f"voted{number}"
    press = VoteConfirmed(VOTE.key, voter, slug, receipt, YEAR.rules, Microseconds(at), link, *about)
    stage.world.put("voting", pack(signed(press)))


def _watched(stage: Stage) -> None:
    watch_log(stage)
    watch_tally(stage)
    watch_cases(stage)


def _deciding(stage: Stage) -> None:
    _watched(stage)
    stage.schedules = ("recount", "seal")
    if stage.draws.maybe(0.4):
        # So many of a domain pressed on the first day that those who followed are no more than half.
        for number in (8, 9, 12, 13):
            _votes(stage, number, moment(VOTE.opens) + HOUR)
    for name in ORGANISERS[: 2 + stage.draws.pick(2)]:
        stage.invite(name, a_decider)
    stage.invite("the clock", _comes_round)
    if stage.world.now < moment(VOTE.results) and stage.draws.maybe(0.5):
        stage.invite("the polls", the_polls(SLUGS, moment(VOTE.closes)))
        if stage.draws.maybe(0.2):
            stage.invite("the desk", withdraws)


def in_turn(stage: Stage) -> None:
    """Votes are left out, by two, and are in again; and others are left out."""
    _watched(stage)
    stage.invite("everybody", _decide_in_turn)


def _decide_in_turn(me: Person) -> None:
    answers: list[tuple[str, Answer]] = [("lena", "confirm"), ("lena", "undo"), ("bart", "confirm")]
    for form, said in (("one", answers), ("two", answers[:1])):
        me.name = "bart"
        asked = proposed(me, form)
        _said_and_counted(me, asked)
        for number, (who, answer) in enumerate(said, 1):
            at = Seconds(me.stage.world.now // SECOND)
            _said_and_counted(me, DisqualificationAnswered(asked.id, VOTE.key, number, answer, who, at))


def _said_and_counted(me: Person, message: Message) -> None:
    me.stage.world.put("organising", pack(message))
    me.until_quiet()
    me.wait(MINUTE)
    for name in ("recount", "seal"):
        me.stage.begin(me.stage.world.tick(name))
        me.until_quiet()


def _comes_round(me: Person) -> None:
    """A recount once there is something new to count, now and then what seals."""
    for _ in range(6 + me.pick(6)):
        me.once(lambda: waits_for_a_count(me.stage))
        me.stage.begin(me.stage.world.tick("recount"))
        if me.maybe(0.3):
            me.stage.begin(me.stage.world.tick("seal"))
        me.wait((MINUTE, 2 * MINUTE, HOUR)[me.pick(3, 0.5)])


def _settles(stage: Stage) -> None:
    """The numbers settle; what is pressed from then on changes none of them, nor what anybody reads."""
    open_the_log(stage)
    stage.pass_time(max(MINUTE, SETTLED + 5 * MINUTE - stage.world.now))
    stage.tick("recount", "seal", "seal")
    before = numbers(stage)
    for name in ORGANISERS:
        stage.invite(name, comes_too_late)
    stage.settle()
    stage.pass_time(2 * HOUR)
    stage.tick("recount", "seal")
    if numbers(stage) != before:
        stage.world.violated("I26: something changes once the numbers have settled")


def _check(stage: Stage) -> Iterator[str]:
    yield from check_decided(stage)
    yield from check_fresh(stage)
    yield from tally_is_right(stage)
    yield from check_log(stage)


DISQUALIFYING = Theme("disqualifying", 3, _starts, voted, _deciding, _settles, _check)
