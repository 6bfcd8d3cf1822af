"""Registering, deciding, showing."""

from tests.cloud.calls import HOUR, MINUTE
from tests.people import MODERATORS
from tests.simulation.draws import Draws
from tests.simulation.invariants.files import watch_files
from tests.simulation.invariants.initiatives import check_initiatives
from tests.simulation.people.acts import come
from tests.simulation.people.initiators import an_initiator
from tests.simulation.people.moderators import a_moderator
from tests.simulation.people.others import a_vandal, the_mail_service
from tests.simulation.people.visitors import a_visitor
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import Theme, all_schedules, moment

# isort: split
from tests.years import YEAR


def registering(draws: Draws) -> int:
    registration = YEAR.registration
    return (moment(registration.opens) + 200 * HOUR, moment(registration.closes) - 2 * MINUTE)[draws.pick(2, 0.2)]


def build_all(stage: Stage) -> None:
    stage.tick("turn_phase")


def _initiators(stage: Stage) -> None:
    watch_files(stage)
    stage.schedules = ("remind",) if stage.draws.maybe(0.5) else ()
    for number in range(1 + stage.draws.pick(2, 0.2)):
        name = f"initiator{number}"
        sign = ("zzeikzz", "zzbeukzz")[number]
        come(stage, name, (f"{name}@gmail.com", f"{name}+x@gmail.com"), an_initiator(sign))
    for address in MODERATORS:
        come(stage, address.partition(".")[0], (address,), a_moderator)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)
    if stage.draws.maybe(0.15):
        stage.invite("the mail service", the_mail_service)
    if stage.draws.maybe(0.4):
        stage.invite("a visitor", a_visitor)


INITIATIVES = Theme("initiatives", 3, registering, build_all, _initiators, all_schedules, check_initiatives)
