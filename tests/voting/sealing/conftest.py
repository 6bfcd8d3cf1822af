"""A vote whose log is witnessed by two partners."""

from collections.abc import Iterator
from functools import cache

import pytest
from msgspec.structs import replace

from chalicelib.cloud.settings import settings
from chalicelib.voting.sealing import posting
from tests.campaign import Campaign
from tests.sealed import published
from tests.voting.voters import Voting
from tests.witnessing import Partner, running
from tests.years import YEAR


@pytest.fixture
def partners(voting: Voting, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Partner]]:
    """Cera and VVSG, whose witnesses run on this machine."""
    monkeypatch.setattr(posting, "settings", lambda: replace(settings(), stage="local"))
    on_paper = cache(lambda: published()["key"])
    cera, vvsg = (Partner(name, on_paper) for name in ("cera.example", "vvsg.example/2027"))
    with running(cera), running(vvsg):
        campaign.in_year(replace(YEAR, witnesses=(cera.witness, vvsg.witness)))
        yield [cera, vvsg]
