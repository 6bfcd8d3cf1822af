"""An evening of which nothing has happened yet."""

from datetime import datetime

import pytest

from tests.campaign import VOTING, Campaign, Clock
from tests.closing.evening import Evening
from tests.voting.voters import AALST, GENT


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


@pytest.fixture
def evening(campaign: Campaign, clock: Clock, begins: datetime) -> Evening:
    """Three voted, and the vote is not over."""
    clock.move_to(begins, tick=True)
    found = Evening(campaign, clock)
    found.begins(("a@example.org", GENT), ("b@example.org", GENT), ("c@example.org", AALST))
    return found
