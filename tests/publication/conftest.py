"""A campaign with its clock standing still, and a count of what reaches the public bucket."""

from datetime import datetime

import pytest

from tests.campaign import Campaign, Clock
from tests.publication.initiatives import VOTING


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


@pytest.fixture
def town(campaign: Campaign, clock: Clock) -> Campaign:
    """A campaign while the vote is open."""
    return campaign
