"""Organisers practise the evening of the results: the page says that it is practice, and nothing comes of it."""

import re

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.web.words import say
from tests.campaign import Campaign
from tests.editions.office import Office, said
from tests.staff import AN
from tests.team.team import signs_in
from tests.years import JUDGED, YEAR

PRACTICE = "/nl/organise/practice"


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_the_years_categories_and_says_that_all_else_is_invented(office: Office, language: str) -> None:
    office.campaign.in_year(JUDGED)
    page = office.campaign.get(f"/{language}/organise/practice")
    assert page.status == 200
    assert say(language, "practice.text") in page.body.replace("’", "’")
    assert '<meta name="robots" content="noindex">' in page.body
    assert all(str(its.name[language]) in said(page) for its in JUDGED.categories)
    assert say(language, "results.jury.no_award") in page.body


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_of_the_jury_can_be_practised_too(office: Office, language: str) -> None:
    office.campaign.in_year(JUDGED)
    minutes = f"/{language}/organise/practice/minutes"
    assert f'href="{minutes}"' in office.campaign.get(f"/{language}/organise/practice").body
    page = office.campaign.get(minutes)
    assert say(language, "practice.text") in page.body
    assert say(language, "jury.decided.final.decided") in page.body
    assert "Amina Belkadi" in page.body
    office.campaign.in_year(YEAR)
    assert office.campaign.get(minutes).status == 404


def test_a_year_without_a_jury_shows_the_public_prize_alone(office: Office) -> None:
    office.campaign.in_year(YEAR)
    page = office.campaign.get(PRACTICE)
    assert say("nl", "results.jury.title") not in page.body
    assert say("nl", "practice.titles").split("\n")[0] in page.body


def test_nothing_is_kept_mailed_or_public(office: Office) -> None:
    rows, files, mails = office.campaign.rows(), office.campaign.files(), len(office.campaign.mails())
    office.campaign.get(PRACTICE)
    assert (office.campaign.rows(), office.campaign.files(), len(office.campaign.mails())) == (rows, files, mails)


def test_an_invented_initiative_leads_back(office: Office) -> None:
    link = re.search(r'href="(/nl/organise/practice/initiatives/[^"]+)"', office.campaign.get(PRACTICE).body)
    assert link
    assert office.campaign.get(link[1]).location == PRACTICE


def test_the_year_leads_there_and_nobody_else_comes_in(office: Office) -> None:
    assert f'href="{PRACTICE}"' in office.campaign.get("/nl/organise").body
    signs_in(office.campaign, AN.email)
    assert office.campaign.get(PRACTICE).status == 403


def test_no_other_page_says_that_it_is_practice(office: Office) -> None:
    assert say("nl", "practice.text") not in office.campaign.get("/nl/organise").body
