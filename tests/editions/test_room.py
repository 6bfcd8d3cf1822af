"""All years in play fit in one row, however many there were."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.edition import Category, Edition
from chalicelib.editions import rules, store
from chalicelib.errors import TryAgain
from chalicelib.kinds import Words
from tests.campaign import Campaign, Clock
from tests.editions.test_steps import NEXT_YEAR, OVER, YEAR_AFTER, history, put, seen, turned
from tests.years import YEAR


def _filled(edition: Edition, size: int) -> Edition:
    """A year of about so many bytes."""
    long = Words("x" * 300, "x" * 300, "x" * 300)
    more = (Category(f"category-{number}", long, long) for number in range((size - rules.size(edition)) // 1_945))
    return replace(edition, categories=(*edition.categories, *more))


@pytest.mark.parametrize(("size", "taken"), [(rules.LARGEST, True), (rules.LARGEST + 5_000, False)])
def test_a_year_has_a_size_that_fits(campaign: Campaign, size: int, taken: bool) -> None:
    put(campaign, _filled(YEAR, size))
    assert history()[0 if taken else -1] == (2, "a change", "" if taken else "too_large")


def test_all_that_are_in_play_fit_together(campaign: Campaign) -> None:
    room = rules.LARGEST - 2_000
    put(campaign, _filled(YEAR, room))
    put(campaign, _filled(NEXT_YEAR, room), base=0)
    put(campaign, _filled(YEAR_AFTER, room), base=0)
    assert history("2028") == [(1, "a change", "")]
    assert history("2029") == [(1, "a change", "too_large")]


def _after_two_years(campaign: Campaign, clock: Clock) -> None:
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(OVER)
    assert turned(campaign, "2028") == []
    clock.move_to(YEAR.forget_addresses_on + timedelta(days=2))
    clock.shift(editions.OVER_AFTER)
    put(campaign, replace(NEXT_YEAR, show=NEXT_YEAR.show + timedelta(hours=1)), base=1, its_id="a word")


def test_what_is_long_over_takes_no_room_and_is_known_all_the_same(campaign: Campaign, clock: Clock) -> None:
    """Somebody may still send a message of it again, and its round is its own for ever."""
    _after_two_years(campaign, clock)
    assert set(store.head().versions) == {"2028"}
    editions.begin()
    with editions.accepted_under("2027@1"):
        assert editions.edition() == YEAR
    put(campaign, replace(YEAR_AFTER, rounds=YEAR.rounds), base=0)
    assert history("2029") == [(1, "a change", "round_is_another_years")]


def test_a_word_of_what_is_long_over_can_be_mended(campaign: Campaign, clock: Clock) -> None:
    _after_two_years(campaign, clock)
    put(campaign, replace(YEAR, show=YEAR.show + timedelta(hours=1)), its_id="mended")
    assert history()[0] == (2, "mended", "")
    assert store.head().long_over["2027"].number == 2
    assert seen().name == "2028"


def test_a_year_that_began_within_this_minute_is_looked_for(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may have mailed a link of it already."""
    assert editions.current().edition == YEAR
    before = replace(editions._process[0])
    put(campaign, NEXT_YEAR, base=0)
    monkeypatch.setattr(editions, "_process", [before])
    assert [its.edition for its in editions.years()] == [YEAR], "it read so in this minute"
    assert editions.newest("2028").edition == NEXT_YEAR
    with pytest.raises(TryAgain):
        editions.newest("2029")
