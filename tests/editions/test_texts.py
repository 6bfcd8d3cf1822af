"""An organiser writes what the pages to read say, who the partners are, and what anybody may do with the data."""

import pytest

from chalicelib.web.words import say
from tests.campaign import Campaign
from tests.editions.office import Office, said, seen


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


def test_a_text_of_a_page_is_changed_and_given_back_to_us(office: Office) -> None:
    """Its differences are what the site says, before and after, in that language alone."""
    ours, theirs = say("fr", "reading.about.organiser.text"), "Nous sommes vos voisins.\n\nBienvenue !"
    told = office.change("page-about", texts_about_organiser_fr=theirs)
    assert "Wie zijn we? (Frans)" in said(told)
    assert "Wie zijn we? (Nederlands)" not in said(told)
    assert ours[:60] in said(told)
    assert seen().passage("about.organiser", "fr") == theirs
    assert office.form("page-about")["texts-about.organiser-fr"] == theirs
    office.change("page-about", texts_about_organiser_fr="")
    assert seen().texts == ()


def test_partners_and_the_licence_of_the_data_are_changed(office: Office) -> None:
    told = office.change("partners", partners="Cera https://www.cera.coop\nBuren van Gent https://www.buren.example")
    assert "Een partner" in said(told)
    assert "Buren van Gent" in said(told)
    office.change("texts", data_licence="CC0-1.0")
    assert (len(seen().partners), seen().data_licence) == (2, "CC0-1.0")
