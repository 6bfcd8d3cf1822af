"""A vote that is open, with its clock in the tests' hands."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from chalicelib.edition import edition
from chalicelib.web import proof
from tests.campaign import Campaign
from tests.voting.voters import AALST, GENT, Voting


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Noon on the second day of the vote; time goes on from there."""
    opens = edition().vote.opens
    with time_machine.travel(datetime(opens.year, opens.month, opens.day + 1, 12, tzinfo=opens.tzinfo)) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _easy_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sums of which a hundred take no time."""
    monkeypatch.setattr(proof, "COST", 1)


@pytest.fixture
def voting(clock: time_machine.Traveller, campaign: Campaign) -> Voting:
    """A vote with two candidates and no ballots."""
    found = Voting(campaign)
    found.admit(GENT)
    found.admit(AALST)
    return found
