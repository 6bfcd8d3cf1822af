"""A campaign with its clock standing still, and a count of what reaches the public bucket."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.campaign import Campaign
from tests.publication.initiatives import VOTING


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until it is told otherwise; the vote is open."""
    with time_machine.travel(VOTING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def town(campaign: Campaign, clock: time_machine.Traveller) -> Campaign:
    """A campaign while the vote is open."""
    return campaign
