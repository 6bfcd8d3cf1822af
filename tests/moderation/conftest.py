"""Registrations that wait for a moderator, and people who open their mails."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine

from chalicelib.edition import edition
from tests.campaign import REGISTERING, Answer, Campaign

INITIATOR = "lien@example.org"
SLUG = "taalcafe-de-brug-gent"
Submitted = Callable[..., dict[str, str]]


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """The clock, which stands still in the middle of the registrations until a test moves it."""
    with time_machine.travel(REGISTERING, tick=False) as traveller:
        yield traveller


def a_form(**other: Any) -> dict[str, Any]:
    """A form in which all is right."""
    return {
        "title": "Taalcafé De Brug",
        "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
        "description": "Elke dinsdag om acht uur in de bibliotheek.\n\nWie wil, komt binnen. Er is koffie en soep.",
        "category": "verenigingen",
        "postal_code": ["9000"],
        "organisation": "De Brug vzw",
        "contact_name": "Lien De Smet",
        "email": INITIATOR,
        "website": "https://www.example.org/taalcafe",
        "language": "nl",
        "competes": "yes",
        "consent": "yes",
        "people_agree": "yes",
        "newsletter": "",
        **other,
    }


@pytest.fixture
def submitted(campaign: Campaign) -> Submitted:
    """Bring a form to the moderators: the path of each moderator's own link, by the moderator's id."""

    def bring(**other: Any) -> dict[str, str]:
        assert campaign.post("/initiatives", a_form(**other)).status == 303
        campaign.drain()
        assert press(campaign, newest_link(campaign, other.get("email", INITIATOR))).status == 303
        campaign.drain()
        return review_links(campaign)

    return bring


def review_links(campaign: Campaign) -> dict[str, str]:
    """The path in each moderator's newest mail, by the moderator's id."""
    return {moderator.id: newest_link(campaign, moderator.email) for moderator in edition().moderators}


def newest_link(campaign: Campaign, to: str) -> str:
    """The path behind the button of the newest mail to somebody."""
    return campaign.link(campaign.mails(to)[-1])


def words(campaign: Campaign, to: str) -> str:
    """The text of the newest mail to somebody."""
    body = campaign.mails(to)[-1].get_body(("plain",))
    assert body
    return str(body.get_content())


def press(campaign: Campaign, link: str, **filled: Any) -> Answer:
    """Open the page behind a link and press its button."""
    return campaign.post(link, {"button": campaign.get(link).field("button"), **filled})


def decide(campaign: Campaign, link: str, decision: str, reason: str = "") -> Answer:
    """Decide, and let the step run: what the page says then."""
    answer = press(campaign, link, decision=decision, reason=reason)
    assert answer.status == 303
    campaign.drain()
    return campaign.get(answer.location)
