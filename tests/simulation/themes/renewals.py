"""Initiatives of last year come back."""

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import MODERATORS
from tests.simulation.draws import Draws
from tests.simulation.invariants.files import watch_files
from tests.simulation.invariants.renewals import check_renewals
from tests.simulation.people.acts import come
from tests.simulation.people.moderators import a_moderator
from tests.simulation.people.renewers import a_renewer
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.initiative import Contact
from chalicelib.moderation import claims, store
from chalicelib.moderation.dossier import Event
from tests.years import SOON, YEAR, turned

SIGNS = ("zzeikzz", "zzbeukzz")


def _starts(draws: Draws) -> int:
    registration = SOON.registration
    return (moment(registration.opens) + HOUR, moment(registration.closes) - 20 * MINUTE)[draws.pick(2, 0.2)]


def _a_year_later(stage: Stage) -> None:
    """Two initiatives that were public last year, and the next one on."""
    years = stage.world.table("editions")
    for row in turned(YEAR, SOON):
        years.rows[row["edition"]["S"], row["version"]["S"]] = row
    editions.begin()
    at = stage.world.now // SECOND - 24 * 3600
    for number, sign in enumerate(SIGNS):
        contact = Contact("Lieve Maes", f"initiator{number}@gmail.com", "nl", False)
        approved = Event("approve", 1, "an", "", at, f"press-{number}")
        its = replace(
            store.first(f"id-{number}", contact, at, YEAR.name), state="approved", public=1, slug=f"cafe-{sign}"
        )
        store.open_dossier(replace(its, events=(approved,)), an_initiative(sign))
        claims.claim(its.slug, its.id)
    stage.tick("turn_phase")


def _renewing(stage: Stage) -> None:
    watch_files(stage)
    stage.schedules = ("forget",)
    for number, sign in enumerate(SIGNS):
        name = f"initiator{number}"
        come(stage, name, (f"{name}@gmail.com",), a_renewer(sign))
    for address in MODERATORS:
        come(stage, address.partition(".")[0], (address,), a_moderator)
    stage.invite("the clock", _comes_round)


def _comes_round(me: Person) -> None:
    for _ in range(1 + me.pick(2)):
        me.stage.begin(me.stage.world.tick("forget"))
        me.wait((SECOND, HOUR)[me.pick(2)])


def _in_the_end(stage: Stage) -> None:
    stage.pass_time(HOUR)
    stage.tick("forget", "turn_phase")


RENEWALS = Theme("renewals", 3, _starts, _a_year_later, _renewing, _in_the_end, check_renewals)
