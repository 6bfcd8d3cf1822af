"""The evening before the results: organisers sign, take it back, open and hold back, at once, while a vote is late."""

from collections.abc import Iterator
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.closings import check_closing, slip_in, watch_results
from tests.simulation.invariants.tied import check_tie, watch_tie
from tests.simulation.people.organisers import ORGANISERS, organise
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.tied import invite_jurors, seat_a_jury, year
from tests.simulation.themes.votes import candidates
from tests.simulation.world import World

# isort: split
from chalicelib.closing import rules
from chalicelib.closing import store as said
from chalicelib.cloud import choosing, closings, decided
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.closing import NumbersSigned, ResultsHeld, ResultsOpened
from chalicelib.messages.message import Message
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting.signing import signed
from tests.years import YEAR

VOTE = YEAR.vote


def _starts(draws: Draws) -> int:
    return (moment(VOTE.closes) + 12 * MINUTE, moment(VOTE.results) - 4 * MINUTE)[draws.pick(2, 0.3)]


def counted(stage: Stage) -> None:
    """Two people voted, and three organise."""
    _voted(stage)
    stage.tick("recount", "seal", "turn_phase")


def _slipped(stage: Stage) -> None:
    """The same, and a vote that nobody gave was put among theirs."""
    _voted(stage)
    slip_in(stage)
    stage.tick("recount", "seal", "turn_phase")


def _voted(stage: Stage) -> None:
    candidates(stage)
    organise()
    for number in range(2):
        votes(stage.world, number)
    stage.settle()


def votes(world: World, number: int) -> None:
    """In time, and its message comes now."""
    at, voter = Microseconds(moment(VOTE.closes) - HOUR), VoterKey(f"V{number}".ljust(43, "x"))
    receipt = f"receipt{number}".ljust(26, "x")
    press = VoteConfirmed(VOTE.key, voter, SLUGS[number], receipt, YEAR.rules, at, f"link{number}")
    world.put("voting", pack(signed(press)))


def _evening(stage: Stage) -> None:
    watch_results(stage)
    watch_tie(stage)
    if stage.draws.maybe(0.6):
        seat_a_jury(stage)
        invite_jurors(stage)
    stage.schedules = ("recount", "seal", "turn_phase")
    for name in ORGANISERS:
        stage.invite(name, _an_organiser)
    if stage.draws.maybe(0.3):
        stage.invite("somebody", partial(_comes_late))
    stage.invite("the clock", _comes_round)


def _comes_late(me: Person) -> None:
    me.wait((SECOND, MINUTE)[me.pick(2)])
    votes(me.stage.world, 2)


def _an_organiser(me: Person) -> None:
    """Looks, thinks, and presses something, at times twice."""
    for number in range(2 + me.pick(3)):
        its = seen()
        if me.maybe(0.4):
            me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
        pressed = (0, 1, 1, 2, 3)[me.pick(5)] if number else 0
        for _ in range(1 + me.maybe(0.2)):
            me.stage.world.put("organising", pack(_press(me, pressed, its)))
        me.wait((SECOND, 20 * SECOND, 5 * MINUTE)[me.pick(3)])


def _press(me: Person, what: int, seen: str) -> Message:
    now = me.stage.world.now
    presses = (
        NumbersSigned("2027", me.name, seen, Microseconds(now)),
        ResultsOpened("2027", me.name, seen, now // SECOND),
        ResultsHeld("2027", me.name, {"nl": "We tellen opnieuw."}, now // SECOND),
        NumbersSigned("2027", me.name, seen, Microseconds(now), True),
    )
    return presses[what]


def in_turn(stage: Stage) -> None:
    """Two sign, one holds it back, both sign anew, and one of them opens it."""
    watch_results(stage)
    stage.invite("everybody", _press_in_turn)


def _press_in_turn(me: Person) -> None:
    presses = (("bart", 0), ("lena", 0), ("noor", 2), ("bart", 0), ("lena", 3), ("lena", 0), ("bart", 1))
    for who, what in presses:
        me.name = who
        me.stage.world.put("organising", pack(_press(me, what, seen())))
        me.wait(SECOND)
        me.until_quiet()
    for name in ("recount", "seal", "turn_phase"):
        me.stage.begin(me.stage.world.tick(name))
        me.until_quiet()


def seen() -> str:
    its, counted = year(), closings.told("2027", Counted)
    tie = choosing.of(its, counted.tied if counted else ()).tie
    known = rules.Known(its, counted, decided.of(its), tie=tie)
    return rules.seen(known, said.find("2027")[0])


def _comes_round(me: Person) -> None:
    for _ in range(2 + me.pick(3)):
        for name in ("recount", "turn_phase", "seal", "remind"):
            me.stage.begin(me.stage.world.tick(name))
        me.wait((MINUTE, 2 * MINUTE, HOUR)[me.pick(3)])


def _the_hour(stage: Stage) -> None:
    """Its hour has come, on every clock."""
    stage.pass_time(max(5 * MINUTE, moment(VOTE.results) + 5 * MINUTE - stage.world.now))
    for name in ("recount", "seal", "turn_phase"):
        # A process that could not read the year asks again a minute later.
        stage.pass_time(2 * MINUTE)
        stage.tick(name)


def _check(stage: Stage) -> Iterator[str]:
    yield from check_closing(stage)
    yield from check_tie(stage)


CLOSINGS = Theme("closings", 3, _starts, counted, _evening, _the_hour, _check)
UNPROVEN = Theme("unproven", 1, _starts, _slipped, _evening, _the_hour, _check)
"""The log proves no number that there is."""
