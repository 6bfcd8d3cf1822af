"""A tie of which nobody chose anything yet."""

from datetime import datetime

import pytest

from tests.campaign import VOTING, Campaign, Clock
from tests.jury.tie.tied import Tied


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


@pytest.fixture
def tied(campaign: Campaign, clock: Clock, begins: datetime) -> Tied:
    """Two have as many votes, and three jurors; the vote is not over."""
    clock.move_to(begins, tick=True)
    found = Tied(campaign, clock)
    found.begins()
    return found
