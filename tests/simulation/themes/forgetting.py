"""The day on which everybody is forgotten."""

from datetime import datetime, time, timedelta, timezone
from types import SimpleNamespace
from typing import Any

from infra.put.stack import Stack as Deployed
from tests.cloud.calls import DAY, HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.erasures import check_all_forgotten, watch_forgetting
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.cloud import aws
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.edition import SETTLES
from chalicelib.initiative import Contact
from chalicelib.kinds import Microseconds
from chalicelib.messages.publication import InitiativeApproved, ResultsCounted
from chalicelib.moderation import store as dossiers
from chalicelib.registration import store as registrations
from chalicelib.registration.draft import Draft
from tests.years import YEAR

SHOWN = "eik-gent"


def forget_day() -> int:
    """The midnight of Brussels with which it begins."""
    return moment(datetime.combine(YEAR.forget_addresses_on, time(), timezone(timedelta(hours=2))))


def _forgetting_starts(draws: Draws) -> int:
    settled = moment(YEAR.vote.results + SETTLES)
    return (forget_day() - 30 * MINUTE, settled - 30 * MINUTE, forget_day() + HOUR)[draws.pick(3)]


def _remembered(stage: Stage) -> None:
    """Registrations and dossiers, and what is public of them."""
    at = stage.world.now // SECOND
    for number in range(12):
        contact = Contact(f"Lien {number}", f"initiator{number}@gmail.com", "nl", False)
        sent_in = an_initiative("zzeikzz")
        registrations.keep_draft(
            Draft(f"id-{number}", sent_in, contact, at, at + 14 * 24 * 3600, "p", edition=YEAR.name)
        )
        dossiers.open_dossier(dossiers.first(f"id-{number}", contact, at, YEAR.name), sent_in)
    stage.world.put("publication.fifo", pack(InitiativeApproved(SHOWN, 1, an_initiative("zzeikzz"), at)))
    stage.world.put("publication.fifo", pack(ResultsCounted(YEAR.vote.key, {SHOWN: 41}, 410, Microseconds(at))))
    stage.settle()
    stage.tick("turn_phase")


def last_days(stage: Stage) -> None:
    watch_forgetting(stage, forget_day(), moment(YEAR.vote.results + SETTLES))
    stage.schedules = ("forget",)
    stage.invite("the clock", _days_pass)
    stage.invite("an operator", _deploys)


def _days_pass(me: Person) -> None:
    for _ in range(2):
        me.stage.begin(me.stage.world.tick("forget"))
        me.wait((HOUR, DAY)[me.pick(2)])


def _deploys(me: Person) -> None:
    me.wait((MINUTE, 2 * HOUR)[me.pick(2)])
    me.stage.begin(me.stage.world.errand("deploy", _make_secrets))


def _make_secrets() -> None:
    session: Any = SimpleNamespace(client=lambda service: aws.ssm())
    Deployed(session, {"Stage": settings().stage}).make_secrets(YEAR.vote.key)


def _in_the_end(stage: Stage) -> None:
    stage.world.now = max(stage.world.now, forget_day()) + DAY
    stage.tick("forget")
    stage.begin(stage.world.errand("deploy", _make_secrets))
    stage.settle()
    stage.tick("turn_phase")


FORGETTING = Theme("forgetting", 2, _forgetting_starts, _remembered, last_days, _in_the_end, check_all_forgotten)
