"""A vote whose first place is shared, as its tests bring it about: jurors of the final, and organisers who close it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

import msgspec
import time_machine

from chalicelib.clock import microseconds
from chalicelib.closing import store as said
from chalicelib.cloud import closings, people
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.queues import pack
from chalicelib.jury import panel, store
from chalicelib.kinds import Slug
from chalicelib.messages.jury import TieChoiceGiven
from chalicelib.messages.publication import InitiativeApproved
from chalicelib.messages.voting import CandidateAdmitted
from chalicelib.tie import Tie
from tests.campaign import Answer, Campaign, Clock
from tests.closing.evening import Evening
from tests.jury.panel import Juror, initiative
from tests.people import hidden
from tests.voting.voters import AALST, GENT
from tests.years import JUDGED, YEAR

PATH = "/nl/jury/tie"
VOTE = YEAR.vote
MINUTE = timedelta(minutes=1)
TIED = (AALST, GENT)
NAMES = ("emma", "noor", "luc")


class Tied:
    """Two who have as many votes, and the jurors who are to choose."""

    def __init__(self, campaign: Campaign, clock: Clock) -> None:
        self.campaign, self.clock = campaign, clock
        campaign.in_year(JUDGED)
        self.evening = Evening(campaign, clock)
        self.jurors = {name: Juror(campaign, name) for name in NAMES}

    def begins(self, *votes: tuple[str, str]) -> None:
        """These votes, and nothing to decide in any category."""
        self.evening.begins(*(votes or (("a@example.org", GENT), ("b@example.org", AALST))))
        self.decides_all()

    def decides_all(self) -> None:
        """What the jury decided of each category, so that organisers may sign."""
        for its in JUDGED.jury:
            for category in JUDGED.categories:
                with_nobody = panel.decided(JUDGED, its, category.key, [], [], [])
                store.decide(with_nobody, int(its.decided.timestamp()))

    def closes(self) -> None:
        """The vote is over and all that was confirmed in time is counted; jurors are asked."""
        self.evening.closes()
        self.asks()

    def asks(self) -> None:
        self.campaign.tick("remind")
        self.campaign.drain()

    def opens(self, who: str) -> Answer:
        """The page, in a browser of this juror's that is signed in."""
        its = self.jurors[who]
        if its.opens(PATH).status != 200:
            its.sits_down()
        return its.opens(PATH)

    def chooses(self, who: str, slug: Slug, then: bool = True, back: Sequence[Slug] = ()) -> Answer:
        """Press a button of the page, and let its step run."""
        page = self.opens(who)
        tied = closings.told("2027", Counted)
        sent = {
            "button": hidden(page).get("button", ""),
            "tied": list(tied.tied if tied else ()),
            "chosen": slug,
            "back": list(back),
        }
        answer = self.campaign.post(PATH, sent)
        if then:
            self.campaign.drain()
        return answer

    def given(self, who: str, slug: Slug, at: int, tied: Sequence[Slug] = TIED, back: Sequence[Slug] = ()) -> str:
        """What the page sends, as it travels."""
        return pack(
            TieChoiceGiven(f"{at:020}{uuid4().hex}", VOTE.key, self.jurors[who].id, tuple(tied), slug, tuple(back), at)
        )

    def delivers(self, *bodies: str) -> None:
        self.campaign.deliver("organising", *bodies)
        self.campaign.drain()

    @property
    def tie(self) -> Tie | None:
        """What the jury chose, as everyone will read it."""
        return said.find("2027")[0].tie

    @property
    def chosen(self) -> str:
        return self.tie.chosen if self.tie else ""

    def is_known(self) -> None:
        """Its hour comes, and everyone reads it."""
        self.clock.move_to(VOTE.results + timedelta(seconds=5))
        self.evening.goes_on()

    def approves(self, *slugs: Slug) -> None:
        """More that compete."""
        for slug in slugs:
            self.campaign.deliver("publication", pack(InitiativeApproved(slug, 1, initiative(slug), 1)))
            self.evening.voting.deliver(CandidateAdmitted(slug, 1, slug, 1))

    @property
    def palmares(self) -> Tie | None:
        """What the file that everyone recounts says of it."""
        told = msgspec.json.decode(self.campaign.file("palmares.json"))
        return msgspec.convert(told["public"], Tie) if "public" in told else None


def breaks_one(campaign: Campaign) -> None:
    """In a year with a jury and no count yet: who is asked hears of a tie, and one of them chooses."""
    noor = next(its for its in people.everyone() if its.name == "Noor")
    with time_machine.travel(VOTE.closes + 20 * MINUTE, tick=False):
        closings.tell("2027", Counted(1, "x", 2, 2, {}, ("a", "b")), microseconds())
        given = TieChoiceGiven("1", VOTE.key, noor.id, ("a", "b"), "a", (), 1)
        campaign.deliver("organising", pack(given))
        campaign.tick("remind")
        campaign.drain()
        closings.tell("2027", Counted(1, "x", 2, 1), microseconds())
        campaign.tick("remind")
        campaign.drain()
