"""A day on which one may register, what somebody fills in, and an edition with other sites on its list."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib import edition
from tests.campaign import Campaign
from tests.people import a_form

SITE = "https://www.partner.example"


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
    return a_form()


def sent(campaign: Campaign, queue: str = "registration") -> list[dict[str, Any]]:
    """The messages that wait in a queue."""
    return [json.loads(body) for body in campaign.waiting(queue)]


def nothing_happened(campaign: Campaign) -> bool:
    """Whether no message waits and no row is kept."""
    return not any(
        sent(campaign, queue) for queue in ("registration", "moderation", "mail", "confirmation-mail")
    ) and not any(campaign.rows().values())


def drafts(campaign: Campaign) -> list[dict[str, Any]]:
    """The rows of what was sent in; the same table knows which sums were spent."""
    return [row for row in campaign.rows()["registrations"] if "state" in row]
