"""What is public comes and goes."""

from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.files import check_files
from tests.simulation.invariants.site import drawn_anew
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.initiatives import build_all
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds
from chalicelib.messages.message import Message
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown, ResultsCounted
from tests.years import YEAR


def _showing(draws: Draws) -> int:
    vote = YEAR.vote
    return (moment(vote.opens) - 30 * HOUR, moment(vote.opens) - MINUTE, moment(vote.results) - MINUTE)[draws.pick(3)]


def approvals(stage: Stage) -> None:
    stage.schedules = ("turn_phase",)
    words: list[Message] = []
    for number, slug in enumerate(("eik-gent", "beuk-gent")[: 1 + stage.draws.pick(2)]):
        for version in range(1, 2 + stage.draws.pick(2)):
            sign = f"zz{slug[:3]}{number}{version}zz"
            words.append(InitiativeApproved(slug, version, an_initiative(sign), 1_800_000_000 + number))
            if stage.draws.maybe(0.4):
                words.append(InitiativeTakenDown(slug, version, 1_800_000_100))
    for people_who_voted in range(stage.draws.pick(3)):
        at = Microseconds(stage.world.now + people_who_voted)
        words.append(ResultsCounted(YEAR.vote.key, {"eik-gent": 41 + people_who_voted}, 410 + people_who_voted, at))
    stage.invite("moderation", partial(_speaks, words=stage.draws.some_order(words)))


def an_initiative(sign: str) -> Initiative:
    return Initiative(f"Café {sign}", f"Samen {sign}", f"Elke week {sign}", "scholen", ("44021",), sign, "", "nl", True)


def _speaks(me: Person, words: list[Message]) -> None:
    for word in words:
        me.stage.world.put("publication.fifo", pack(word))
        if me.maybe(0.5):
            me.wait((SECOND, 20 * SECOND, 3 * MINUTE)[me.pick(3)])


def _turn(stage: Stage) -> None:
    stage.pass_time(5 * MINUTE)
    stage.tick("turn_phase")
    drawn_anew(stage)


FILES = Theme("files", 4, _showing, build_all, approvals, _turn, check_files)
