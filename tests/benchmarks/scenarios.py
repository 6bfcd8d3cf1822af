"""What people and schedules do in a campaign, through the deployed functions: one function here for each action.

Each takes a deployment, does the action until all is quiet, and returns the invocations that it took.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import patch

import time_machine

from tests.benchmarks import deployment  # the environment comes first
from tests.benchmarks.deployment import Deployment, Invocation

# isort: split
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.cloud.queues import unpack
from chalicelib.cloud.settings import settings
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.messages.message import Link
from chalicelib.messages.publication import InitiativeApproved, SiteChanged
from chalicelib.messages.voting import CandidateAdmitted
from chalicelib.publication import builds
from chalicelib.voting import tokens, voters
from chalicelib.web import links, proof
from tests.benchmarks import seeds
from tests.benchmarks.seeds import FORM, TITLE
from tests.campaign import REGISTERING, VOTING, Answer
from tests.people import SLUG, a_ballot, hashed, means, solved
from tests.years import YEAR

EVERYBODYS = "gmail.com"
"""Where everybody may have a mailbox, as most voters do."""
_numbers = count(1)


@dataclass
class Campaign:
    """A deployment with people in it. Moments are those of the edition: register first, vote later."""

    deployment: Deployment
    clock: time_machine.Traveller = field(repr=False)

    # Registering and deciding

    def form(self) -> list[Invocation]:
        """Somebody sends in the form, and gets the mail that asks to confirm."""
        self.clock.move_to(REGISTERING)
        with self.deployment.taking() as taken:
            answer = self.deployment.web("POST", "/initiatives", {**FORM, "title": f"{TITLE} {next(_numbers)}"})
            _expect(answer, 303)
            self.deployment.drain()
        return taken

    def confirmation(self) -> list[Invocation]:
        """The initiator presses the button, and every moderator gets a mail."""
        link = self._mailed("confirm")
        with self.deployment.taking() as taken:
            self._press(link, {})
        return taken

    def decision(self) -> list[Invocation]:
        """A moderator reads and approves; the initiator is told, a candidate admitted, a row made public."""
        link = self._mailed("review")
        with self.deployment.taking() as taken:
            self._press(link, means("approve", reason=""), but="publication")
            # What is public is a row now; the files that show it are the build's: see publish.
            self.deployment.deliver("publication", unpack(self.deployment.take("publication")[0]))
        self.deployment.take("publication")
        return taken

    def _mailed(self, purpose: str) -> str:
        """The path behind the button of the newest mail for a purpose."""
        where = f"/{PURPOSES[purpose].page}/"
        for _, mail in reversed(self.deployment.cloud.sesv2.sent):
            text = mail.replace(b"=\r\n", b"").decode(errors="replace")
            for word in text.split():
                if where in word and word.startswith("http://localhost"):
                    return word.removeprefix("http://localhost:8000")
        raise AssertionError(f"no mail for {purpose}")

    def _press(self, link: str, fields: dict[str, str], but: str = "") -> Answer:
        shown = self.deployment.web("GET", link)
        _expect(shown, 200)
        answer = self.deployment.web("POST", link, {**fields, "button": shown.field("button")})
        _expect(answer, 200, 303)
        self.deployment.drain(*(queue for queue in ("registration", "moderation", "voting", "mail") if queue != but))
        return answer

    # Reporting

    def report_page(self) -> list[Invocation]:
        """A visitor opens the form with which one reports the page that was approved last."""
        with self.deployment.taking() as taken:
            _expect(self.deployment.web("GET", f"/nl/report/{self._reported()}"), 200)
        return taken

    def report(self) -> list[Invocation]:
        """They send it, and it stands at the desk."""
        slug = self._reported()
        with patch.object(proof, "TRIES", range(1, 2)):
            asked = self.deployment.web("POST", "/reports/challenge", {"address": hashed(slug)})
        form = {"wrong": "untrue", "words": f"Melding {next(_numbers)}.", "altcha": solved(asked.json)}
        with self.deployment.taking() as taken:
            _expect(self.deployment.web("POST", f"/nl/report/{slug}", form), 303)
            self.deployment.drain()
        return taken

    def _reported(self) -> str:
        rows = self.deployment.cloud.dynamodb.tables[settings().table("dossiers")].rows.values()
        return next(str(row["slug"]["S"]) for row in rows if row.get("state") == {"S": "approved"})

    # Voting

    def admit(self, slug: str = SLUG) -> None:
        """A candidate, without the form and the decision before it."""
        self.deployment.deliver("voting", CandidateAdmitted(slug, 1, TITLE, 1))

    def challenge(self) -> list[Invocation]:
        """The ballot's script asks for a sum."""
        self.clock.move_to(VOTING)
        with self.deployment.taking() as taken:
            self._challenge(f"person{next(_numbers)}@example.org")
        return taken

    def _challenge(self, address: str) -> Any:
        asked = {"candidate": SLUG, "address": hashed(address)}
        # The sum is the phone's work: here it is found at once.
        with patch.object(proof, "TRIES", range(1, 2)):
            answer = self.deployment.web("POST", "/votes/challenge", asked)
        _expect(answer, 200)
        return answer.json

    def vote_request(self) -> list[Invocation]:
        """A voter sends in the ballot, and gets the mail with the button."""
        self.clock.move_to(VOTING)
        address = f"voter{next(_numbers)}@{EVERYBODYS}"
        ballot = a_ballot(SLUG, address, altcha=solved(self._challenge(address)))
        with self.deployment.taking() as taken:
            answer = self.deployment.web("POST", "/votes", ballot)
            _expect(answer, 303)
            self.deployment.drain()
        return taken

    def confirm_page(self) -> list[Invocation]:
        """The voter opens the link in the mail: a page with a button."""
        with self.deployment.taking() as taken:
            _expect(self.deployment.web("GET", f"/nl/vote/confirm/{self.link()}"), 200)
        return taken

    def confirm(self) -> list[Invocation]:
        """A voter presses the button, and the ballot is counted."""
        return self._pressed(self.link())

    def duplicate_confirm(self) -> list[Invocation]:
        """The same button pressed again."""
        link = self.link()
        self._pressed(link)
        self.clock.shift(60)
        return self._pressed(link)

    def link(self) -> str:
        """The token behind the button in the mail of a voter of whom nothing is known yet."""
        return links.sign(_vote_link(f"voter{next(_numbers)}@{EVERYBODYS}"))

    def _pressed(self, token: str) -> list[Invocation]:
        with self.deployment.taking() as taken:
            answer = self.deployment.web("POST", f"/nl/vote/confirm/{token}", {"button": links.csrf_token(token)})
            _expect(answer, 303)
            self.deployment.drain()
        return taken

    def receipt(self) -> list[Invocation]:
        """A voter opens the receipt."""
        token = self.link()
        self._pressed(token)
        asked = tokens.read_vote_link(token)
        shown = tokens.receipt_token(asked, asked.receipt(SLUG))
        with self.deployment.taking() as taken:
            _expect(self.deployment.web("GET", f"/nl/receipts/{shown}"), 200)
        return taken

    def mail_batch(self) -> list[Invocation]:
        """Ten mails with a button, in one batch."""
        mails = [self.mail_message() for _ in range(10)]
        with self.deployment.taking() as taken:
            assert self.deployment.deliver("confirmation-mail", *mails) == {"batchItemFailures": []}
        return taken

    def mail_message(self) -> ConfirmationMailRequested:
        """What asks for the mail with the button, for a voter of whom nothing is known yet."""
        at = int(VOTING.timestamp())
        address = f"voter{next(_numbers)}@{EVERYBODYS}"
        link = _vote_link(address)
        return ConfirmationMailRequested(f"vote-{address}", "vote-confirm", address, "nl", {"title": TITLE}, link, at)

    # Counting

    def recount(self) -> list[Invocation]:
        """The schedule has all ballots counted again."""
        self.clock.shift(YEAR.vote.recount_every_minutes * 60)
        with self.deployment.taking() as taken:
            self.deployment.tick("recount")
        return taken

    # Reading

    def approve_one(self) -> None:
        """One more is public, as a row, and asks for a build."""
        self.clock.move_to(VOTING)
        slug = f"nieuw-{next(_numbers)}"
        at = int(VOTING.timestamp())
        self.deployment.deliver("publication", InitiativeApproved(slug, 1, seeds.initiative(0), at))

    def publish(self) -> list[Invocation]:
        """The files are built, once for all that changed."""
        self.clock.move_to(VOTING)
        begun = self.builds()
        self.deployment.take("publication")
        with self.deployment.taking() as taken:
            assert self.deployment.deliver("publication", SiteChanged(begun)) == {"batchItemFailures": []}
        return taken

    def publish_one(self) -> list[Invocation]:
        """One more is public on a day of the vote, and a build shows it."""
        self.publish()
        self.approve_one()
        return self.publish()

    def builds(self) -> int:
        """How many builds there have been."""
        return builds.newest().begun

    def page(self, path: str) -> list[Invocation]:
        """Somebody opens a page that is a file: the CDN has it, no function runs and no table is read."""
        with self.deployment.taking() as taken:
            assert path in self.deployment.cloud.s3.files, path
        return taken


def _expect(answer: Answer, *statuses: int) -> None:
    assert answer.status in statuses, f"{answer.status}: {answer.body[:300]}"


@contextmanager
def campaign() -> Iterator[Campaign]:
    """A campaign with one candidate, whose processes have made their clients and fetched their secrets."""
    with deployment.campaign_in_memory() as its, time_machine.travel(REGISTERING, tick=False) as clock:
        started = Campaign(its, clock)
        started.form()
        started.confirmation()
        started.clock.move_to(VOTING)
        started.admit()
        started.vote_request()
        started.confirm()
        its.invocations.clear()
        its.meter.calls.clear()
        yield started


ACTIONS: dict[str, Callable[[Campaign], list[Invocation]]] = {
    "form": Campaign.form,
    "confirmation": Campaign.confirmation,
    "decision": Campaign.decision,
    "report page": Campaign.report_page,
    "report": Campaign.report,
    "second report": Campaign.report,
    "challenge": Campaign.challenge,
    "vote request": Campaign.vote_request,
    "confirm page": Campaign.confirm_page,
    "confirm": Campaign.confirm,
    "duplicate confirm": Campaign.duplicate_confirm,
    "receipt": Campaign.receipt,
    "mail batch": Campaign.mail_batch,
    "recount": Campaign.recount,
    "publish": Campaign.publish_one,
    "list page": lambda its: its.page("nl/initiatives"),
    "initiative page": lambda its: its.page(_newest(its, "nl/initiatives")),
    "ballot page": lambda its: its.page(_newest(its, "nl/vote")),
    "sent page": lambda its: its.page("nl/votes/sent"),
}
"""In the order in which they can follow each other."""


def _newest(its: Campaign, where: str) -> str:
    """The first file of an initiative below this path."""
    return next(key for key in its.deployment.cloud.s3.files if re.fullmatch(f"{where}/[a-z0-9-]+", key))


def _vote_link(address: str) -> Link:
    """The link in a voter's mail."""
    vote = YEAR.vote
    name, voter, domain = vote.key, voters.voter(vote.key, address), voters.domain(vote.key, address)
    asked = tokens.Asked(name, SLUG, TITLE, domain, f"vote-{address}", voter)
    return tokens.vote_link(asked, int(VOTING.timestamp()) + vote.link_hours * 3600)
