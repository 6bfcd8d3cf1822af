"""A brigade: many invented voters of one domain, network and machine, who all want the same within some minutes; and
two organisers who see it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Answer, Condition
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed, VoteConfirmed
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.disqualifying import store
from chalicelib.voting.disqualifying.counting import Effect
from chalicelib.voting.disqualifying.rules import Case
from chalicelib.voting.signing import signed
from tests.campaign import Answer as Page
from tests.campaign import Campaign
from tests.gateway import Browser
from tests.people import hidden
from tests.staff import SOFIE
from tests.team.team import put, signs_in
from tests.voting.voters import AALST, GENT, OPENS, ROUND, Voting, a_press

DOMAIN, NETWORK, PACE = "brigade-dom", "brigades", 17
MINUTE = 60_000_000


def votes(number: int, candidate: str = AALST, first: int = 0, at: int = 0) -> Iterator[VoteConfirmed]:
    """So many, each a second apart."""
    for each in range(first, first + number):
        name = f"brigade-{each}"
        press = a_press(f"{name}-{at}", at + each * 1_000_000, voter=_voter(name), candidate=candidate, domain=DOMAIN)
        yield signed(replace(press, network=NETWORK, pace=PACE, signature=""))


def ordinary(number: int, candidate: str = GENT) -> Iterator[VoteConfirmed]:
    """As many people who have nothing to do with each other, with telephones of any age."""
    for each in range(number):
        name = f"somebody-{candidate}-{each}"
        at = each * 11 * MINUTE
        press = a_press(name, at, voter=_voter(name), candidate=candidate, domain=f"domain-{each}")
        yield signed(replace(press, network=f"net-{each}", pace=10 + each * 7 % 13, signature=""))


def _voter(name: str) -> VoterKey:
    return VoterKey(f"{'ABCDEFGHIJKLMNOP'[hash_of(name) % 16]}{name}")


def hash_of(name: str) -> int:
    """Spreads voters over partitions."""
    return sum(map(ord, name))


def cast(voting: Voting, messages: Iterator[VoteConfirmed]) -> None:
    """Count these ballots."""
    for message in messages:
        voting.deliver(message)


def condition(until: int = OPENS + 60 * MINUTE) -> Condition:
    """What the brigade has in common."""
    return Condition(Microseconds(until), domain=DOMAIN)


def the_case() -> Case:
    """The newest case."""
    return max(store.cases(ROUND), key=lambda case: case.turns[0].at)


def effect() -> Effect:
    """What its next step changes, as it was counted."""
    list(voting_steps.recount())
    return store.report(ROUND).effects[the_case().id]


def proposed(case: str = "a" * 12, by: str = SOFIE.id, about: Condition | None = None) -> DisqualificationProposed:
    """What an organiser's page sends."""
    return DisqualificationProposed(case, ROUND, about or condition(), "one_hand", "Zag ik.", by, clock.seconds())


def answered(answer: Answer, number: int, by: str, case: str = "a" * 12) -> DisqualificationAnswered:
    """What somebody says of a case as it was shown to them."""
    return DisqualificationAnswered(case, ROUND, number, answer, by, clock.seconds())


def proposed_and_dropped(campaign: Campaign) -> None:
    """Something is proposed, and nothing comes of it."""
    for message in (proposed(), answered("drop", 1, SOFIE.id)):
        campaign.deliver("organising", pack(message))


@dataclass
class Organiser:
    """Somebody who organises, in a browser of their own."""

    campaign: Campaign
    email: str

    def __post_init__(self) -> None:
        self.id = put(self.campaign, self.email, "organiser")
        self.browser = self.campaign.browser = Browser()
        assert signs_in(self.campaign, self.email).status == 303

    def opens(self, path: str) -> Page:
        self.campaign.browser = self.browser
        return self.campaign.get(path)

    def proposes(self, query: str, **fields: str) -> str:
        """Fill in the form behind a line of the list: the path of the case."""
        form = self.opens(f"/nl/organise/votes/new?{query}")
        known = {"reason": "one_hand", "note": "Vijfhonderd adressen in tien minuten.", **fields}
        answer = self.campaign.post("/nl/organise/votes", {**hidden(form), **known})
        assert answer.status == 303, answer.body
        self.campaign.drain()
        return answer.location.partition("?")[0]

    def says(self, path: str, answer: Answer) -> Page:
        """Press a button of a case's page."""
        form = hidden(self.opens(path))
        return self.presses(path, form, answer)

    def presses(self, path: str, form: dict[str, str], answer: Answer) -> Page:
        """The same, on a page that was opened before."""
        self.campaign.browser = self.browser
        found = self.campaign.post(path, {**form, "answer": answer})
        self.campaign.drain()
        return found
