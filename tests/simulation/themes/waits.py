"""What came in waits for days, while schedules come round and functions die."""

from collections.abc import Iterator
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.waits import DAY, check_digests, check_waits
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.messages.people import DigestWished
from chalicelib.moderation import store
from chalicelib.person import Person as Staff
from tests.staff import AN, KARIM
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


def waiting(stage: Stage) -> None:
    """Schedules come round; a moderator or two want one mail a day, or no more."""
    stage.schedules = ("remind",)
    for person in (AN, KARIM):
        if stage.draws.maybe(0.5) or stage.draws.calm:
            stage.invite(person.name, partial(_wants_one_mail_a_day, person=person))
    stage.invite("the clock", _comes_round)


def _wants_one_mail_a_day(me: Person, person: Staff) -> None:
    for number in range(1 + me.pick(3, 0.3)):
        now = me.stage.world.now // SECOND
        wish = DigestWished(f"{me.name} {number}", person.id, number % 2 == 0, now)
        for _ in range(1 + me.maybe(0.2)):
            me.stage.world.put("organising", pack(wish))
        me.wait(SECOND)


def _comes_round(me: Person) -> None:
    for _ in range(1 + me.pick(2)):
        me.stage.begin(me.stage.world.tick("remind"))
        me.wait((SECOND, HOUR)[me.pick(2)])


def _in_the_end(stage: Stage) -> None:
    stage.pass_time(HOUR)
    stage.tick("remind")


def _check(stage: Stage) -> Iterator[str]:
    yield from check_waits(stage)
    yield from check_digests(stage)


WAITS = Theme("waits", 1, _starts, _came_in, waiting, _in_the_end, _check)
