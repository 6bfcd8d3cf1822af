"""A day on which one may register, and what somebody fills in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

OPEN_DAY = datetime(2027, 2, 15, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """The clock, which stands still in the middle of the registrations until a test moves it."""
    with time_machine.travel(OPEN_DAY, tick=False) as traveller:
        yield traveller


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
        "newsletter": "",
    }
