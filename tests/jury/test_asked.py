"""A juror reads nothing of which they did not say first whether they know these people too well."""

import re
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.jury import store
from chalicelib.web.words import say
from tests.campaign import Campaign
from tests.jury.panel import CATEGORY, PATH, Juror, enter
from tests.years import JUDGED, SHORTLIST


@pytest.fixture
def begins() -> datetime:
    return SHORTLIST.opens + timedelta(hours=1)


@pytest.fixture
def emma(campaign: Campaign) -> Juror:
    """Who looked at the names of two."""
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b")
    its = Juror(campaign, "emma").sits_down()
    its.stands_back()
    return its


def test_what_is_approved_later_is_asked_about_before_it_is_read(campaign: Campaign, emma: Juror) -> None:
    enter(campaign, "c", "d")
    assert say("nl", "jury.conflicts.more") in emma.opens().body
    assert "Elke week: Initiatief c" not in emma.opens(f"{PATH}/read").body
    assert emma.ranks("c").status == 422
    emma.stands_back("d")
    read = emma.opens(f"{PATH}/read").body
    assert "Elke week: Initiatief c" in read
    assert "Elke week: Initiatief d" not in read
    assert emma.ranks("c", "a").status == 303
    assert say("nl", "jury.conflicts.more") not in emma.opens().body


def test_what_came_while_they_looked_at_the_names_is_asked_about_too(campaign: Campaign, emma: Juror) -> None:
    enter(campaign, "c")
    page = emma.opens().body
    asked = re.findall('name="asked" value="([^"]+)"', page)
    enter(campaign, "d")
    emma.presses("conflicts", asked=asked, back=[])
    assert store.juror(SHORTLIST.key, CATEGORY, emma.id).asked == ("a", "b", "c")
    assert "Elke week: Initiatief d" not in emma.opens(f"{PATH}/read").body


def test_the_source_of_a_blind_page_does_not_say_whose_number_is_whose(campaign: Campaign, emma: Juror) -> None:
    campaign.in_year(replace(JUDGED, rounds=tuple(replace(its, blind=its.kind != "public") for its in JUDGED.rounds)))
    enter(campaign, "opa-en-oma")
    emma.stands_back()
    assert not re.search('["#]opa-en-oma', emma.opens(f"{PATH}/read").body)
    form = re.search(r'<form [^>]*/ranking".*?</form>', emma.opens().body, re.S) or pytest.fail("no form")
    assert '"opa-en-oma' not in form[0]
    numbers = re.findall(r'<option value="(\d+)"', form[0])[:3]
    assert emma.ranks(*numbers).status == 303
    said = store.juror(SHORTLIST.key, CATEGORY, emma.id).said or pytest.fail("no ranking")
    assert {*said.order} == {"a", "b", "opa-en-oma"}
    assert re.search(rf'<option value="{numbers[0]}" selected', emma.opens().body)
