"""A year from its first form to the day on which the next one is on."""

from dataclasses import dataclass, field
from datetime import timedelta
from email.message import EmailMessage

import pytest

from chalicelib import clock as clocks
from chalicelib.cloud import editions
from chalicelib.cloud.queues import send
from chalicelib.messages.editions import EditionPut, EditionTurned
from tests.campaign import VOTING, Campaign, Clock
from tests.people import ask_to_vote, press
from tests.staff import SOFIE
from tests.years import NEXT, YEAR

VOTER = "voter@example.org"
ON = NEXT.registration.opens + timedelta(days=1)
"""A day on which people register for the next year."""


@dataclass
class Years:
    """Two years: what was mailed in the first, and the campaign as it is in the second."""

    campaign: Campaign
    clock: Clock
    links: dict[str, str] = field(default_factory=dict)
    """What anybody may still find in a mailbox, by what it was for."""
    receipt: str = ""
    slug: str = ""

    def minute(self) -> None:
        """Let a minute pass, with its schedules."""
        self.clock.shift(60)
        self.campaign.tick("turn_phase")
        self.clock.shift(5)
        self.campaign.drain()

    def mail(self, to: str) -> EmailMessage:
        return self.campaign.newest(to)


def registered(its: Years, title: str, email: str) -> str:
    """Somebody confirms what they sent in: the path of the moderator's link."""
    return its.campaign.submitted(title=title, email=email)["an"]


@pytest.fixture
def played(campaign: Campaign, clock: Clock) -> Years:
    """A year of which the votes have settled: one initiative is public, of others something waits for somebody."""
    its = Years(campaign, clock)
    its.links["review"] = registered(its, "Koor Zestien", "koor@example.org")
    asked = registered(its, "Soep op straat", "soep@example.org")
    its.campaign.decide(asked, "changes", "Welke straat?")
    its.links["edit"] = campaign.newest_link("soep@example.org")
    # So that the moderator's link is still good when the year ends.
    clock.move_to(YEAR.registration.closes - timedelta(days=3))
    its.links["approved"] = registered(its, "Taalcafé De Brug", "brug@example.org")
    its.slug = campaign.decide(its.links["approved"], "approve").body.partition("/nl/initiatives/")[2].partition('"')[0]
    clock.move_to(VOTING)
    its.minute()
    for voter in (VOTER, "late@example.org"):
        assert ask_to_vote(campaign, its.slug, voter).status == 303
        campaign.drain()
    its.links["vote"] = campaign.newest_link("late@example.org")
    its.receipt = press(campaign, campaign.newest_link(VOTER)).location
    campaign.drain()
    clock.move_to(YEAR.vote.settled - timedelta(minutes=1))
    campaign.tick("recount")
    its.minute()
    campaign.drain()
    return its


@pytest.fixture
def years(played: Years) -> Years:
    """The same on the day after, when the next year is on."""
    turn(played)
    return played


def turn(its: Years) -> None:
    """Put the next year, and make its pages the site."""
    send([EditionPut("next", 0, NEXT, SOFIE.id, "It begins.", clocks.seconds())])
    its.campaign.drain()
    send([EditionTurned(NEXT.name, SOFIE.id, clocks.seconds())])
    its.campaign.drain()
    editions.begin()
    for _ in range(8):
        its.minute()
