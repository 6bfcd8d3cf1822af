"""Somebody else is to answer for an initiative, while functions die; who lost their link asks for it first."""

from tests.cloud.calls import MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.contacts import NAME, NEW, OLD, check_contacts
from tests.simulation.people.acts import come
from tests.simulation.people.owners import a_successor, an_owner
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.messages.moderation import DecisionTaken
from chalicelib.moderation import store
from tests.staff import AN
from tests.years import YEAR


def _starts(draws: Draws) -> int:
    return moment(YEAR.registration.opens) + 30 * MINUTE


def _came_in(stage: Stage) -> None:
    contact = Contact("Lieve Maes", OLD, "nl", False)
    store.open_dossier(store.first(NAME, contact, stage.world.now // SECOND, YEAR.name), an_initiative("zzeikzz"))


def _handing_over(stage: Stage) -> None:
    typed = (OLD, "initiator0+ergens@gmail.com", "Initiator.0@gmail.com")[stage.draws.pick(3)]
    come(stage, "the owner", (OLD,), an_owner(typed, NEW))
    come(stage, "the successor", (NEW,), a_successor)


def _is_approved(stage: Stage) -> None:
    now = stage.world.now // SECOND
    stage.world.put("moderation", pack(DecisionTaken(NAME, 1, AN.id, "approve", "", now, "a press", True)))
    stage.settle()


CONTACTS = Theme("contacts", 2, _starts, _came_in, _handing_over, _is_approved, check_contacts)
