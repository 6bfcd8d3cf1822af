"""A year ends and the next one is on, while people still press old mails and dead letters come back."""

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.years import check_years, watch_years
from tests.simulation.people.old import OLD, THIS, approval, comes_back, presses, put, takes_part, turns
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment
from tests.staff import SOFIE

# isort: split
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.initiative import Contact
from chalicelib.kinds import HOUR as AN_HOUR
from chalicelib.kinds import Microseconds
from chalicelib.messages.editions import EditionTurned
from chalicelib.messages.publication import InitiativeApproved, ResultsCounted
from chalicelib.moderation import store as dossiers
from chalicelib.moderation.dossier import Event
from chalicelib.registration import store as registrations
from chalicelib.registration.draft import Draft
from chalicelib.web import links
from tests.years import FIRST, NEXT, YEAR, both

CONTACT = Contact("Lieve Maes", "lieve@gmail.com", "nl", False)


def _starts(draws: Draws) -> int:
    return moment(YEAR.vote.settled) - (30 * MINUTE, -MINUTE)[draws.pick(2)]


def _a_year(stage: Stage) -> None:
    """Three initiatives that are public, one that waits for a moderator, one for its initiator; the next year."""
    years = stage.world.table("editions")
    for row in both(YEAR, NEXT):
        years.rows[row["edition"]["S"], row["version"]["S"]] = row
    editions.begin()
    at = stage.world.now // SECOND - AN_HOUR
    registrations.keep_draft(_draft(at))
    waits = dossiers.first("waits", CONTACT, at, YEAR.name)
    dossiers.open_dossier(waits, an_initiative("zzwilgzz"))
    approved = Event("approve", 1, "an", "", at, "p")
    public = dossiers.first("public", CONTACT, at, YEAR.name)
    public = replace(public, state="approved", public=1, slug=OLD[0], events=(approved,))
    dossiers.open_dossier(public, an_initiative("zzeikzz"))
    for slug in OLD:
        put(stage, FIRST, InitiativeApproved(slug, 1, an_initiative(f"zz{slug.partition('-')[0]}zz"), at))
    put(stage, FIRST, ResultsCounted(YEAR.vote.key, {OLD[0]: 41}, 41, Microseconds(at * SECOND)))
    stage.settle()
    stage.tick("turn_phase")


def _draft(at: int) -> Draft:
    return Draft("late", an_initiative("zzlatezz"), CONTACT, at, at + 10 * 24 * AN_HOUR, "p", edition=YEAR.name)


def _ending(stage: Stage) -> None:
    watch_years(stage)
    stage.schedules = ("turn_phase", "forget")
    link = _draft(stage.world.now // SECOND - AN_HOUR).link
    stage.invite("an organiser", turns)
    stage.invite("an initiator", presses(links.path("nl", "confirm", links.sign(link))))
    stage.invite("the dead letters", comes_back)
    stage.invite("moderation", takes_part)


def _is_over(stage: Stage) -> None:
    """It is turned to the next year at last; and then another change of that one touches nothing that is kept."""
    stage.world.now = max(stage.world.now, moment(YEAR.vote.settled) + HOUR)
    put(stage, FIRST, EditionTurned(NEXT.name, SOFIE.id, stage.world.now // SECOND))
    stage.settle()
    for _ in range(3):
        stage.pass_time(3 * MINUTE)
        stage.tick("turn_phase", "forget")

    def on_put(key: str, content: bytes) -> None:
        if "editions/" in key:
            stage.world.violated(f"I17: a change of this year wrote {key}")

    stage.world.cloud.s3.on_put = on_put
    put(stage, THIS, approval(9, stage.world.now // SECOND))
    stage.settle()
    stage.pass_time(25 * HOUR)
    stage.tick("turn_phase", "forget")


YEARS = Theme("years", 3, _starts, _a_year, _ending, _is_over, check_years)
