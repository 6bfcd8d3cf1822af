"""Hundreds that came in one night are no hundreds of mails to each who has to hear of them."""

import re

from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack, send, unpack
from chalicelib.kinds import DAY, HOUR
from chalicelib.messages.moderation import ManyDue
from chalicelib.messages.people import PersonAway
from chalicelib.moderation import queues, store
from chalicelib.moderation.reminders import rules
from tests.campaign import Campaign, Clock, text_of
from tests.environment import PUBLIC_URL
from tests.moderation.test_order import REVIEW
from tests.staff import AN, KARIM, SOFIE
from tests.years import YEAR

BOTH = sorted((AN.email, KARIM.email))
MANY = "initiatieven al lang"


def _wait(campaign: Campaign, count: int) -> None:
    """So many came in this minute, by their rows alone; each is somebody's turn, by halves."""
    for number in range(count):
        new = store.first(f"many-{number:04}", REVIEW.contact, clocks.seconds(), YEAR.name)
        store.open_dossier(new, REVIEW.initiative, (AN.id, KARIM.id)[number % 2])


def _told(campaign: Campaign, clock: Clock, seconds: float) -> list[str]:
    """Who gets a mail about many when the hour comes round after so long; of these nobody of the team gets another."""
    before = len(campaign.mails())
    clock.shift(seconds)
    campaign.tick("remind")
    campaign.drain()
    mails = campaign.mails()[before:]
    assert not [its for its in mails if str(its["Subject"]).startswith("Wacht")]
    return sorted(str(its["To"]) for its in mails if MANY in str(its["Subject"]))


def test_of_many_each_hears_by_one_mail_a_day_with_the_first_ten(campaign: Campaign, clock: Clock) -> None:
    _wait(campaign, 30)
    assert _told(campaign, clock, 2 * DAY) == [], "what is due in a day is told of the next morning"
    assert _told(campaign, clock, 23 * HOUR) == BOTH
    assert "15 initiatieven" in str(campaign.newest(AN.email, MANY)["Subject"])
    assert _told(campaign, clock, HOUR) == [], "a run that comes again mails nobody twice"
    assert _told(campaign, clock, 2 * DAY - HOUR) == BOTH
    assert _told(campaign, clock, 3 * DAY) == [SOFIE.email]
    mail = campaign.newest(SOFIE.email, MANY)
    assert "30 initiatieven" in str(mail["Subject"])
    assert len(set(re.findall(r"/nl/desk/many-\d{4}", text_of(mail)))) == 10
    assert re.search(rf"{re.escape(PUBLIC_URL)}/nl/desk\r?$", text_of(mail), re.MULTILINE)
    told = {frozenset(its.about.told) for its in queues.all_of(YEAR.name, "waiting")}
    assert told == {frozenset(("turn", "part", "organisers", "initiator"))}


def test_those_of_who_goes_away_after_that_mail_are_told_to_who_has_them_now(campaign: Campaign, clock: Clock) -> None:
    """I23"""
    _wait(campaign, 30)
    assert _told(campaign, clock, 2 * DAY + 23 * HOUR) == BOTH
    send([PersonAway("away", KARIM.id, True, clocks.seconds())])
    campaign.drain()
    assert _told(campaign, clock, HOUR) == [AN.email]
    assert "15 initiatieven" in str(campaign.newest(AN.email, MANY)["Subject"])
    assert _told(campaign, clock, HOUR) == []


def test_another_run_on_the_same_day_asks_for_the_same_mails(campaign: Campaign, clock: Clock) -> None:
    _wait(campaign, rules.ALONE + 1)
    clock.shift(3 * DAY - HOUR)
    campaign.tick("remind")
    campaign.tick("remind")
    first, second = [its for its in map(unpack, campaign.taken("moderation")) if isinstance(its, ManyDue)]
    assert replace(first, run=second.run) == second
    before = len(campaign.mails())
    for many in (first, second):
        campaign.deliver("moderation", pack(many))
        campaign.drain()
    assert len(campaign.mails()) - before == 2


def test_as_few_as_a_person_reads_in_a_day_are_told_of_one_by_one_at_once(campaign: Campaign, clock: Clock) -> None:
    _wait(campaign, rules.ALONE)
    clock.shift(2 * DAY)
    before = len(campaign.mails())
    campaign.tick("remind")
    campaign.drain()
    assert len(campaign.mails()) - before == rules.ALONE
