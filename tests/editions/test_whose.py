"""A change is taken of who is an organiser when its step runs, not of who was one when they pressed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack
from chalicelib.editions import store
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.messages.people import PersonRemoved
from tests.campaign import Campaign, Clock
from tests.editions.test_steps import LATER, NEXT_YEAR, OVER, history, put, seen
from tests.team.team import BART, SOFIE
from tests.team.team import put as put_person
from tests.years import YEAR


@pytest.fixture
def bart(campaign: Campaign) -> str:
    """One of two organisers."""
    put_person(campaign, SOFIE, "organiser")
    return put_person(campaign, BART, "organiser")


def remove(campaign: Campaign, person: str) -> None:
    campaign.deliver("organising", pack(PersonRemoved(uuid4().hex, person, "", "-", clocks.seconds())))


def test_what_a_former_organiser_pressed_is_refused_in_words(campaign: Campaign, clock: Clock, bart: str) -> None:
    late = pack(EditionPut("late", 1, LATER, bart, "-", clocks.seconds()))
    remove(campaign, bart)
    clock.shift(7 * 24 * 3600)
    campaign.deliver("organising", late)
    assert history() == [(1, "first-1", ""), (2, "late", "not_organiser")]
    assert seen() == YEAR


def test_what_was_written_before_stays_though_it_comes_again(campaign: Campaign, bart: str) -> None:
    body = pack(EditionPut("in time", 1, LATER, bart, "-", clocks.seconds()))
    campaign.deliver("organising", body)
    remove(campaign, bart)
    campaign.deliver("organising", body)
    assert history() == [(2, "in time", ""), (1, "first-1", "")]
    assert seen() == LATER


def test_who_only_moderates_by_then_changes_no_year(campaign: Campaign, bart: str) -> None:
    put_person(campaign, BART, "moderator", base=1)
    campaign.deliver("organising", pack(EditionPut("late", 1, LATER, bart, "-", clocks.seconds())))
    assert seen() == YEAR


def test_a_former_organiser_turns_no_page(campaign: Campaign, clock: Clock, bart: str) -> None:
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(OVER + timedelta(hours=1))
    body = pack(EditionTurned("2028", bart, clocks.seconds()))
    remove(campaign, bart)
    campaign.deliver("organising", body)
    assert store.head().current == "2027"
    sofie = put_person(campaign, SOFIE, "organiser", base=1)
    campaign.deliver("organising", pack(EditionTurned("2028", sofie, clocks.seconds())))
    assert store.head().current == "2028"
