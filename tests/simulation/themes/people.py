"""Organisers who give and take tasks, also each other's, while moderators decide and people sign in and out."""

from collections.abc import Iterator

from msgspec.structs import replace

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import INITIATOR
from tests.simulation.draws import Draws
from tests.simulation.invariants.desk import check_several
from tests.simulation.invariants.sessions import check_sessions
from tests.simulation.invariants.team import check_team, watch_team
from tests.simulation.people.acts import come
from tests.simulation.people.desk import at_the_desk
from tests.simulation.people.team import (
    BART,
    ELS,
    accepts,
    an_operator,
    at_the_door,
    comes_and_goes,
    decides,
    put,
    says_who_does_what,
    signs_in,
)
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment, nothing_more

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.messages.moderation import ReviewRequested
from tests.staff import AN, KARIM, SOFIE
from tests.years import YEAR


def _starts(draws: Draws) -> int:
    return moment(YEAR.registration.opens) + 200 * HOUR


def team(stage: Stage) -> None:
    """A second organiser, beside who was there."""
    words = replace(put(stage, ELS, ("organiser",), 0), accepted=True)
    stage.world.put("organising", pack(words))
    stage.settle()


def _cast(stage: Stage) -> None:
    watch_team(stage)
    for number in range(2 + stage.draws.pick(2)):
        stage.invite(f"organiser {number}", says_who_does_what)
    live(stage)
    come(stage, "the initiator", (INITIATOR,), lambda me: None)
    stage.invite("registration", brings)
    if stage.draws.maybe(0.2):
        stage.invite("an operator", an_operator)
    if stage.draws.maybe(0.5):
        stage.invite("a stranger", at_the_door((SOFIE.email, AN.email, "nobody@example.org")))


def live(stage: Stage) -> None:
    """Everybody who has a task, may get one or lose it."""
    for email in (SOFIE.email, AN.email, KARIM.email, ELS, BART):
        name = email.partition(".")[0]
        at_desk = email in (KARIM.email, AN.email) and stage.draws.maybe(0.4)
        come(stage, name, (email,), at_the_desk if at_desk else decides)
        stage.invite(f"{name} at home", accepts, (email,))
        if email != KARIM.email and stage.draws.maybe(0.6):
            stage.invite(f"{name} at a desk", signs_in, (email,))
    if stage.draws.maybe(0.3):
        stage.invite("karim on holiday", comes_and_goes, (KARIM.email,))


def brings(me: Person) -> None:
    """Confirmed registrations, which wait for a decision."""
    for number in range(1 + me.pick(3)):
        contact, now = Contact("Lien", INITIATOR, "nl", False), me.stage.world.now // SECOND
        me.stage.world.put(
            "moderation", pack(ReviewRequested(f"dossier{number}", an_initiative("zzeikzz"), contact, now))
        )
        me.wait((MINUTE, 2 * HOUR)[me.pick(2)])


def _check(stage: Stage) -> Iterator[str]:
    yield from check_team(stage)
    yield from check_sessions(stage)
    yield from check_several(stage)


PEOPLE = Theme("people", 5, _starts, team, _cast, nothing_more, _check)
