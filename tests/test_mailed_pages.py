"""What holds for each page behind a mailed link: looking changes nothing, and only its own button acts (I5)."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.kinds import DAY
from chalicelib.messages.message import Link
from chalicelib.moderation.rules import forgotten_from
from chalicelib.web import links
from tests.account import counted
from tests.campaign import VOTING, Campaign, Clock
from tests.moderation import passing_on
from tests.moderation.renewing import REGISTERING_AGAIN, agreed, asked_again
from tests.people import INITIATOR, a_change, a_form, ask_to_vote, means
from tests.voting.faults import lost
from tests.voting.voters import GENT, Voting
from tests.years import YEAR

VOTER = "voter@example.org"


@dataclass(frozen=True)
class Mailed:
    """A page behind a link that somebody just got."""

    purpose: str
    link: str
    filled: dict[str, Any]
    lasts: int
    """Seconds."""
    handed_to: str
    """The queue in which its message waits."""

    @property
    def token(self) -> str:
        return self.link.rpartition("/")[2]

    @property
    def button(self) -> dict[str, Any]:
        """What its own page posts."""
        return {"button": links.csrf_token(self.token), **self.filled}

    @property
    def read(self) -> Link:
        return links.read(self.purpose, self.token, clock.seconds())


@pytest.fixture(params=["confirm", "status", "contact", "review", "edit", "renew", "vote"])
def mailed(campaign: Campaign, clock: Clock, request: pytest.FixtureRequest) -> Mailed:
    """One of each."""
    if request.param == "confirm":
        campaign.post("/initiatives", a_form())
        campaign.drain()
        return Mailed("confirm", campaign.newest_link(INITIATOR), {}, 14 * DAY, "registration")
    if request.param == "vote":
        clock.move_to(VOTING)
        Voting(campaign).admit(GENT)
        ask_to_vote(campaign, GENT, VOTER)
        campaign.drain()
        return Mailed("vote", campaign.newest_link(VOTER), {}, YEAR.vote.link_hours * 3600, "voting")
    if request.param == "renew":
        lasts = forgotten_from(YEAR) - int(REGISTERING_AGAIN.timestamp())
        return Mailed("renew", asked_again(campaign, clock), agreed(), lasts, "moderation")
    review = campaign.submitted()["an"]
    if request.param == "status":
        lasts = forgotten_from(YEAR) - int(time.time())
        link = campaign.newest_link(INITIATOR, "We hebben je initiatief")
        return Mailed("status", link, {"word": "intrekken"}, lasts, "moderation")
    if request.param == "contact":
        return Mailed("contact", passing_on.asked(campaign)[INITIATOR], passing_on.TYPED, 7 * DAY, "moderation")
    if request.param == "review":
        return Mailed("review", review, means("approve"), 30 * DAY, "moderation")
    campaign.decide(review, "changes", "Vanaf wanneer?")
    return Mailed("edit", campaign.newest_link(INITIATOR), a_change(title="Praatcafé"), 30 * DAY, "moderation")


def test_looking_changes_nothing(campaign: Campaign, mailed: Mailed) -> None:
    """A mail scanner opens every link, in every harmless way."""
    before = campaign.rows()
    for path in (mailed.link, f"{mailed.link}?choose=yes", f"{mailed.link}?sent=approve"):
        for method in ("GET", "HEAD", "OPTIONS"):
            for _ in range(7):
                assert campaign.ask(method, path).status < 400
    assert campaign.rows() == before
    assert campaign.waiting(mailed.handed_to) == []


def test_its_button_is_one_message(campaign: Campaign, mailed: Mailed) -> None:
    with counted() as calls:
        assert campaign.post(mailed.link, mailed.button).status == 303
    assert [call for call in calls.made if not call.startswith("dynamodb.")] == ["sqs.SendMessage"]
    assert len(campaign.waiting(mailed.handed_to)) == 1


@pytest.mark.parametrize(
    ("change", "headers"),
    [
        ({"button": []}, {}),
        ({"button": ""}, {}),
        ({"button": "guess"}, {}),
        ({}, {"origin": "https://evil.example"}),
        ({}, {"origin": "null"}),
        ({}, {"origin": "null", "sec_fetch_site": "cross-site"}),
    ],
    ids=str,
)
def test_only_the_button_on_our_own_page_acts(
    campaign: Campaign, mailed: Mailed, change: dict[str, Any], headers: dict[str, str]
) -> None:
    assert campaign.post(mailed.link, mailed.button | change, **headers).status == 403
    assert campaign.waiting(mailed.handed_to) == []


def test_the_button_of_one_link_does_not_press_another(campaign: Campaign, mailed: Mailed) -> None:
    another = links.sign(replace(mailed.read, recipient="another"))
    assert campaign.post(mailed.link, mailed.button | {"button": links.csrf_token(another)}).status == 403


def test_a_text_browser_that_says_nothing_of_itself_may_press(campaign: Campaign, mailed: Mailed) -> None:
    """Lynx and w3m send neither Origin nor Sec-Fetch-Site; that the button is ours, its token proves."""
    assert campaign.post(mailed.link, mailed.button | {"button": "x"}, origin="").status == 403
    assert campaign.post(mailed.link, mailed.button, origin="", sec_fetch_site="none").status == 303


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_its_own_link_opens_it(campaign: Campaign, mailed: Mailed, method: str) -> None:
    for purpose in PURPOSES.keys() - {mailed.purpose}:
        other = links.sign(replace(mailed.read, purpose=purpose))
        assert campaign.ask(method, links.path("nl", mailed.purpose, other)).status == 404
        # A page without a button takes nothing, whoever sends it.
        refused = 405 if (purpose, method) == ("links", "POST") else 404
        assert campaign.ask(method, links.path("nl", purpose, mailed.token)).status == refused
    assert campaign.waiting(mailed.handed_to) == []


def test_it_ends_at_its_very_second(campaign: Campaign, mailed: Mailed, clock: Clock) -> None:
    clock.shift(mailed.lasts - 1)
    assert campaign.get(mailed.link).status == 200
    clock.shift(1)
    assert campaign.get(mailed.link).status == 410
    assert campaign.post(mailed.link, mailed.button).status == 410
    assert campaign.waiting(mailed.handed_to) == []


def test_a_table_that_does_not_answer_is_said_kindly(campaign: Campaign, mailed: Mailed) -> None:
    """I13: a page that needs no table does not notice."""
    with lost("GetItem", 1000, worked=False), lost("BatchGetItem", 1000, worked=False):
        assert campaign.get(mailed.link).status == (200 if mailed.purpose == "vote" else 503)
