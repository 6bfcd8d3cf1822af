"""A vote that is open, with its clock in the tests' hands."""

from datetime import datetime

import pytest

from chalicelib.cloud import limits
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
    # What a process of the vote's pages asks for once a day: the key under which networks are told apart.
    limits.neighbourhood("192.0.2.1")
    found = Voting(campaign)
    found.admit(GENT)
    found.admit(AALST)
    return found
