"""What is over, or in use, changes only where that is meant."""

from datetime import timedelta
from typing import get_args

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.editions.rules import Refusal
from chalicelib.messages.editions import EditionPut
from chalicelib.web.words import say
from infra.operate.edition import REFUSED
from tests.campaign import Campaign, Clock
from tests.editions.test_steps import history, put, seen
from tests.staff import SOFIE
from tests.years import YEAR

CLOSED = YEAR.registration.closes
LONGER = replace(YEAR, registration=replace(YEAR.registration, closes=CLOSED + timedelta(days=2)))


def test_what_is_over_opens_again_only_where_that_is_confirmed(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(CLOSED + timedelta(hours=1))
    put(campaign, LONGER)
    assert history()[-1] == (2, "a change", "would_reopen")
    confirmed = EditionPut("confirmed", 1, LONGER, SOFIE.id, "a storm", clocks.seconds(), confirmed=True)
    campaign.deliver("organising", pack(confirmed))
    assert seen() == LONGER


def test_who_gives_longer_in_the_last_minute_need_not_confirm(campaign: Campaign, clock: Clock) -> None:
    """However late that minute is written: what they saw was open."""
    clock.move_to(CLOSED + timedelta(seconds=30))
    put(campaign, LONGER)
    assert seen() == LONGER


def test_a_category_that_initiatives_may_be_in_stays(campaign: Campaign, clock: Clock) -> None:
    fewer = replace(YEAR, categories=YEAR.categories[1:])
    clock.move_to(YEAR.registration.opens)
    put(campaign, fewer)
    assert history()[-1] == (2, "a change", "category_has_some")
    clock.move_to(YEAR.registration.opens - timedelta(hours=1))
    put(campaign, fewer, its_id="in time")
    assert seen() == fewer


def test_an_opening_that_is_past_stays_so(campaign: Campaign, clock: Clock) -> None:
    """Else a category could be left out in two steps, with the initiatives in it."""
    clock.move_to(YEAR.registration.opens + timedelta(days=20))
    tomorrow = replace(YEAR.registration, opens=YEAR.registration.opens + timedelta(days=21))
    put(campaign, replace(YEAR, registration=tomorrow))
    assert history()[-1] == (2, "a change", "registration_has_opened")
    earlier = replace(YEAR.registration, opens=YEAR.registration.opens + timedelta(days=2))
    put(campaign, replace(YEAR, registration=earlier), its_id="past too")
    assert seen().registration == earlier


@pytest.mark.parametrize(
    "wanted",
    [replace(YEAR, year=2028), replace(YEAR, rounds=(replace(YEAR.vote, key="public-x"),))],
    ids=["year", "round"],
)
def test_a_year_stays_the_year_that_it_is(campaign: Campaign, wanted: Edition) -> None:
    put(campaign, wanted)
    assert history()[-1] == (2, "a change", "renamed")


def test_each_refusal_is_said_to_an_operator_and_on_a_page() -> None:
    assert set(REFUSED) == set(get_args(Refusal))
    for language in LANGUAGES:
        assert all(say(language, f"organise.refused.{reason}") for reason in get_args(Refusal))
