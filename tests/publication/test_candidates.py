"""The page of all who can be voted for: each is on it once, in nobody's favour, and it stays light."""

import gzip
from datetime import datetime, timedelta
from random import Random

import pytest
from bs4 import BeautifulSoup, Tag

from chalicelib.edition import LANGUAGES
from chalicelib.photo import Photo
from chalicelib.site import shelf
from chalicelib.site.public import Published
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign
from tests.publication.initiatives import BRUSSEL, RONSE, VOTING, approval, published, takedown
from tests.publication.test_changes import written
from tests.publication.test_site import BEFORE_THE_VOTE, Structure, a_site, many, pages
from tests.publication.test_steps import run

AFTER_THE_VOTE = datetime.fromisoformat("2027-04-24T12:00:00+02:00")
ALL_OF_THEM = {f"{language}/vote" for language in LANGUAGES}
MOST = 75_000
"""Bytes over the wire of the page of 400, whose photos come as one scrolls."""


def a_photo(name: str = "brug") -> Photo:
    return Photo(f"{name}-1", "Een lange tafel vol mensen", 1600, 1200)


def drawn(*ones: Published, key: str = "nl/vote", now: datetime = VOTING) -> Tag:
    """What is in the main part of a page."""
    main = BeautifulSoup(pages(a_site(*ones, now=now))[key], "html.parser").main
    assert main
    return main


def slugs(page: Tag) -> list[str]:
    return [str(item["data-of"]) for item in page.select("#candidates > li")]


def test_each_that_competes_is_there_once_with_what_one_chooses_by() -> None:
    ones = (published(places=(RONSE, BRUSSEL), photos=(a_photo(), a_photo("b"))), published("niet", competes=False))
    (item,) = drawn(*ones, key="fr/vote").select("#candidates > li")
    assert [link["href"] for link in item("a")] == ["/fr/initiatives/taalcafe-de-brug", "/fr/vote/taalcafe-de-brug"]
    (title, summary) = (item.select_one(its) for its in ("h2", "p"))
    assert title
    assert summary
    assert title.text == "Taalcafé De Brug"
    assert {(its["lang"], its["dir"]) for its in (title, summary)} == {("nl", "auto")}
    assert [where.text for where in item.select(".meta")] == ["Renaix, Bruxelles"]
    assert [picture["srcset"] for picture in item("source")] == ["/photos/brug-1-480.webp"]


def test_a_picture_is_fetched_when_it_comes_in_sight_and_said_on_its_own_page() -> None:
    page = drawn(published(photos=(a_photo(),)), published("zonder"))
    (picture,) = page("img")
    assert (picture["src"], picture["alt"], picture["loading"]) == ("/photos/brug-1-480.jpg", "", "lazy")
    assert "Een lange tafel" in pages(a_site(published(photos=(a_photo(),))))["nl/initiatives/taalcafe-de-brug"]


def test_it_leads_nowhere_else_but_to_the_search() -> None:
    links = {str(link["href"]) for link in drawn(published())("a")}
    assert links == {"/nl/initiatives/taalcafe-de-brug", "/nl/vote/taalcafe-de-brug", "/nl/initiatives"}


def test_the_file_is_in_the_order_of_the_day_and_says_so_until_the_script_says_otherwise() -> None:
    ones = many(20)
    days = [slugs(drawn(*ones, now=VOTING + timedelta(days=day))) for day in range(3)]
    assert all(sorted(day) == [one.slug for one in ones] for day in days)
    assert len({day[0] for day in days}) > 1
    for language in LANGUAGES:
        said = drawn(*ones, key=f"{language}/vote").select_one("#order")
        assert said
        assert said.text == say(language, "candidates.by_day")
        assert said["data-chance"] == say(language, "candidates.by_chance")


def test_its_script_runs_before_anything_is_shown() -> None:
    """As a module it would run after that, and what somebody is about to press would move."""
    head = BeautifulSoup(pages(a_site(published()))["nl/vote"], "html.parser").head
    assert head
    (script,) = [its for its in head("script") if "order" in str(its["src"])]
    assert not {"type", "async", "defer"} & {*script.attrs}


def test_before_the_vote_it_says_the_day_and_after_it_leads_to_the_results() -> None:
    before, after = (drawn(published(), now=now) for now in (BEFORE_THE_VOTE, AFTER_THE_VOTE))
    assert "Stemmen kan vanaf 5 april 2027." in before.text
    assert [link["href"] for link in before("a")] == ["/nl/initiatives"]
    assert "Het stemmen is gesloten." in after.text
    assert [link["href"] for link in after("a")] == ["/nl/results"]
    assert not slugs(before) + slugs(after)


def test_a_vote_without_anybody_in_it_says_so() -> None:
    assert say("nl", "candidates.none") in drawn(published(competes=False)).text


@pytest.mark.parametrize(("now", "is_there"), [(BEFORE_THE_VOTE, False), (VOTING, True), (AFTER_THE_VOTE, False)])
def test_one_is_led_there_while_one_can_vote(now: datetime, is_there: bool) -> None:
    served = pages(a_site(published(), now=now))
    for key in ("nl/index", "nl/initiatives", "nl/vote/taalcafe-de-brug"):
        if key in served:
            assert ("/nl/vote" in Structure(served[key]).links) is is_there
    assert ("<loc>https://example.org/nl/vote</loc>" in served["sitemap.pages.xml"]) is is_there


def test_four_hundred_are_on_one_page_that_is_light() -> None:
    """71 KB of words by chance, which hardly compress; a quarter of it leads to their photos."""
    draws = Random(7)
    letters = "aaabcdeeefghiijklmnnoooprrsstuvwz"

    def words(number: int) -> str:
        return " ".join("".join(draws.choices(letters, k=draws.randint(2, 10))) for _ in range(number))

    def photo() -> Photo:
        return a_photo(f"{draws.getrandbits(128):032x}-{draws.getrandbits(64):016x}")

    ones = [
        published(f"slug-{number:04}", title=words(4), summary=words(20), photos=(photo(),)) for number in range(400)
    ]
    page = pages(a_site(*ones))["nl/vote"]
    assert page.count("data-of=") == 400
    assert len(gzip.compress(page.encode())) < MOST


def test_of_more_than_a_block_the_pages_go_round_and_another_is_first_each_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelf, "BLOCK", 10)
    ones = many(25)
    served = pages(a_site(*ones))
    ways = [BeautifulSoup(served[f"nl/vote/page/{number}"], "html.parser") for number in (1, 2, 3)]
    assert sorted(slug for page in ways for slug in slugs(page)) == [one.slug for one in ones]
    after = [[link["href"] for link in page.select("main a[href*='/vote/page/']")] for page in ways]
    assert after == [["/nl/vote/page/2"], ["/nl/vote/page/3"], ["/nl/vote/page/1"]]
    first = {slug for day in range(3) for slug in slugs(drawn(*ones, now=VOTING + timedelta(days=day)))}
    assert first == {one.slug for one in ones}
    assert not [link for link in Structure(pages(a_site(*many(5)))["nl/vote"]).links if "/page/" in link]


# Change by change


SHOWN = [approval(f"slug-{number}", photos=(a_photo(f"slug-{number}"),)) for number in range(3)]


def test_it_is_drawn_anew_where_one_that_competes_changed_and_else_left_alone(town: Campaign) -> None:
    run(*SHOWN, approval("niet", competes=False))
    for change, is_seen in (
        (approval("koor"), True),
        (approval("koor", 2, competes=False), True),
        (approval("niet", 2, title="Anders", competes=False), False),
        (takedown("niet", 2), False),
        (takedown("slug-1"), True),
    ):
        with written() as keys:
            run(change)
        assert ALL_OF_THEM & {*keys} == (ALL_OF_THEM if is_seen else set()), change
    assert {*slugs(BeautifulSoup(town.file("nl/vote"), "html.parser"))} == {"slug-0", "slug-2"}


def test_the_others_keep_their_pictures_at_the_price_of_a_call(town: Campaign) -> None:
    run(*SHOWN, approval("niet", competes=False))
    with counted() as calls:
        run(approval("koor", photos=(a_photo("koor"),)))
    for name in ("slug-0", "slug-1", "slug-2", "koor"):
        assert f"/photos/{name}-1-480.webp" in town.file("nl/vote")
    with counted() as of_another:
        run(approval("niet", 2, title="Anders", competes=False))
    assert [its.made.count("dynamodb.BatchGetItem") for its in (calls, of_another)] == [2, 1]
