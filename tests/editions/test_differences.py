"""What two versions of a year differ in is told whole; what two people change at once is lost for neither."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.edition import Category, Edition, Reason, Site
from chalicelib.editions.differences import at_once, differences, merged, moved_by
from chalicelib.editions.told import lines
from chalicelib.kinds import Words
from tests.depth import cases
from tests.years import YEAR

ADDED = Category("buren", Words("Buren", "Voisins", "Neighbours"), Words("-", "-", "-"))
SHORTER = replace(YEAR.registration, closes=YEAR.registration.closes - timedelta(days=1))
CHANGES = {
    "show": replace(YEAR, show=YEAR.show + timedelta(hours=1)),
    "closes": replace(YEAR, registration=SHORTER),
    "vote": replace(YEAR, rounds=(replace(YEAR.vote, link_hours=24),)),
    "title": replace(YEAR, title=replace(YEAR.title, fr="Une autre année")),
    "added": replace(YEAR, categories=(*YEAR.categories, ADDED)),
    "gone": replace(YEAR, categories=YEAR.categories[:4]),
    "renamed": replace(YEAR, categories=(replace(YEAR.categories[0], prize=ADDED.prize), *YEAR.categories[1:])),
    "site": replace(YEAR, sites=(Site("https://www.example.org"),)),
    "watched": replace(YEAR, moderation=replace(YEAR.moderation, watch_words=("buren",))),
    "reason": replace(
        YEAR, moderation=replace(YEAR.moderation, reasons=(*YEAR.moderation.reasons, Reason("kort", ADDED.name)))
    ),
    "no_reason": replace(YEAR, moderation=replace(YEAR.moderation, reasons=YEAR.moderation.reasons[1:])),
    "forget": replace(YEAR, forget_addresses_on=YEAR.forget_addresses_on + timedelta(days=3)),
}
"""A year with something changed; no two of them change the same."""

ONE = st.sampled_from(sorted(CHANGES))


@pytest.mark.parametrize("name", CHANGES)
def test_each_change_is_told_in_each_language_and_by_nothing_else(name: str) -> None:
    expected = 3 if name == "renamed" else 4 if name == "gone" else 1
    for language in ("nl", "fr", "en"):
        told = lines(YEAR, CHANGES[name], language)
        assert len(told) == expected
        assert all(line.old or line.new for line in told)
    assert differences(YEAR, YEAR) == []


def test_another_order_is_told_too() -> None:
    turned = replace(YEAR, categories=tuple(reversed(YEAR.categories)))
    assert [line.term for line in lines(YEAR, turned, "nl")] == ["De volgorde"]


def test_what_no_page_shows_is_told_as_that() -> None:
    other = replace(YEAR, rounds=(replace(YEAR.vote, key="public-other"),))
    assert {line.term for line in lines(YEAR, other, "nl")} == {"Iets dat niet op deze pagina’s staat"}


@given(ONE, ONE)
@settings(max_examples=cases(80, 1_000), deadline=None)
def test_what_two_change_at_once_is_all_in_the_year_that_is_saved(first: str, second: str) -> None:
    theirs, mine = CHANGES[first], CHANGES[second]
    both = merged(YEAR, theirs, mine)
    assert merged(YEAR, YEAR, mine) == mine
    assert merged(YEAR, theirs, YEAR) == theirs
    if {first, second} == {"gone", "added"}:
        assert [one.key for one in both.categories] == [*(one.key for one in YEAR.categories[:4]), "buren"]
    assert _said(YEAR, both) == _said(YEAR, theirs) | _said(YEAR, mine)
    assert at_once(YEAR, theirs, mine) == []


def _said(before: Edition, after: Edition) -> set[object]:
    return {(line.term, line.old, line.new) for line in lines(before, after, "en")}


def test_where_both_change_the_same_mine_stands_and_both_are_told() -> None:
    mine = replace(YEAR, show=YEAR.show + timedelta(hours=2))
    assert merged(YEAR, CHANGES["show"], mine) == mine
    [told] = at_once(YEAR, CHANGES["show"], mine)
    assert (told.old, told.new) == (CHANGES["show"].show, mine.show)


def test_who_renames_what_another_left_out_brings_nothing_back() -> None:
    last = YEAR.categories[-1]
    renamed = replace(YEAR, categories=(*YEAR.categories[:-1], replace(last, name=ADDED.name)))
    assert merged(YEAR, CHANGES["gone"], renamed) == CHANGES["gone"]


def test_where_nothing_would_be_left_mine_stands() -> None:
    mine = replace(YEAR, categories=YEAR.categories[4:])
    assert merged(YEAR, CHANGES["gone"], mine) == mine


@pytest.mark.parametrize(
    ("by", "said"),
    [
        (timedelta(days=1), ("days", 1)),
        (timedelta(days=-3), ("days", -3)),
        (timedelta(hours=-2), ("hours", -2)),
        (timedelta(minutes=45), ("minutes", 45)),
        (timedelta(hours=1, minutes=30), ("moment", 5400)),
    ],
)
def test_how_far_a_moment_moved_is_said_in_what_says_it_whole(by: timedelta, said: tuple[str, int]) -> None:
    assert moved_by(YEAR.show, YEAR.show + by) == said


def test_a_day_is_a_day_also_where_the_clocks_change() -> None:
    before = YEAR.registration.closes.fromisoformat("2027-03-27T20:00:00+01:00")
    assert moved_by(before, before.fromisoformat("2027-03-28T20:00:00+02:00")) == ("days", 1)
