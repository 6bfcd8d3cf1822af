"""What came in waits for days, while schedules come round and functions die."""

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.waits import DAY, check_waits
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.initiative import Contact
from chalicelib.moderation import store
from tests.years import YEAR

AGES = {"zzeikzz": 3, "zzbeukzz": 5, "zzwilgzz": 8}
"""For how many days each waits in the end: past each of the terms."""


def _starts(draws: Draws) -> int:
    return moment(YEAR.registration.opens) + 20 * DAY * SECOND + 30 * MINUTE


def _came_in(stage: Stage) -> None:
    now = stage.world.now // SECOND
    for number, (sign, days) in enumerate(AGES.items()):
        contact = Contact("Lieve Maes", f"initiator{number}@gmail.com", "nl", False)
        at = now - days * DAY
        store.open_dossier(store.first(f"id-{number}", contact, at, YEAR.name), an_initiative(sign))


def _waiting(stage: Stage) -> None:
    stage.schedules = ("remind",)
    stage.invite("the clock", _comes_round)


def _comes_round(me: Person) -> None:
    for _ in range(1 + me.pick(2)):
        me.stage.begin(me.stage.world.tick("remind"))
        me.wait((SECOND, HOUR)[me.pick(2)])


def _in_the_end(stage: Stage) -> None:
    stage.pass_time(HOUR)
    stage.tick("remind")


WAITS = Theme("waits", 1, _starts, _came_in, _waiting, _in_the_end, check_waits)
