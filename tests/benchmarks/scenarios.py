"""What people and schedules do in a campaign, through the deployed functions: one function here for each action.

Each takes a place, does the action until all is quiet, and returns the invocations that it took.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any
from unittest.mock import patch

import msgspec
import time_machine

from tests.benchmarks import place  # the environment comes first
from tests.benchmarks.place import Invocation, Place

# isort: split
from altcha import Challenge, Payload, solve_challenge

from chalicelib.clock import now
from chalicelib.cloud.queues import unpack
from chalicelib.edition import edition
from chalicelib.initiative import Initiative
from chalicelib.messages import (
    CandidateAdmitted,
    ConfirmationMailRequested,
    InitiativeApproved,
    Link,
    SiteChanged,
    VoteConfirmed,
)
from chalicelib.places import municipalities
from chalicelib.publication import bucket
from chalicelib.publication import steps as publication
from chalicelib.publication import store as publications
from chalicelib.purposes import PURPOSES
from chalicelib.site import calendar
from chalicelib.site.file import Sketch
from chalicelib.voting import rules, signing, tokens, voters
from chalicelib.web import links, proof
from tests.campaign import REGISTERING, VOTING, Answer

EVERYBODYS = "gmail.com"
"""Where everybody may have a mailbox, as most voters do."""
SLUG, TITLE = "taalcafe-de-brug-gent", "Taalcafé De Brug"
FORM: dict[str, Any] = {
    "title": TITLE,
    "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
    "description": "Elke dinsdag om acht uur in de bibliotheek.\n\nWie wil, komt binnen. Er is koffie en soep. " * 6,
    "category": "verenigingen",
    "postal_code": ["9000"],
    "organisation": "De Brug vzw",
    "contact_name": "Lien De Smet",
    "email": "lien@example.org",
    "website": "https://www.example.org/taalcafe",
    "language": "nl",
    "competes": "yes",
    "consent": "yes",
    "people_agree": "yes",
    "newsletter": "",
}
_numbers = count(1)


@dataclass
class Campaign:
    """A place with people in it. Moments are those of the edition: register first, vote later."""

    place: Place
    clock: time_machine.Traveller = field(repr=False)

    # Registering and deciding

    def form(self) -> list[Invocation]:
        """Somebody sends in the form, and gets the mail that asks to confirm."""
        self.clock.move_to(REGISTERING)
        with self.place.taking() as taken:
            answer = self.place.web("POST", "/initiatives", {**FORM, "title": f"{TITLE} {next(_numbers)}"})
            _expect(answer, 303)
            self.place.drain()
        return taken

    def confirmation(self) -> list[Invocation]:
        """The initiator presses the button, and every moderator gets a mail."""
        link = self._mailed("confirm")
        with self.place.taking() as taken:
            self._press(link, {})
        return taken

    def decision(self) -> list[Invocation]:
        """A moderator reads and approves; the initiator is told, a candidate admitted, a row made public."""
        link = self._mailed("review")
        with self.place.taking() as taken:
            self._press(link, {"decision": "approve", "reason": ""}, but="publication")
            # What is public is a row now; the files that show it are the build's: see publish.
            self.place.deliver("publication", unpack(self.place.take("publication")[0]))
        self.place.take("publication")
        return taken

    def _mailed(self, purpose: str) -> str:
        """The path behind the button of the newest mail for a purpose."""
        where = f"/{PURPOSES[purpose].page}/"
        for _, mail in reversed(self.place.cloud.sesv2.sent):
            text = mail.replace(b"=\r\n", b"").decode(errors="replace")
            for word in text.split():
                if where in word and word.startswith("http://localhost"):
                    return word.removeprefix("http://localhost:8000")
        raise AssertionError(f"no mail for {purpose}")

    def _press(self, link: str, fields: dict[str, str], but: str = "") -> Answer:
        shown = self.place.web("GET", link)
        _expect(shown, 200)
        answer = self.place.web("POST", link, {**fields, "button": shown.field("button")})
        _expect(answer, 200, 303)
        self.place.drain(*(queue for queue in ("registration", "moderation", "voting", "mail") if queue != but))
        return answer

    # Voting

    def admit(self, slug: str = SLUG) -> None:
        """A candidate, without the form and the decision before it."""
        self.place.deliver("voting", CandidateAdmitted(slug, 1, TITLE, 1))

    def challenge(self) -> list[Invocation]:
        """The ballot's script asks for a sum."""
        self.clock.move_to(VOTING)
        with self.place.taking() as taken:
            self._challenge(f"person{next(_numbers)}@example.org")
        return taken

    def _challenge(self, address: str) -> Any:
        asked = {"candidate": SLUG, "address": sha256(address.encode()).hexdigest()}
        # The sum is the phone's work: here it is found at once.
        with patch.object(proof, "TRIES", range(1, 2)):
            answer = self.place.web("POST", "/votes/challenge", asked)
        _expect(answer, 200)
        return answer.json

    def vote_request(self) -> list[Invocation]:
        """A voter sends in the ballot, and gets the mail with the button."""
        self.clock.move_to(VOTING)
        address = f"voter{next(_numbers)}@{EVERYBODYS}"
        challenge = Challenge.from_dict(self._challenge(address))
        solution = solve_challenge(challenge)
        assert solution is not None
        ballot = {"candidate": SLUG, "email": address, "language": "nl"}
        with self.place.taking() as taken:
            answer = self.place.web("POST", "/votes", {**ballot, "altcha": Payload(challenge, solution).to_base64()})
            _expect(answer, 303)
            self.place.drain()
        return taken

    def confirm_page(self) -> list[Invocation]:
        """The voter opens the link in the mail: a page with a button."""
        with self.place.taking() as taken:
            _expect(self.place.web("GET", f"/nl/vote/confirm/{self.link()}"), 200)
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
        with self.place.taking() as taken:
            answer = self.place.web("POST", f"/nl/vote/confirm/{token}", {"button": links.csrf_token(token)})
            _expect(answer, 303)
            self.place.drain()
        return taken

    def receipt(self) -> list[Invocation]:
        """A voter opens the receipt."""
        token = self.link()
        self._pressed(token)
        asked = tokens.read_vote_link(token)
        shown = tokens.receipt_token(asked, asked.receipt(SLUG))
        with self.place.taking() as taken:
            _expect(self.place.web("GET", f"/nl/receipts/{shown}"), 200)
        return taken

    def mail_batch(self) -> list[Invocation]:
        """Ten mails with a button, in one batch."""
        mails = [self.mail_message() for _ in range(10)]
        with self.place.taking() as taken:
            assert self.place.deliver("confirmation-mail", *mails) == {"batchItemFailures": []}
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
        self.clock.shift(edition().vote.recount_every_minutes * 60)
        with self.place.taking() as taken:
            self.place.tick("recount")
        return taken

    def seed_ballots(self, number: int) -> None:
        """So many ballots, as the project itself would have written them: one is cast, the rest are its likeness."""
        voter = "A" * 43
        at = int(VOTING.timestamp()) * 1_000_000
        self.place.deliver("voting", ballot(voter, "r" * 26, at))
        table = self.place.table("ballots")
        first = rules.bucket(edition().vote.round, voter), voter
        likeness, size = msgspec.json.encode(table.rows[first]), table.size(first)
        for each in range(number):
            key = sha256(each.to_bytes(8)).hexdigest()[:42]
            own = f"{rules._SIXTY_FOUR[each % rules.BUCKETS]}{key}"
            bucket = rules.bucket(edition().vote.round, own)
            row = likeness.replace(voter.encode(), own.encode()).replace(first[0].encode(), bucket.encode())
            table.seed((bucket, own), row, size)
        table.take_out(first, 0)

    # Reading

    def seed_initiatives(self, number: int) -> None:
        """So many public initiatives, as rows; their files are the next build's."""
        first = int(REGISTERING.timestamp())
        self.place.table("publications").seed_all(_row(each, first + each) for each in range(number))

    def approve_one(self) -> None:
        """One more is public, as a row, and asks for a build."""
        self.clock.move_to(VOTING)
        slug = f"nieuw-{next(_numbers)}"
        at = int(VOTING.timestamp())
        self.place.deliver("publication", InitiativeApproved(slug, 1, initiative(0), at))

    def publish(self) -> list[Invocation]:
        """The files are built, once for all that changed."""
        self.clock.move_to(VOTING)
        begun = self.builds()
        self.place.take("publication")
        with self.place.taking() as taken:
            assert self.place.deliver("publication", SiteChanged(begun)) == {"batchItemFailures": []}
        return taken

    def seed_site(self) -> None:
        """The files of all that is public, as builds before left them: known to be there, whatever is in them."""
        self.clock.move_to(VOTING)
        notes: dict[str, str] = {}
        served = self.place.cloud.s3
        for each in publication._files(edition(), calendar.at(edition(), now())):
            content = each.of.encode() if isinstance(each, Sketch) else each.content
            served.seed(each.key, content)
            if isinstance(each, Sketch):
                notes[each.of] = served.tags[each.key].strip('"')
        served.seed(bucket.DRAWN, msgspec.json.encode(notes))

    def drawn(self, *keys: str) -> list[bytes]:
        """What these files hold, drawn from the rows."""
        self.clock.move_to(VOTING)
        every = publication._files(edition(), calendar.at(edition(), now()))
        found = {each.key: each for each in every if each.key in keys}
        drawn = [each.draw() if isinstance(each, Sketch) else each for each in (found[key] for key in keys)]
        return [file.content for file in drawn]

    def builds(self) -> int:
        """How many builds there have been."""
        return publications.builds(edition().name).begun

    def page(self, path: str) -> list[Invocation]:
        """Somebody opens a page that is a file: the CDN has it, no function runs and no table is read."""
        with self.place.taking() as taken:
            assert path in self.place.cloud.s3.files, path
        return taken


def initiative(number: int) -> Initiative:
    """One of many: words of a usual length, a place and a category that go round."""
    categories, nis = edition().categories, list(municipalities())
    return Initiative(
        title=f"{TITLE} nummer {number}",
        summary=f"{FORM['summary']} Dit is de {number}e groep.",
        description=FORM["description"],
        category=categories[number % len(categories)].key,
        places=(nis[number * 7 % len(nis)],),
        organisation=FORM["organisation"],
        website=FORM["website"],
        language="nl",
        competes=number % 2 == 0,
    )


def _row(number: int, at: int) -> Any:
    return {
        "edition": {"S": edition().name},
        "slug": {"S": f"initiatief-{number}"},
        "rank": {"N": "2"},
        "after": {"N": "0"},
        "initiative": {"S": msgspec.json.encode(initiative(number)).decode()},
        "at": {"N": str(at)},
    }


def _expect(answer: Answer, *statuses: int) -> None:
    assert answer.status in statuses, f"{answer.status}: {answer.body[:300]}"


@contextmanager
def campaign() -> Iterator[Campaign]:
    """A campaign with one candidate, whose processes have made their clients and fetched their secrets."""
    with place.campaign_in_memory() as its, time_machine.travel(REGISTERING, tick=False) as clock:
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
    "challenge": Campaign.challenge,
    "vote request": Campaign.vote_request,
    "confirm page": Campaign.confirm_page,
    "confirm": Campaign.confirm,
    "duplicate confirm": Campaign.duplicate_confirm,
    "receipt": Campaign.receipt,
    "mail batch": Campaign.mail_batch,
    "recount": Campaign.recount,
    "publish": Campaign.publish,
    "list page": lambda its: its.page("nl/initiatives"),
    "initiative page": lambda its: its.page(_newest(its, "nl/initiatives")),
    "ballot page": lambda its: its.page(_newest(its, "nl/vote")),
    "sent page": lambda its: its.page("nl/votes/sent"),
}
"""In the order in which they can follow each other."""


def _newest(its: Campaign, where: str) -> str:
    """The first file of an initiative below this path."""
    return next(key for key in its.place.cloud.s3.files if re.fullmatch(f"{where}/[a-z0-9-]+", key))


def _vote_link(address: str) -> Link:
    """The link in a voter's mail."""
    vote = edition().vote
    name, voter, domain = vote.round, voters.voter(vote.round, address), voters.domain(vote.round, address)
    asked = tokens.Asked(name, SLUG, TITLE, domain, f"vote-{address}", voter)
    return tokens.vote_link(asked, int(VOTING.timestamp()) + vote.link_hours * 3600)


def ballot(voter: str, receipt: str, at: int) -> VoteConfirmed:
    """What the web function says of a pressed button."""
    press = VoteConfirmed(edition().vote.round, voter, SLUG, receipt, edition().rules, at, receipt[:11], receipt[:11])
    return signing.signed(press)
