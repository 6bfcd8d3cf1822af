"""Each of the 304 municipalities has its page: those with an initiative as a file, the others when somebody asks."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from chalicelib import clock as clock_module
from chalicelib.cloud.published import CACHE_CONTROL
from chalicelib.edition import LANGUAGES
from chalicelib.places import everywhere
from chalicelib.publication import steps
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.publication.initiatives import APPROVED_AT, BRUSSEL, RONSE, approval, published, takedown
from tests.publication.test_changes import written
from tests.publication.test_site import SITE, Structure, a_site, pages
from tests.publication.test_steps import run
from tests.years import YEAR

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = 24 * 60 * 60


def said(served: str) -> str:
    """What a page says, with one space between any two words."""
    return " ".join(BeautifulSoup(served, "html.parser").get_text(" ").split())


def test_a_page_says_what_there_is_and_since_when() -> None:
    ones = [
        published(f"slug-{number:02}", at=APPROVED_AT + number, title=f"Nummer {number:02}") for number in range(30)
    ]
    served = pages(a_site(*ones, published("koor", places=(RONSE,))))
    page, words = Structure(served["nl/municipalities/gent"]), said(served["nl/municipalities/gent"])
    assert "30 initiatieven in Gent heten mensen op de vlucht welkom." in words
    assert "Inwoners 274.042 (1 januari 2026)" in words
    assert "Eerste licht 2027" in words
    assert "Verenigingen 30" in words
    # While there is a vote, as there is here, newer ones are not favoured.
    assert sum(link.startswith("/nl/initiatives/slug-") for link in page.links) == 24
    assert "/nl/search?municipality=Gent" in page.links
    assert "/briefs/gent-nl.pdf" in page.links
    assert "Oost-Vlaanderen: 31 initiatieven, in 2 van de 55 gemeenten." in words
    assert "Wees de eerste" not in words


def test_the_newest_come_first_while_there_is_no_vote() -> None:
    from tests.publication.test_site import BEFORE_THE_VOTE

    ones = [published(f"slug-{number}", at=APPROVED_AT + number) for number in range(3)]
    page = Structure(pages(a_site(*ones, now=BEFORE_THE_VOTE))["fr/municipalities/gent"])
    shown = [link for link in page.links if "/initiatives/slug-" in link]
    assert shown == [f"/fr/initiatives/slug-{number}" for number in (2, 1, 0)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_one_is_drawn_when_somebody_asks(town: Campaign, clock: Clock, language: str) -> None:
    run(approval(places=(RONSE,)))
    assert f"/{language}/register" not in Structure(town.get(f"/{language}/municipalities/kluisbergen").body).links
    clock.move_to(YEAR.registration.closes - timedelta(seconds=1))
    with counted() as calls:
        answer = town.get(f"/{language}/municipalities/kluisbergen")
    assert (answer.status, calls.made) == (200, ["s3.GetObject"])
    assert answer.headers["cache-control"] == CACHE_CONTROL
    page = Structure(answer.body)
    assert "Kluisbergen" in page.words
    assert {f"/{language}/register", f"/{language}/municipalities/ronse"} <= set(page.links)
    assert not [link for link in page.links if link.endswith((".pdf", "kluisbergen.atom"))]


def test_before_the_first_build_all_are_empty(campaign: Campaign) -> None:
    assert "In Gent is er nog geen initiatief" in campaign.get("/nl/municipalities/gent").body


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/nl/municipalities/kessel-lo", "/nl/municipalities/leuven"),
        ("/fr/municipalities/gand", "/fr/municipalities/gent"),
        ("/nl/municipalities/9600", "/nl/municipalities/ronse"),
        ("/nl/municipalities/Merelbeke", "/nl/municipalities/merelbeke"),
        ("/nl/municipalities/merelbeke", "/nl/municipalities/merelbeke-melle"),
        ("/fr/municipalities/l%C3%A9au", "/fr/municipalities/zoutleeuw"),
    ],
)
def test_an_old_name_leads_on_for_good(campaign: Campaign, asked: str, location: str) -> None:
    answer = campaign.get(asked)
    assert (answer.status, answer.location) == (301, location)


def test_a_name_of_several_leads_to_the_search(campaign: Campaign) -> None:
    answer = campaign.get("/nl/municipalities/deurne")
    assert (answer.status, answer.location) == (303, "/nl/search?municipality=deurne")


@pytest.mark.parametrize("slug", ["atlantis", "%00", "e" * 5_000, "%CC%81" * 2_000])
def test_what_is_none_is_not_there(campaign: Campaign, slug: str) -> None:
    assert campaign.get(f"/nl/municipalities/{slug}").status == 404


def test_a_takedown_leaves_a_dark_municipality_without_a_file(town: Campaign) -> None:
    run(approval("koor", places=(RONSE, BRUSSEL)), approval())
    assert "nl/municipalities/ronse" in town.files()
    run(takedown("koor"))
    assert not [key for key in town.files() if "ronse" in key]
    assert "In Ronse is er nog geen initiatief" in town.get("/nl/municipalities/ronse").body


def test_the_feed_of_a_municipality_has_what_is_there() -> None:
    served = pages(a_site(published(), published("koor", places=(RONSE,), category="scholen")))
    for key, slug, below in (
        ("municipalities/ronse.atom", "koor", "municipalities/ronse"),
        ("initiatives.verenigingen.atom", "taalcafe-de-brug", "map/verenigingen"),
    ):
        feed = ElementTree.fromstring(served[key])  # noqa: S314 - our own
        entries = feed.findall(f"{ATOM}entry/{ATOM}link[@hreflang='nl']")
        assert [entry.get("href") for entry in entries] == [f"{SITE}/nl/initiatives/{slug}"]
        assert f"{SITE}/nl/{below}" in [link.get("href") for link in feed.findall(f"{ATOM}link")]
        assert f'href="/{key}"' in served[f"fr/{below}"]


def test_the_numbers_of_all_are_open_data() -> None:
    ones = (published(), published("koor", places=(RONSE,), category="scholen", organisation="buurtwerk  RABOT"))
    told = json.loads(pages(a_site(*ones, published("zang")))["municipalities.json"])
    assert [its["slug"] for its in told["municipalities"]] == [place.slug for place in everywhere()]
    (gent,) = (its for its in told["municipalities"] if its["slug"] == "gent")
    assert gent == {
        "nis": "44021",
        "slug": "gent",
        "nl": "Gent",
        "fr": "Gand",
        "province": "oost-vlaanderen",
        "inhabitants": 274_042,
        "initiatives": 2,
        "organisations": 1,
        "categories": {"verenigingen": 2},
        "since": 2027,
    }


def test_neighbours_are_counted_anew_each_morning(town: Campaign, clock: Clock) -> None:
    """So one more in Gent writes no page of Ronse that day."""
    told = "Oost-Vlaanderen: {} initiatieven, in 2 van de 55 gemeenten."
    run(approval(), approval("koor", places=(RONSE,)))
    clock.shift(DAY)
    run(*steps.turn_phase())
    with written() as keys:
        run(approval("zang", at=clock_module.seconds()))
    assert not [key for key in keys if "ronse" in key]
    assert told.format(2) in town.file("nl/municipalities/ronse")
    clock.shift(DAY)
    run(*steps.turn_phase())
    assert told.format(3) in town.file("nl/municipalities/ronse")
