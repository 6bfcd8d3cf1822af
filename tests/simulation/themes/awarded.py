"""The mornings after the numbers have settled: each who took part hears their own figures, once."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.awarded import address, check_told_once, dossier_of
from tests.simulation.people.acts import come
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.votes import candidates

# isort: split
from chalicelib.brussels import CLOCKS
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DossierForgotten, InitiativeWithdrawn
from chalicelib.messages.publication import InitiativeApproved
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.moderation import claims, store
from chalicelib.moderation.dossier import Event
from chalicelib.voting.settled.rules import HOURS, MORNINGS
from chalicelib.voting.signing import signed
from tests.years import YEAR

VOTE = YEAR.vote
CHOSEN = ((0, 0, 0, 1), (0, 0, 1, 1), (2,))
"""Whom each voted for, of three: one is first, two are, and nearly nobody voted."""


def _first_morning() -> int:
    day = (VOTE.settled + timedelta(hours=1)).astimezone(CLOCKS)
    first = day.replace(hour=HOURS.start, minute=0, second=0, microsecond=0)
    return moment(first if first >= day else datetime.fromisoformat((first + timedelta(days=1)).isoformat()))


def _starts(draws: Draws) -> int:
    return _first_morning() - 10 * MINUTE + draws.pick(len(CHOSEN)) * SECOND


def _settled(stage: Stage) -> None:
    """Three took part, some voted, and the log is open for good."""
    starts = stage.world.now
    stage.world.now = moment(VOTE.closes) - HOUR
    candidates(stage)
    at = stage.world.now // SECOND
    for number, slug in enumerate(SLUGS):
        _took_part(stage, number, slug, at)
    for number, chosen in enumerate(CHOSEN[starts // SECOND % 60]):
        voter, receipt = VoterKey(f"V{number}".ljust(43, "x")), f"receipt{number}".ljust(26, "x")
        press = VoteConfirmed(VOTE.key, voter, SLUGS[chosen], receipt, YEAR.rules, Microseconds(at * SECOND), "link")
        stage.world.put("voting", pack(signed(press)))
    stage.settle()
    for later in (VOTE.closes + timedelta(minutes=12), VOTE.results, VOTE.settled + timedelta(minutes=5)):
        stage.world.now = moment(later) + SECOND
        stage.tick("turn_phase", "recount", "seal", "turn_phase")
    stage.world.now = starts


def _took_part(stage: Stage, number: int, slug: str, at: int) -> None:
    contact = Contact("Lieve Maes", address(number), "nl", False)
    approved = Event("approve", 1, "an", "", at, f"press-{number}")
    its = replace(store.first(dossier_of(number), contact, at, YEAR.name), state="approved", public=1, slug=slug)
    initiative = replace(an_initiative(f"zz{slug[:5]}zz"), competes=True)
    store.open_dossier(replace(its, events=(approved,)), initiative)
    claims.claim(slug, its.id)
    stage.world.put("publication.fifo", pack(InitiativeApproved(slug, 1, initiative, at)))


def telling(stage: Stage) -> None:
    stage.schedules = ("remind",)
    for number in range(len(SLUGS)):
        come(stage, f"initiator{number}", (address(number),), lambda me: None)
    stage.invite("the clock", _a_morning)
    if stage.draws.maybe(0.3):
        stage.invite("an initiator", _is_gone)


def _a_morning(me: Person) -> None:
    """Each hour once, at times twice at once or not at all."""
    me.wait(11 * MINUTE)
    for _ in HOURS:
        for _ in range((1, 2, 0)[me.pick(3, 0.3)]):
            me.stage.begin(me.stage.world.tick("remind"))
        me.wait(HOUR)


def _is_gone(me: Person) -> None:
    """One who took part withdraws, or is forgotten."""
    me.wait((MINUTE, 2 * HOUR)[me.pick(2)])
    at = me.stage.world.now // SECOND
    gone: list[Message] = [InitiativeWithdrawn(dossier_of(0), at, "gone"), DossierForgotten(dossier_of(0), False, at)]
    me.stage.world.put("moderation", pack(gone[me.pick(2)]))


def _until_the_third(stage: Stage) -> None:
    """What did not succeed is made good by the last hour of the next mornings, and nobody is told anew after them."""
    for day in range(1, MORNINGS.days + 1):
        stage.world.now = max(stage.world.now, _first_morning() + day * 24 * HOUR)
        for _ in HOURS:
            stage.tick("remind")
            stage.pass_time(HOUR)


AWARDED = Theme("awarded", 3, _starts, _settled, telling, _until_the_third, check_told_once)
