"""A jury as its tests bring it about: entries that are public, jurors who have said yes, and what each says."""

import re
from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import time_machine
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.cloud.queues import pack, send
from chalicelib.initiative import Initiative
from chalicelib.messages.jury import JurorForgotten
from chalicelib.messages.people import PersonPut
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.people import store
from chalicelib.person import Grant, Seat
from tests.campaign import Answer, Campaign
from tests.gateway import Browser
from tests.people import hidden
from tests.staff import SOFIE
from tests.team.team import signs_in
from tests.years import FINAL, JUDGED, SHORTLIST

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CATEGORY = "scholen"
PATH = f"/nl/jury/{SHORTLIST.key}/{CATEGORY}"


def initiative(title: str, category: str = CATEGORY, competes: bool = True) -> Initiative:
    """What a school does."""
    return Initiative(title, f"Samen: {title}", f"Elke week: {title}", category, ("44021",), "vzw", "", "nl", competes)


def enter(campaign: Campaign, *slugs: str, category: str = CATEGORY, competes: bool = True, number: int = 1) -> None:
    """Have these approved, in a category."""
    for slug in slugs:
        its = initiative(f"Initiatief {slug}", category, competes)
        campaign.deliver("publication", pack(InitiativeApproved(slug, number, its, 1_800_000_000)))
    campaign.drain()


def take_down(campaign: Campaign, slug: str) -> None:
    """Have one taken down."""
    campaign.deliver("publication", pack(InitiativeTakenDown(slug, 9, 1_800_000_100)))
    campaign.drain()


class Juror:
    """Somebody who judges, in a browser of their own."""

    def __init__(self, campaign: Campaign, name: str, seat: Seat = "", category: str = CATEGORY) -> None:
        self.campaign, self.email, self.browser = campaign, f"{name}@example.org", Browser()
        grant = replace(Grant("juror", "2027", (), (category,)), seat=seat)
        wanted = PersonPut(uuid4().hex, 0, name.title(), self.email, "nl", (grant,), "", "-", 0, accepted=True)
        campaign.deliver("organising", pack(wanted))
        campaign.drain()
        self.id = next(its.person.id for its in store.everyone() if its.person.email == self.email)

    def sits_down(self) -> "Juror":
        """In their own browser, signed in anew: sessions end while days pass."""
        self.browser = self.campaign.browser = Browser()
        assert signs_in(self.campaign, self.email).status == 303
        return self

    def opens(self, path: str = PATH) -> Answer:
        self.campaign.browser = self.browser
        return self.campaign.get(path)

    def presses(self, what: str, path: str = PATH, **fields: object) -> Answer:
        """Send a form of a category's page, and let its step run."""
        button = hidden(self.opens(path))["button"]
        answer = self.campaign.post(f"{path}/{what}", {"button": button, **fields})
        self.campaign.drain()
        return answer

    def stands_back(self, *slugs: str, path: str = PATH) -> Answer:
        asked = re.findall('name="asked" value="([^"]+)"', self.opens(path).body)
        return self.presses("conflicts", path, asked=asked, back=list(slugs))

    def signs(self, path: str) -> Answer:
        """Say that the minutes are right."""
        button = hidden(self.opens(f"{path}/minutes"))["button"]
        answer = self.campaign.post(f"{path}/minutes", {"button": button})
        self.campaign.drain()
        return answer

    def ranks(self, *order: str, path: str = PATH) -> Answer:
        return self.presses("ranking", path, **{f"place_{n}": slug for n, slug in enumerate(order, 1)})


def judge(jurors: Sequence[Juror], orders: Sequence[str], path: str = PATH) -> None:
    """Each juror stands back from nothing and ranks, entries of one letter."""
    for juror, order in zip(jurors, orders, strict=True):
        juror.sits_down().stands_back(path=path)
        assert juror.ranks(*order, path=path).status == 303


def judge_all(campaign: Campaign) -> None:
    """All that a jury does in a year, and that somebody of it is forgotten."""
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b")
    finale = f"/nl/jury/{FINAL.key}/{CATEGORY}"
    with time_machine.travel(SHORTLIST.opens + HOUR, tick=False) as clock:
        jury = [Juror(campaign, name) for name in ("emma", "noor", "luc")]
        judge(jury, ["ab", "ab", "ba"])
        for path in ("/nl/jury", f"{PATH}/read"):
            jury[0].opens(path)
        for moment in (SHORTLIST.closes - DAY, SHORTLIST.closes, FINAL.opens):
            clock.move_to(moment + HOUR)
            campaign.tick("remind")
            campaign.drain()
        jury[0].sits_down().signs(PATH)
        judge(jury, ["ab", "ab", "ba"], finale)
        clock.move_to(FINAL.decided + HOUR)
        campaign.tick("remind")
        campaign.drain()
        signs_in(campaign, SOFIE.email)
        for path in ("/nl/organise/jury", f"/nl/organise/jury/{SHORTLIST.key}/{CATEGORY}"):
            campaign.get(path)
        send([JurorForgotten(jury[0].id, seconds())])
        campaign.drain()
