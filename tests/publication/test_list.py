"""The list: in whose order it stands, and that it stays small however many there are."""

from datetime import timedelta
from functools import partial

from chalicelib.site import home, lists, shelf, turn
from chalicelib.site.drawing import Site
from chalicelib.site.file import File
from tests.publication.initiatives import VOTING, published
from tests.publication.test_site import BEFORE_THE_VOTE, Structure, a_site, many, pages


def slugs(served: str) -> list[str]:
    """The initiatives that a page leads to, in its order."""
    links = [link for link in Structure(served).links if link.startswith("/nl/initiatives/slug-")]
    return [link.rpartition("/")[2] for link in links]


def test_the_list_goes_from_page_to_page() -> None:
    """From the newest to the oldest: each is on one page of those that lead to each other."""
    served = pages(a_site(*many(60), now=BEFORE_THE_VOTE))
    assert slugs(served["nl/initiatives"]) == [f"slug-{number:04}" for number in range(36)]
    assert slugs(served["nl/initiatives/page/1"]) == [f"slug-{number:04}" for number in range(36, 60)]
    assert "/nl/initiatives/page/1" in Structure(served["nl/initiatives"]).links
    assert "/nl/initiatives/page/2" in Structure(served["nl/initiatives/page/1"]).links
    assert "/nl/initiatives" in Structure(served["nl/initiatives/page/3"]).links
    assert "nl/initiatives/page/4" not in served


def test_while_there_is_a_vote_the_pages_go_round() -> None:
    """Each day begins on the next, and each initiative is on one of those that lead to each other."""
    ones = many(72)
    fronts = []
    for day in range(3):
        served = pages(a_site(*ones, now=VOTING + timedelta(days=day)))
        fronts.append({*slugs(served["nl/initiatives"])})
        assert {slug for number in (1, 2, 3) for slug in slugs(served[f"nl/initiatives/page/{number}"])} == {
            one.slug for one in ones
        }
    assert fronts[0] | fronts[1] | fronts[2] == {one.slug for one in ones}


def test_what_a_reader_loads_first_does_not_grow_with_the_campaign() -> None:
    """Only the numbers on it get longer."""
    few, lots = (a_site(*many(number)) for number in (480, 4800))
    for make in (partial(home.draw, language="nl"), _front):
        sizes = [len(make(site).content) for site in (few, lots)]
        assert abs(sizes[1] - sizes[0]) < 40
        assert sizes[1] < 70_000


def _front(site: Site) -> File:
    *_, front = lists.sketches(site, "nl")
    return front.draw()


def in_the_list(of: Site) -> list[str]:
    """The slugs on the first page of the list, in its order."""
    return slugs(pages(of)["nl/initiatives"])


def test_while_there_is_a_vote_nobody_is_first_because_of_when_they_came() -> None:
    ones = many(20)
    newest = [one.slug for one in ones]
    assert in_the_list(a_site(*ones, now=BEFORE_THE_VOTE)) == newest
    days = [in_the_list(a_site(*ones, now=VOTING + timedelta(days=day))) for day in range(4)]
    assert newest not in days
    assert all(sorted(day) == newest for day in days)
    assert len({day[0] for day in days}) > 1


def test_within_a_day_the_list_stays_as_it_was() -> None:
    """So that no build writes what did not change, and who comes back finds what they saw."""
    ones = many(30)
    morning, evening = (pages(a_site(*ones, now=VOTING.replace(hour=hour))) for hour in (8, 23))
    assert morning == evening


def test_the_search_finds_in_the_order_of_the_day_too() -> None:
    whole = a_site(*many(20))
    block = shelf.read(pages(whole)["initiatives.index.json"].encode())
    assert [one.slug for one in turn.ordered(shelf.lines(shelf.opened(block)), block.turn)] == in_the_list(whole)


def test_each_row_that_competes_has_its_button_while_there_is_a_vote() -> None:
    ones = (published("slug-mee"), published("slug-niet", competes=False))
    for key in ("nl/index", "nl/initiatives"):
        links = Structure(pages(a_site(*ones))[key]).links
        assert "/nl/vote/slug-mee" in links
        assert "/nl/vote/slug-niet" not in links
        before = Structure(pages(a_site(*ones, now=BEFORE_THE_VOTE))[key]).links
        assert not [link for link in before if "/vote/" in link]


def test_in_the_vote_phase_the_list_speaks_of_voting_and_comes_first() -> None:
    served = pages(a_site(published()))["nl/initiatives"]
    assert "Kies je favoriet</h1>" in served
    assert "<details>" in served
    assert "<details open>" in pages(a_site(published(), now=BEFORE_THE_VOTE))["nl/initiatives"]
