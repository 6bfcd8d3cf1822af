"""People who vote, and what the tests may look at behind them."""

import json
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from chalicelib.cloud.queues import pack, unpack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.voting import CandidateAdmitted, CandidateWithdrawn, VoteConfirmed
from chalicelib.voting import tokens
from chalicelib.voting.signing import signed
from chalicelib.web import links
from tests.campaign import Answer, Campaign
from tests.people import a_ballot, hashed, press, solved
from tests.years import YEAR

GENT, AALST = "taalcafe-gent", "buddies-aalst"
TITLES = {GENT: "Taalcafé Gent", AALST: "Buddy's van Aalst ☕"}
LONGEST_TITLE = "🏡" * 100
ROUND = "public-2027"
OPENS = int(YEAR.vote.opens.timestamp()) * 1_000_000


@dataclass
class Voting:
    """A campaign whose vote is open, with two candidates."""

    campaign: Campaign

    def admit(self, slug: str, version: int = 1, at: int = 1) -> None:
        self.deliver(CandidateAdmitted(slug, version, TITLES[slug], at))

    def withdraw(self, slug: str, version: int = 2, at: int = 2) -> None:
        self.deliver(CandidateWithdrawn(slug, version, at))

    def deliver(self, *messages: Message) -> None:
        """Hand messages to voting as one batch, which takes them all."""
        answer = self.campaign.deliver("voting", *(pack(message) for message in messages))
        assert answer == {"batchItemFailures": []}

    # What a voter does

    def challenge(self, address: str, slug: str = GENT) -> Answer:
        """What the ballot's script asks for, of an address that it has hashed."""
        fields = {"candidate": slug, "address": address}
        return self.campaign.post("/votes/challenge", fields, accept="application/json")

    def proof(self, address: str, slug: str = GENT) -> str:
        """What the widget posts after its sum."""
        got = self.challenge(hashed(address), slug)
        assert got.status == 200, got.body
        return solved(got.json)

    def ask(self, address: str, slug: str = GENT, **changed: str) -> Answer:
        """Send in the ballot page."""
        done = {} if "altcha" in changed else {"altcha": self.proof(address, slug)}
        return self.campaign.post("/votes", a_ballot(slug, address, **done, **changed))

    def mailed(self) -> ConfirmationMailRequested:
        """The mail that was asked for last; it is taken out of its queue."""
        mails = self.campaign.taken("confirmation-mail")
        mail = unpack(mails[-1])
        assert isinstance(mail, ConfirmationMailRequested)
        return mail

    def link(self, address: str, slug: str = GENT) -> str:
        """Ask for a mail and open it: the token behind its button."""
        assert self.ask(address, slug).status == 303
        link = self.mailed().link
        assert link is not None
        return links.sign(link)

    def press(self, token: str) -> Answer:
        """Press the button on the page behind a link."""
        return press(self.campaign, f"/nl/vote/confirm/{token}")

    def vote(self, address: str, slug: str = GENT) -> str:
        """A whole vote, counted. Returns the path of its receipt."""
        answer = self.press(self.link(address, slug))
        assert answer.status == 303
        self.count()
        return answer.location

    # What happens behind it

    def count(self) -> None:
        """Count what waits."""
        while self.campaign.drain_once("voting"):
            pass

    def ballots(self) -> list[Any]:
        return list(self.campaign.rows()["ballots"])

    def votes(self) -> dict[str, int]:
        """What the ballots say, counted by the test itself."""
        found: dict[str, int] = {}
        for row in self.ballots():
            if "candidate" in row:
                found[row["candidate"]["S"]] = found.get(row["candidate"]["S"], 0) + 1
        return found

    def reason(self, path: str) -> Any:
        """Why a vote does not count, for who types the code of its mail."""
        mail = tokens.read_receipt(path.rpartition("/")[2]).mail
        return self.campaign.post_json(path, {"code": links.code_for(mail, Link("vote", (), "", 0))}).json["reason"]

    def receipt(self, path: str) -> Any:
        """What a receipt says to a program."""
        return self.campaign.get(f"/receipts/{path.rpartition('/')[2]}.json").json


def a_press(
    receipt: str, at: int = 0, link: str = "link", voter: str = "Voter", candidate: str = GENT, domain: str = ""
) -> VoteConfirmed:
    """What our page tells of a pressed button, so many microseconds after the vote opened."""
    moment = Microseconds(OPENS + at)
    return signed(VoteConfirmed(ROUND, VoterKey(voter), candidate, receipt, "rules", moment, link, domain))


def encoded(payload: Any) -> str:
    return b64encode(json.dumps(payload).encode()).decode()
