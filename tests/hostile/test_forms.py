"""Whatever is typed in whatever field: an answer in the right language, what was typed kept, nothing half done."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.cloud.queues import unpack
from chalicelib.edition import LANGUAGES
from chalicelib.moderation.reports.form import WHAT
from chalicelib.texts import exact, tidied
from tests.account import counted
from tests.campaign import VOTING, Answer, Campaign, Clock, sum_done
from tests.depth import TRIED, cases
from tests.hostile.strings import texts
from tests.moderation.reporting import TOLD
from tests.people import INITIATOR, SLUG, a_change, a_form, means
from tests.voting.voters import GENT, Voting

MANY = settings(max_examples=cases(50, 1_000), deadline=None, suppress_health_check=list(HealthCheck))
SHOWN_TWICE = (
    "email",
    "title",
    "summary",
    "organisation",
    "contact_name",
    "website",
    "description",
    "reason",
    "code",
    "words",
)
"""The fields that a page shows again with what was typed."""


@dataclass(frozen=True)
class Desk:
    """A form, filled in as it should be, and where its messages go."""

    campaign: Campaign
    path: str
    good: dict[str, Any]
    queues: tuple[str, ...]

    def send(self, typed: dict[str, Any], language: str, is_program: bool) -> tuple[Answer, list[str]]:
        """Send the form in: the answer and the calls behind it."""
        filled = {**self.good, **typed}
        send = self.campaign.post_json if is_program else self.campaign.post
        with counted() as calls:
            return send(self.path, filled, accept_language=language, origin="http://localhost:8000"), calls.made

    def taken(self) -> list[str]:
        """The bodies that were sent, taken out of their queues."""
        found = []
        for queue in self.queues:
            found += self.campaign.taken(queue)
        return found


def typed(names: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """One to three fields with any text in them; at times one more that nobody asked for."""
    one = st.tuples(st.sampled_from([*names, "status"]), texts() | st.just(""))
    return st.lists(one, min_size=1, max_size=3).map(dict)


def _kept(desk: Desk) -> dict[str, Any]:
    """Every row, but for how often something limited was asked."""
    return {table: rows for table, rows in desk.campaign.rows().items() if table != "limits"}


def check(desk: Desk, sent: dict[str, Any], language: str, is_program: bool, spoken: str) -> None:
    """Send it, and hold the answer against what every form promises."""
    before = _kept(desk)
    answer, calls = desk.send(sent, language, is_program)
    bodies = desk.taken()
    assert answer.status in (202, 303, 403, 404, 422)
    assert _kept(desk) == before
    TRIED["forms with any text in any field, none broken"] += 1
    if answer.status in (202, 303):
        assert calls.count("sqs.SendMessage") == 1
        for body in bodies:
            unpack(body)
        return
    assert bodies == []
    assert "sqs.SendMessage" not in calls
    if is_program:
        assert all(answer.json["errors"].values())
        return
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.html
    assert page.html["lang"] == spoken
    if answer.status == 422:
        for name in SHOWN_TWICE:
            if name in sent and (field := page.find(id=name)):
                shown = field.get_text().removeprefix("\n") if field.name == "textarea" else str(field["value"])
                reads = (exact,) if name == "email" else (partial(tidied, lines=True), tidied)
                assert any(read(shown) == read(sent[name]) for read in reads), name


def asked() -> st.SearchStrategy[tuple[str, bool]]:
    """The browser's language, and whether a program asks."""
    return st.tuples(st.sampled_from(LANGUAGES), st.booleans())


@pytest.fixture
def review(campaign: Campaign, clock: Clock) -> str:
    """The path of a moderator's link to a registration that waits."""
    return campaign.submitted()["an"]


@given(sent=typed(("title", "summary", "description", "category", "organisation", "website", "language", "competes",
                   "contact_name", "email", "consent", "people_agree", "newsletter", "postal_code", "municipality",
                   "thanks", "stamp")),
       how=asked())  # fmt: skip
@MANY
def test_registering(campaign: Campaign, clock: Clock, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    chosen = tidied(sent.get("language", "nl"))
    desk = Desk(campaign, "/initiatives", a_form(), ("registration",))
    check(desk, sent, *how, spoken=chosen if chosen in LANGUAGES else how[0])


@given(sent=typed(("decision", "reason", "word")), how=asked())
@MANY
def test_deciding(campaign: Campaign, review: str, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    good = means("reject", button=campaign.get(review).field("button"), reason="Geen")
    check(Desk(campaign, review, good, ("moderation",)), sent, *how, spoken=review[1:3])


@given(sent=typed(("title", "summary", "description", "category", "organisation", "website", "language", "competes",
                   "contact_name", "postal_code", "municipality")), how=asked())  # fmt: skip
@MANY
def test_changing(campaign: Campaign, review: str, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    if len(campaign.mails(INITIATOR)) == 1:
        campaign.decide(review, "changes", "Op welke dag?")
    edit = campaign.newest_link(INITIATOR)
    button = campaign.get(edit).field("button")
    whole = a_change(button=button)
    check(Desk(campaign, edit, whole, ("moderation",)), sent, *how, spoken=edit[1:3])


@given(sent=typed(("email", "candidate", "language", "altcha")), how=asked())
@MANY
def test_voting(campaign: Campaign, clock: Clock, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    clock.move_to(VOTING)
    voting = Voting(campaign)
    if not campaign.rows()["candidates"]:
        voting.admit(GENT)
    good = {"candidate": GENT, "email": "an@example.org", "language": how[0], "altcha": "e30="}
    chosen = sent.get("language") or how[0]
    spoken = chosen if chosen in LANGUAGES else how[0]
    check(Desk(campaign, "/votes", good, ("confirmation-mail",)), sent, *how, spoken=spoken)


@given(sent=typed(("wrong", "words", "email", "stamp")), how=asked())
@MANY
def test_reporting(campaign: Campaign, review: str, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    path = f"/fr/report/{SLUG}"
    if campaign.get(path).status == 404:
        campaign.decide(review, "approve")
    good = {**TOLD, "altcha": sum_done(WHAT, SLUG)}
    check(Desk(campaign, path, good, ("moderation",)), sent, *how, spoken="fr")


@given(sent=typed(("email", "code")), how=asked())
@MANY
def test_typing_a_code(campaign: Campaign, clock: Clock, sent: dict[str, Any], how: tuple[str, bool]) -> None:
    good = {"email": "an@example.org", "code": "ZZZZZZZZ"}
    # Only so many codes are read for a mailbox in an hour.
    clock.shift(3600)
    check(Desk(campaign, "/fr/code", good, ()), sent, *how, spoken="fr")
