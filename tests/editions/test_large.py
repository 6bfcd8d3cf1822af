"""A year as large as its forms allow is saved as any other."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from tests.campaign import Campaign, Clock
from tests.editions.office import YEAR, Office, fields_of, seen
from tests.years import YEAR as FIRST


@pytest.mark.parametrize("letter", ["a", "é", "ا"])
def test_what_fits_the_form_can_be_saved(campaign: Campaign, clock: Clock, letter: str) -> None:
    """All texts of all categories as long as they may be, with the form to go back to."""
    clock.move_to(FIRST.registration.opens - timedelta(days=3))
    office = Office.of(campaign)
    begun = office.form("categories")
    texts = {name for name in begun if "-name-" in name or "-prize-" in name}
    assert len(texts) > 40
    varied = [f"{number:x}{letter}" for number in range(300)]
    typed = {name: "".join(varied)[at : at + 300] if name in texts else begun[name] for at, name in enumerate(begun)}
    shown = campaign.post(f"{YEAR}/categories", typed)
    assert shown.status == 200
    assert len(urlencode(fields_of(shown))) < len(urlencode(typed))
    again = office.save(shown, "")
    assert again.status == 422
    assert office.save(again).status == 303
    campaign.drain()
    assert seen().categories[0].name.nl == typed["categories-0-name-nl"]
