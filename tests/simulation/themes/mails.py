"""Mails that strangers cause, to one victim."""

from datetime import UTC, datetime

from tests.cloud.calls import HOUR, SECOND
from tests.people import MODERATORS
from tests.simulation.draws import Draws
from tests.simulation.invariants.votes import check_votes
from tests.simulation.people.acts import come
from tests.simulation.people.others import a_reader, a_stranger, a_vandal, the_mail_service
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment, nothing_more
from tests.simulation.themes.votes import candidates

# isort: split
from tests.years import YEAR


def _mail_starts(draws: Draws) -> int:
    return (moment(YEAR.vote.opens) + 30 * HOUR, moment(YEAR.registration.opens) + 200 * HOUR)[draws.pick(2)]


def _strangers(stage: Stage) -> None:
    voting = YEAR.vote.is_open(datetime.fromtimestamp(stage.world.now / SECOND, UTC))
    stage.schedules = () if voting else ("remind",)
    victims = ("victim@gmail.com", "vic.tim@gmail.com", "victim+list@gmail.com")
    come(stage, "the victim", victims, a_reader)
    for address in MODERATORS:
        come(stage, address.partition(".")[0], (address,), lambda me: None)
    for _ in range(1 + stage.draws.pick(2)):
        stage.invite("a stranger", a_stranger(victims, SLUGS if voting else ()))
    if stage.draws.maybe(0.5):
        stage.invite("the mail service", the_mail_service)
    if stage.draws.maybe(0.25):
        stage.invite("a vandal", a_vandal)


MAILS = Theme("mails", 2, _mail_starts, candidates, _strangers, nothing_more, check_votes)
