"""I12: what people told us stays where it is needed, whatever happens: canaries through all flows, then a search."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from unittest.mock import patch

import pytest

from chalicelib import addresses
from chalicelib.cloud import keys
from tests.campaign import QUEUES, REGISTERING, VOTING, Answer, Campaign, Clock, text_of
from tests.people import a_change, a_form, code_in, hashed, press
from tests.staff import AN, READERS
from tests.voting.faults import lost
from tests.voting.voters import Voting

INITIATORS = ("canary.one@example.org", "canary.two@example.org", "canary.three@example.org", "canary.four@example.org")
VOTERS = ("canary.voter+tag@example.org", "canary.second@example.org")
NAME = "Canary Kanarie"
SOURCE = "192.0.2.1"
"""The network address that every request of tests/campaign.py comes from."""

WITH_ADDRESSES = {"registrations", "dossiers"}
"""The tables that hold the people who register, until the edition forgets them."""


@dataclass
class Trail:
    """What may be found nowhere but where it is needed."""

    addresses: set[str] = field(default_factory=set)
    tokens: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    def follow(self, campaign: Campaign) -> None:
        """Take down every link and typed code that was mailed."""
        for mail in campaign.mails():
            text = text_of(mail)
            self.tokens |= set(re.findall(r"/([\w.-]{60,})", text))
            self.codes |= {code_in(text)} - {""}

    def found_in(self, text: str) -> list[str]:
        """What of it is in a text."""
        plain = text.casefold()
        sought = {*self.addresses, *self.tokens, NAME, SOURCE, "canary", "kanarie"}
        return sorted(one for one in sought if one.casefold() in plain) + sorted(
            code for code in self.codes if code in text
        )


class Flows:
    """Everything that happens in a year, once."""

    def __init__(self, campaign: Campaign, clock: Clock) -> None:
        self.campaign = campaign
        self.clock = clock
        self.trail = Trail({*INITIATORS, *VOTERS, *(moderator.email for moderator in READERS.values())})

    def all(self) -> None:
        """Register, remind, ask for changes, approve, reject, take down, vote, vote again, bounce, complain."""
        for number, initiator in enumerate(INITIATORS):
            form = a_form(email=initiator, contact_name=NAME, title=f"Taalcafé nummer {number}")
            assert self.campaign.post("/initiatives", form).status == 303
        self._wrong()
        self.campaign.drain()
        self._remind()
        for initiator in INITIATORS:
            press(self.campaign, self.campaign.newest_link(initiator))
            self.campaign.drain()
            self._decide(initiator)
        self.trail.follow(self.campaign)
        self._vote()
        self._hear_back()
        self.trail.follow(self.campaign)

    def _wrong(self) -> None:
        """What people do that is refused."""
        form = a_form(email=INITIATORS[0], contact_name=NAME, title="")
        assert self.campaign.post("/initiatives", form).status == 422
        assert self.campaign.post_json("/initiatives", {**form, INITIATORS[0]: INITIATORS[0]}).status == 422
        assert self.campaign.ask("POST", f"/nl/{INITIATORS[0]}", b"{", {"content_type": INITIATORS[0]}).status == 404
        assert self.campaign.get(f"/nl/confirm/{INITIATORS[0]}").status == 404
        assert self.campaign.get(f"/nl/search?q={INITIATORS[0]}").status == 200
        assert self.campaign.post("/nl/code", {"email": INITIATORS[0], "code": "ABCDEFGH"}).status == 422

    def _remind(self) -> None:
        self.clock.shift(timedelta(days=3))
        self.campaign.tick("remind")
        self.campaign.drain()

    def _decide(self, initiator: str) -> None:
        moderator = AN.email
        review = self.campaign.newest_link(moderator)
        number = INITIATORS.index(initiator)
        if number == 0:
            self.campaign.decide(review, "changes", f"Vraag aan {NAME} via {initiator}?")
            edit = self.campaign.newest_link(initiator)
            assert press(self.campaign, edit, **a_change(contact_name=NAME)).status == 303
            self.campaign.drain()
            review = self.campaign.newest_link(moderator)
        self.campaign.decide(review, "reject" if number == 1 else "approve", f"Reden voor {NAME}")
        if number == 2:
            self.campaign.decide(review, "takedown", f"Weg op vraag van {NAME}")

    def _vote(self) -> None:
        self.clock.move_to(VOTING)
        voting = Voting(self.campaign)
        candidates = [row["slug"]["S"] for row in self.campaign.rows()["candidates"]]
        slugs = [slug for slug in candidates if self.campaign.get(f"/nl/vote/{slug}").status == 200]
        for voter, slug in [(voter, slug) for voter in VOTERS for slug in slugs[:2]]:
            assert voting.ask(voter, slug).status == 303
            self.campaign.drain()
            answer = press(self.campaign, self.campaign.newest_link(voter))
            self.trail.tokens.add(answer.location.rpartition("/")[2])
            self.campaign.drain()
            assert self.campaign.get(answer.location).status == 200
            self.clock.shift(60)
        assert voting.votes()
        self.campaign.tick("recount")
        self.campaign.drain()

    def _hear_back(self) -> None:
        bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": VOTERS[0]}]}
        for event in (
            {"eventType": "Bounce", "bounce": bounce, "mail": {"destination": [VOTERS[0]]}},
            {"eventType": "Complaint", "complaint": {}, "mail": {"destination": [VOTERS[1]]}},
            {"eventType": "Bounce", "bounce": {}, "mail": {"destination": [{"canary": VOTERS[0]}]}},
            {"canary": VOTERS[0]},
        ):
            self.campaign.deliver("feedback", json.dumps(event), VOTERS[0])


@pytest.fixture
def flows(campaign: Campaign, clock: Clock) -> Flows:
    """A year that is about to begin."""
    return Flows(campaign, clock)


def test_a_year_leaves_no_trace_but_where_it_is_needed(
    flows: Flows, logged: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    flows.all()
    assert len(logged) > 100
    assert len(flows.trail.tokens) > 10
    assert len(flows.trail.codes) > 5
    _no_log_line_holds_any_of_it(flows, logged)
    # What libraries print would stand in the same log.
    assert flows.trail.found_in("".join(capfd.readouterr())) == []
    _no_public_file_holds_any_of_it(flows)
    _only_the_tables_of_people_who_register_hold_addresses(flows)
    _rows_hold_nothing_that_anyone_could_hash(flows)


def _no_log_line_holds_any_of_it(flows: Flows, logged: list[str]) -> None:
    assert flows.trail.found_in("\n".join(logged)) == []
    for line in logged:
        json.loads(line)


def _no_public_file_holds_any_of_it(flows: Flows) -> None:
    files = flows.campaign.files()
    assert any("taalcafe" in key for key in files)
    for key in files:
        assert flows.trail.found_in(f"{key}\n{flows.campaign.file(key)}") == [], key


def _only_the_tables_of_people_who_register_hold_addresses(flows: Flows) -> None:
    rows = flows.campaign.rows()
    assert all(rows[table] for table in ("registrations", "dossiers", "ballots", "deliveries", "candidates"))
    for table, its in rows.items():
        if table not in WITH_ADDRESSES:
            assert flows.trail.found_in(_dumped(its)) == [], table
    kept = _dumped([rows[table] for table in sorted(WITH_ADDRESSES)])
    # Of voters and network addresses there is nothing at all, and links are kept nowhere.
    assert [one for one in (*VOTERS, SOURCE, *flows.trail.tokens, *flows.trail.codes) if one in kept] == []


def _rows_hold_nothing_that_anyone_could_hash(flows: Flows) -> None:
    # Hashes are keyed: who has the tables alone can test no address against them.
    kept = _dumped(flows.campaign.rows())
    for voter in VOTERS:
        for spelling in (voter, addresses.canonical(voter), voter.upper()):
            assert hashed(spelling) not in kept
    assert keys.address_hash(addresses.canonical(VOTERS[0])) in kept, "the keyed one is there"


FAILING = ("SendMessage", "GetItem", "UpdateItem", "PutItem", "BatchGetItem", "SendRawEmail", "PutObject")
READ_OR_SENT = {"SendMessage", "BatchGetItem"}
"""What the web function itself calls for these requests."""


def test_errors_tell_nothing_either(flows: Flows, logged: list[str], capfd: pytest.CaptureFixture[str]) -> None:
    """Each call fails for good, once the year is under way: neither page nor log says whom it was about."""
    flows.all()
    flows.clock.move_to(REGISTERING)
    for number, (operation, worked) in enumerate(product(FAILING, (True, False))):
        logged.clear()
        # Only so many codes are read for a mailbox in an hour.
        flows.clock.shift(3600)
        with lost(operation, times=10_000, worked=worked):
            answers = _asks(flows, number)
        assert any(answer.status == 503 for _, answer in answers) or operation not in READ_OR_SENT
        for token, answer in answers:
            if answer.status >= 500:
                assert answer.status == 503
                # The page of a link leads to the same link in another language.
                assert flows.trail.found_in(answer.body.replace(token, "-")) == []
                assert not re.search(r"Traceback|botocore|gastvrij-test|File \"", answer.body)
        assert flows.trail.found_in("\n".join(logged)) == [], operation
    assert flows.trail.found_in("".join(capfd.readouterr())) == []


def _dumped(rows: object) -> str:
    """Rows as text; what is closed as its bytes in Latin letters."""
    return json.dumps(rows, ensure_ascii=False, default=lambda closed: bytes(closed).decode("latin-1"))


def _asks(flows: Flows, number: int) -> list[tuple[str, Answer]]:
    """A form, every kind of link and a code, while something fails, each with its token; then the queues run."""
    form = a_form(email=INITIATORS[0], contact_name=NAME, title=f"Nog een taalcafé {number}")
    answers = [("-", flows.campaign.post("/initiatives", form))]
    for token in sorted(flows.trail.tokens)[:6]:
        for page in ("confirm", "review", "edit", "renew", "vote/confirm", "receipts"):
            answers.append((token, flows.campaign.get(f"/nl/{page}/{token}")))
    typed = {"email": INITIATORS[0], "code": "ABCDEFGH"}
    answers.append(("-", flows.campaign.post("/nl/code", typed)))
    for queue in ("registration", "mail", "confirmation-mail", "moderation", "publication"):
        flows.campaign.drain_once(queue)
    return answers


def test_a_library_error_that_quotes_an_address_is_not_logged(flows: Flows, logged: list[str]) -> None:
    form = a_form(email=INITIATORS[0], contact_name=NAME)
    for problem in (ValueError(INITIATORS[0]), KeyError(NAME), RuntimeError(json.dumps(form))):
        with patch("chalicelib.registration.pages.send", side_effect=problem):
            assert flows.campaign.post("/initiatives", form).status == 500
        flows.campaign.post("/initiatives", form)
        with patch("chalicelib.registration.store.keep_draft", side_effect=problem):
            flows.campaign.drain_once("registration")
    assert logged
    assert flows.trail.found_in("\n".join(logged)) == []


UNREADABLE = (
    VOTERS[0],
    json.dumps({"kind": VOTERS[0]}),
    json.dumps({"kind": "VoteConfirmed", "version": NAME, "fields": {}}),
    json.dumps({"kind": "InitiativeSubmitted", "version": 1, "fields": {NAME: VOTERS[0]}}),
)


@pytest.mark.parametrize("body", UNREADABLE)
def test_a_message_that_cannot_be_read_is_not_logged(flows: Flows, logged: list[str], body: str) -> None:
    for queue in QUEUES:
        assert len(flows.campaign.deliver(queue, body)["batchItemFailures"]) == 1
    assert logged
    assert flows.trail.found_in("\n".join(logged)) == []
