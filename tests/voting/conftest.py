"""A vote that is open, with its clock in the tests' hands."""

from datetime import datetime

import pytest

from tests.campaign import VOTING, Campaign, Clock
from tests.voting.voters import AALST, GENT, Voting


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


@pytest.fixture
def voting(campaign: Campaign, clock: Clock, begins: datetime) -> Voting:
    """A vote with two candidates and no ballots."""
    # Time goes on: of two presses, one is the later.
    clock.move_to(begins, tick=True)
    found = Voting(campaign)
    found.admit(GENT)
    found.admit(AALST)
    return found
