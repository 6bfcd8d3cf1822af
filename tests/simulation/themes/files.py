"""What is public comes and goes."""

from functools import partial

from msgspec.structs import replace

from tests.cloud.calls import DAY, HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.files import check_files
from tests.simulation.invariants.site import drawn_anew
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.initiatives import build_all
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib import photo
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds
from chalicelib.messages.message import Message
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown, ResultsCounted
from chalicelib.photo import Photo
from tests.years import YEAR


def _showing(draws: Draws) -> int:
    vote = YEAR.vote
    opens, results = moment(vote.opens), moment(vote.results)
    return (opens - 30 * HOUR, opens - MINUTE, results - MINUTE, opens + HOUR)[draws.pick(4)]


def approvals(stage: Stage) -> None:
    stage.schedules = ("turn_phase", "draw_prints")
    words: list[Message] = []
    for number, slug in enumerate(("eik-gent", "beuk-gent")[: 1 + stage.draws.pick(2)]):
        photos = (a_photo(stage, slug),) if stage.draws.pick(2) == 0 else ()
        for version in range(1, 2 + stage.draws.pick(2)):
            its = replace(an_initiative(f"zz{slug[:3]}{number}{version}zz"), photos=photos)
            words.append(InitiativeApproved(slug, version, its, 1_800_000_000 + number))
            if stage.draws.maybe(0.4):
                words.append(InitiativeTakenDown(slug, version, 1_800_000_100, tuple(one.id for one in photos)))
    for people_who_voted in range(stage.draws.pick(3)):
        at = Microseconds(stage.world.now + people_who_voted)
        words.append(ResultsCounted(YEAR.vote.key, {"eik-gent": 41 + people_who_voted}, 410 + people_who_voted, at))
    stage.invite("moderation", partial(_speaks, words=stage.draws.some_order(words)))


def an_initiative(sign: str) -> Initiative:
    return Initiative(f"Café {sign}", f"Samen {sign}", f"Elke week {sign}", "scholen", ("44021",), sign, "", "nl", True)


def a_photo(stage: Stage, slug: str) -> Photo:
    """One that was made anew, in a single size."""
    its, uploads = Photo(f"{photo.owner(slug)}-1", "Zes buren drinken koffie.", 480, 360), stage.world.cloud.s3.uploads
    assert uploads
    for kind in photo.KINDS:
        uploads.seed(f"ready/{photo.name(its.id, 480, kind)}", f"{kind} {slug}".encode())
    return its


def _speaks(me: Person, words: list[Message]) -> None:
    for word in words:
        me.stage.world.put("publication.fifo", pack(word))
        if me.maybe(0.5):
            me.wait((SECOND, 20 * SECOND, 3 * MINUTE)[me.pick(3)])


def _turn(stage: Stage) -> None:
    # On the same day: the next one begins with a whole build, which hides what a change left. A process that could not
    # read the year asks again a minute later.
    stage.pass_time(2 * MINUTE)
    stage.tick("turn_phase")
    drawn_anew(stage)
    # What two runs that draw left to each other is found the next day.
    stage.pass_time(DAY)
    stage.tick("turn_phase", "draw_prints")


FILES = Theme("files", 4, _showing, build_all, approvals, _turn, check_files)
