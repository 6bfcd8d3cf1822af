"""A day on which one may register, what somebody fills in, and an edition with other sites on its list."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from chalicelib import edition
from tests.campaign import REGISTERING, Answer, Campaign

SITE = "https://www.partner.example"


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """The clock, which stands still in the middle of the registrations until a test moves it."""
    with time_machine.travel(REGISTERING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The origin of another site whose form may post here."""
    text = (edition.EDITIONS / "2027.toml").read_text("utf-8")
    (tmp_path / "2027.toml").write_text(f'{text}\n[[sites]]\norigin = "{SITE}"\n', "utf-8")
    monkeypatch.setattr(edition, "EDITIONS", tmp_path)
    edition.edition.cache_clear()
    yield SITE
    edition.edition.cache_clear()


@pytest.fixture
def form() -> dict[str, Any]:
    """A form in which all is right."""
    return {
        "title": "Taalcafé De Brug",
        "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
        "description": "Elke dinsdag om acht uur in de bibliotheek.\n\nWie wil, komt binnen. Er is koffie en soep.",
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


def sent(campaign: Campaign, queue: str = "registration") -> list[dict[str, Any]]:
    """The messages that wait in a queue."""
    return [json.loads(body) for body in campaign.waiting(queue)]


def nothing_happened(campaign: Campaign) -> bool:
    """Whether no message waits and no row is kept."""
    return not any(
        sent(campaign, queue) for queue in ("registration", "moderation", "mail", "confirmation-mail")
    ) and not any(campaign.rows().values())


def press(campaign: Campaign, link: str) -> Answer:
    """Open the page behind a link and press its button."""
    return campaign.post(link, {"button": campaign.get(link).field("button")})
