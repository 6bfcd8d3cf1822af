"""What is kept of a year that is over says how it ended."""

from datetime import timedelta

from chalicelib.site import archive, calendar
from chalicelib.site.drawing import of_all
from chalicelib.web.words import say
from tests.publication.initiatives import published
from tests.publication.test_site import Structure, a_site, pages
from tests.years import YEAR


def test_a_year_without_votes_promises_no_results() -> None:
    later = calendar.at(YEAR, YEAR.vote.settled + timedelta(days=300))
    site = of_all(YEAR, [], later, None, "https://example.org")
    kept = {each.key: each for each in archive.sketches(site)}
    page = kept["nl/editions/2027/results"].draw().content.decode()
    assert say("nl", "results.none") in page
    assert "De uitslag komt" not in page


def test_where_it_is_leads_to_the_municipality_but_not_from_a_year_that_is_over() -> None:
    """What there is now in a municipality is not what there was."""
    one = published(places=("44021", "21004"))
    page = pages(a_site(one))["fr/initiatives/taalcafe-de-brug"]
    assert '<a href="/fr/municipalities/gent">Gand</a>, <a href="/fr/municipalities/brussel">Bruxelles</a>' in page
    later = calendar.at(YEAR, YEAR.vote.settled + timedelta(days=300))
    kept = {each.key: each for each in archive.sketches(of_all(YEAR, [one], later, None, "https://example.org"))}
    then = kept["fr/editions/2027/initiatives/taalcafe-de-brug"].draw().content.decode()
    assert "Gand, Bruxelles" in Structure(then).words
    assert "/municipalities/" not in then
