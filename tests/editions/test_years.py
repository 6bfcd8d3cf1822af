"""A year ends and the next one is on: what was mailed in the first says what it was, and does nothing any more."""

from datetime import timedelta

import pytest

from tests.editions.conftest import Years

OVER = "Dit ging over Gastvrije Gemeente 2027"


@pytest.mark.parametrize("what", ["review", "edit", "vote"])
def test_a_link_of_last_year_says_what_it_was_and_leads_to_today(years: Years, what: str) -> None:
    """Also long after its own time, and whichever button was on its page."""
    for days in (0, 300):
        years.clock.shift(timedelta(days=days))
        before = years.campaign.rows()
        for answer in (
            years.campaign.get(years.links[what]),
            years.campaign.post(years.links[what], {"button": "x", "decision": "approve", "reason": ""}),
        ):
            if answer.status == 403:
                # What a form lacks is said first, whatever its link is.
                continue
            assert (answer.status, OVER in answer.body) == (410, True)
            assert 'href="/nl/editions/2027"' in answer.body
            assert 'href="/nl/"' in answer.body
        assert years.campaign.rows() == before
