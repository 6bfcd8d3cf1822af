"""A day on which one may register, what somebody fills in, and an edition with other sites on its list."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.edition import Site
from tests import years
from tests.campaign import Campaign
from tests.people import a_form

SITE = "https://www.partner.example"


@pytest.fixture
def site(campaign: Campaign) -> str:
    """The origin of another site whose form may post here."""
    campaign.in_year(replace(years.YEAR, sites=(Site(SITE),)))
    return SITE


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
