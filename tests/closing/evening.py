"""The evening of the show as its tests bring it about: votes that were counted and sealed, and organisers who press."""

from datetime import timedelta
from typing import Any

import time_machine
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.closing import store
from chalicelib.cloud.queues import pack, send
from chalicelib.kinds import Microseconds
from chalicelib.messages.closing import NumbersSigned
from chalicelib.messages.publication import InitiativeApproved
from tests.campaign import Answer, Campaign, Clock
from tests.gateway import Browser
from tests.jury.panel import initiative
from tests.people import hidden
from tests.staff import SOFIE as ORGANISER
from tests.team.team import BART, SOFIE, put, signs_in
from tests.voting.voters import AALST, GENT, TITLES, Voting
from tests.years import YEAR

VOTE = YEAR.vote
PATH = "/nl/organise/closing/2027"
WHY = "We tellen de stemmen eerst opnieuw."


class Evening:
    """A vote that is over, and the organisers of its year, each in a browser of their own."""

    def __init__(self, campaign: Campaign, clock: Clock) -> None:
        self.campaign, self.clock = campaign, clock
        self.voting = Voting(campaign)
        self.browsers = {SOFIE: Browser(), BART: Browser()}

    def begins(self, *votes: tuple[str, str]) -> None:
        """Two candidates, these votes for them, and two who organise."""
        for slug in (GENT, AALST):
            its = initiative(TITLES[slug])
            self.campaign.deliver("publication", pack(InitiativeApproved(slug, 1, its, seconds())))
            self.voting.admit(slug)
        for address, slug in votes:
            self.voting.vote(address, slug)
        put(self.campaign, BART, "organiser")
        self.goes_on()

    def goes_on(self) -> None:
        """What runs each minute does so, and the site is drawn."""
        for schedule in ("recount", "seal", "turn_phase"):
            self.campaign.tick(schedule)
        self.campaign.drain()

    def closes(self, after: timedelta = timedelta(minutes=13)) -> None:
        """So long after the vote ended, by when all that was confirmed in time is counted and sealed."""
        for since in (timedelta(minutes=1), timedelta(minutes=11), after):
            self.clock.move_to(VOTE.closes + since)
            self.goes_on()
        for who in self.browsers:
            self.campaign.browser = self.browsers[who] = Browser()
            assert signs_in(self.campaign, who).status == 303

    def opens(self, who: str = SOFIE, path: str = PATH) -> Answer:
        """The page, as somebody sees it."""
        self.campaign.browser = self.browsers[who]
        return self.campaign.get(path)

    def presses(self, who: str, what: str, then: bool = True, **fields: Any) -> Answer:
        """Send a form of it; then let its step run."""
        page = self.opens(who)
        sent = {"button": hidden(page)["button"], **({"seen": seen(page)} if what != "hold" else {}), **fields}
        answer = self.campaign.post(f"{PATH}/{what}", sent)
        if then:
            self.campaign.drain()
        return answer

    def signs(self, *people: str) -> None:
        for who in people:
            assert self.presses(who, "sign").status == 303

    def holds(self, who: str = SOFIE) -> Answer:
        return self.presses(who, "hold", why_nl=WHY)

    @property
    def results(self) -> str:
        """What everyone reads of the results."""
        return self.campaign.file("nl/results")

    @property
    def is_told(self) -> bool:
        """Whether all numbers are: on the page, and by the log."""
        return 'class="ranking"' in self.results and "publieksprijs/2027/openings.csv" in self.campaign.files()

    @property
    def is_public(self) -> bool:
        """Whether any number of the vote is."""
        openings = [name for name in self.campaign.files() if name.endswith(("openings.csv", "results.json"))]
        return 'class="ranking"' in self.results or bool(openings)


def ends(campaign: Campaign, receipt: str) -> None:
    """The end of a year of which nothing more is tried: an organiser looks, and a voter; at its hour all is public."""
    for minutes in (1, 21, 23):
        with time_machine.travel(VOTE.closes + timedelta(minutes=minutes), tick=False):
            campaign.tick("recount")
            campaign.tick("seal")
    with time_machine.travel(VOTE.closes + timedelta(hours=1), tick=False):
        _looks(campaign)
        assert campaign.get(receipt).status == 200
    campaign.in_year(replace(YEAR, copies=("archief@example.org",)))
    with time_machine.travel(VOTE.results + timedelta(minutes=1), tick=False):
        for schedule in ("recount", "seal", "turn_phase", "remind"):
            campaign.tick(schedule)
        campaign.drain()
        # Who won is told by what everyone reads.
        campaign.tick("turn_phase")
        campaign.drain()


def _looks(campaign: Campaign) -> None:
    signs_in(campaign, SOFIE)
    said = {"button": hidden(campaign.get(PATH))["button"], "seen": "-"}
    assert campaign.post(f"{PATH}/sign", said).status == 422
    send([NumbersSigned("2027", ORGANISER.id, "-", Microseconds(1))])
    campaign.drain()


def seen(page: Answer) -> str:
    """What stands for all that a page shows; "" where there is no button."""
    return hidden(page).get("seen", "")


def said() -> Any:
    """What is kept of all that organisers said."""
    return store.find("2027")[0]
