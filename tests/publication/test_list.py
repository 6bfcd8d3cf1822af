"""The list: in whose order it stands, and that it stays small however many there are."""

import json
from datetime import timedelta

from chalicelib.site import files
from chalicelib.site.public import Published
from tests.publication.initiatives import VOTING, published
from tests.publication.test_site import BEFORE_THE_VOTE, Structure, a_site, many, pages


def test_the_list_goes_from_page_to_page() -> None:
    served = pages(a_site(*many(60)))
    shown = [
        served[key].count("/nl/initiatives/slug-")
        for key in ("nl/initiatives", "nl/initiatives/page/2", "nl/initiatives/page/3")
    ]
    assert shown == [24, 24, 12]
    assert "/nl/initiatives/page/2" in Structure(served["nl/initiatives"]).links
    assert {"/nl/initiatives", "/nl/initiatives/page/3"} <= set(Structure(served["nl/initiatives/page/2"]).links)
    assert "nl/initiatives/page/4" not in served


def test_what_a_reader_loads_first_does_not_grow_with_the_campaign() -> None:
    """Only the numbers on it get longer."""
    few, lots = many(500), many(5000)
    for key in ("nl/index", "nl/initiatives"):
        sizes = [_size(key, ones) for ones in (few, lots)]
        assert sizes[1] - sizes[0] < 20
        assert sizes[1] < 60_000


def _size(key: str, ones: list[Published]) -> int:
    whole = a_site(*ones)
    made = next(files._lists(whole, "nl")).draw() if key.endswith("initiatives") else files._home(whole, "nl")
    return len(made.content)


def in_the_list(of: files.Site) -> list[str]:
    """The slugs on the first page of the list, in its order."""
    links = Structure(pages(of)["nl/initiatives"]).links
    return [link.rpartition("/")[2] for link in links if link.startswith("/nl/initiatives/slug-")]


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
    index = json.loads(pages(whole)["nl/initiatives/index.json"])
    assert [line[0] for line in index["initiatives"]] == in_the_list(whole)


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
