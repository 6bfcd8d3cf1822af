"""What is kept of a year that is over says how it ended."""

from datetime import timedelta

from chalicelib.site import archive, calendar
from chalicelib.site.drawing import of_all
from chalicelib.web.words import say
from tests.years import YEAR


def test_a_year_without_votes_promises_no_results() -> None:
    later = calendar.at(YEAR, YEAR.vote.settled + timedelta(days=300))
    site = of_all(YEAR, [], later, None, "https://example.org")
    kept = {each.key: each for each in archive.sketches(site)}
    page = kept["nl/editions/2027/results"].draw().content.decode()
    assert say("nl", "results.none") in page
    assert "De uitslag komt" not in page
