"""The calendar, the pages of the list, the ranking, and which word is the last."""

from datetime import date, datetime

import msgspec
import pytest

from chalicelib.edition import Phase
from chalicelib.publication import store
from chalicelib.site import calendar, public, shelf
from chalicelib.site.ranking import ranking as ranked
from chalicelib.site.shown import pages_of
from infra.year import YEARS, read
from tests.publication.initiatives import published

YEAR = read(YEARS / "2027.toml")


def at(text: str) -> calendar.Calendar:
    return calendar.at(YEAR, datetime.fromisoformat(text))


def test_the_calendar_goes_through_the_year() -> None:
    def standing(text: str) -> tuple[str, bool, list[str]]:
        now = at(text)
        return now.vote, now.results, [key for key, _ in now.ahead]

    assert standing("2027-01-23T07:59:59+01:00") == ("before", False, ["before", "waiting", "show", "counting"])
    assert standing("2027-01-23T08:00:00+01:00") == ("before", False, ["registering", "waiting", "show", "counting"])
    assert standing("2027-03-31T23:59:00+02:00") == ("before", False, ["waiting", "show", "counting"])
    assert standing("2027-04-05T08:00:00+02:00") == ("open", False, ["voting", "show", "counting"])
    assert standing("2027-04-23T23:59:00+02:00") == ("over", False, ["show", "counting"])
    assert standing("2027-04-24T22:00:00+02:00") == ("over", True, ["over"])


def test_the_last_day_is_the_last_on_which_it_is_still_open() -> None:
    """A phase that closes at midnight was open the day before, not the day after."""
    midnight = datetime.fromisoformat("2027-04-24T00:00:00+02:00")
    assert calendar.last(Phase(opens=YEAR.vote.opens, closes=midnight)).date() == date(2027, 4, 23)
    assert calendar.vote_day(YEAR, at("2027-04-01T00:00:00+02:00")) == date(2027, 4, 5)
    assert calendar.vote_day(YEAR, at("2027-04-06T00:00:00+02:00")) == date(2027, 4, 23)


def test_days_turn_at_midnight_where_the_campaign_is() -> None:
    assert at("2027-04-03T21:59:59+00:00").days == 2
    assert at("2027-04-03T22:00:00+00:00").days == 1
    assert at("2027-04-05T05:59:59+00:00").days == 0
    assert at("2027-04-25T00:00:00+00:00").days is None


def test_there_is_nothing_to_wait_for_once_the_results_are_known() -> None:
    """Even where the show is later."""
    late = msgspec.structs.replace(YEAR, show=datetime.fromisoformat("2027-05-01T20:00:00+02:00"))
    now = calendar.at(late, datetime.fromisoformat("2027-04-25T12:00:00+02:00"))
    assert [key for key, _ in now.ahead] == ["over", "show"]
    assert now.days is None


def test_a_day_has_one_calendar() -> None:
    """Else the files would be built every minute."""
    assert at("2027-04-10T00:00:00+02:00") == at("2027-04-10T23:59:59+02:00")


def test_a_takedown_is_the_last_word_on_its_version_only() -> None:
    assert store.rank(1, False) < store.rank(1, True) < store.rank(2, False)


def test_the_list_has_a_page_even_when_it_is_empty() -> None:
    assert pages_of([]) == [[]]
    assert [len(page) for page in pages_of(range(24))] == [24]
    assert [len(page) for page in pages_of(range(49))] == [24, 24, 1]


def test_newest_first_is_one_order() -> None:
    ones = [published("b", at=5), published("a", at=5), published("c", at=9)]
    assert [one.slug for one in public.newest_first(ones)] == ["c", "a", "b"]
    assert public.newest_first(ones) == public.newest_first(reversed(ones))


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt://example.org/%0aalert(1)", "//example.org", "https://", "",
     "ftp://example.org", "https://[::1", "vbscript:x", " javascript:alert(1)", "https:example.org"],
)  # fmt: skip
def test_a_website_that_is_none_is_no_link(typed: str) -> None:
    assert public.website(typed) == ""


def test_a_website_keeps_its_address() -> None:
    assert public.website("https://www.example.org/a?b=c") == "https://www.example.org/a?b=c"


def test_equal_votes_share_a_rank() -> None:
    ones = [published(slug, title=slug) for slug in "abcd"] + [published("e", competes=False)]
    ranking = ranked(map(shelf.line, ones), {"b": 7, "c": 7, "d": 9, "gone": 3})
    assert [(one.rank, one.slug, one.votes) for one in ranking] == [(1, "d", 9), (2, "b", 7), (2, "c", 7), (4, "a", 0)]
