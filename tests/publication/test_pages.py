"""What the web function answers: the way in, its health, and searching without JavaScript."""

import re
from urllib.parse import quote

import pytest
import time_machine

from chalicelib.cloud.settings import settings
from chalicelib.site.version import version
from tests.account import counted
from tests.campaign import Campaign
from tests.publication.initiatives import BRUSSEL, RONSE, approval
from tests.publication.test_steps import run
from tests.years import YEAR


@pytest.mark.parametrize(
    ("accepts", "location"),
    [("fr-BE,fr;q=0.9,en;q=0.8", "/fr/"), ("de,en;q=0.5", "/en/"), ("de", "/nl/"), ("", "/nl/")],
)
def test_the_way_in_is_in_the_browsers_language(campaign: Campaign, accepts: str, location: str) -> None:
    answer = campaign.get("/", accept_language=accepts)
    assert (answer.status, answer.location) == (302, location)
    assert answer.headers["vary"] == "Accept-Language"


def test_health_says_which_code_runs(campaign: Campaign) -> None:
    answer = campaign.get("/health")
    assert answer.status == 200
    assert answer.json == {"status": "ok", "version": version()}
    assert len(version()) == 12


@pytest.fixture
def searched(town: Campaign) -> Campaign:
    """A campaign with two initiatives to look for."""
    run(
        approval(),
        approval("koor", title="Koor zonder grenzen", places=(RONSE, BRUSSEL), category="kunst-en-erfgoed"),
    )
    return town


@pytest.mark.parametrize(
    "query",
    ["q=grenzen", "municipality=renaix", "municipality=9600", "category=kunst-en-erfgoed", "q=koor+ronse&category="],
)
def test_a_search_finds_what_fits(searched: Campaign, query: str) -> None:
    answer = searched.get(f"/fr/search?{query}")
    assert answer.status == 200
    assert "Koor zonder grenzen" in answer.body
    assert 'ronse">Renaix</a>, <a href="/fr/municipalities/brussel">Bruxelles</a>' in answer.body
    assert "De Brug" not in answer.body


def test_a_search_costs_one_call_and_no_table(searched: Campaign) -> None:
    with counted() as calls:
        searched.get("/nl/search?q=koor&municipality=gent&page=2")
    assert calls.made == ["s3.GetObject"]


def test_what_was_asked_stays_in_the_form(searched: Campaign) -> None:
    answer = searched.get("/nl/search?q=koor&municipality=Ronse&category=scholen")
    assert answer.field("q") == "koor"
    assert answer.field("municipality") == "Ronse"
    assert '<option value="scholen" selected>' in answer.body


def test_a_municipality_that_does_not_exist_is_said(searched: Campaign) -> None:
    unknown, dark = searched.get("/nl/search?municipality=Atlantis"), searched.get("/nl/search?municipality=Lommel")
    assert "<h2>We kennen geen gemeente" in unknown.body or "<p>We kennen geen gemeente" in unknown.body
    assert not re.search(">We kennen geen gemeente", dark.body)


def test_results_go_from_page_to_page_with_what_was_asked(town: Campaign) -> None:
    run(*(approval(f"slug-{number}", title=f"Nummer {number}", at=number) for number in range(30)))
    first = town.get("/nl/search?q=nummer&category=verenigingen")
    assert "q=nummer&amp;category=verenigingen&amp;page=2" in first.body
    assert first.body.count('<a href="/nl/initiatives/slug-') == 24
    second = town.get("/nl/search?q=nummer&category=verenigingen&page=2")
    assert second.body.count('<a href="/nl/initiatives/slug-') == 6


def test_a_page_that_is_none_is_the_nearest_one(searched: Campaign) -> None:
    for number in ("0", "-1", "99", "x", "²", "1e9", "9" * 90, ""):
        answer = searched.get(f"/nl/search?page={quote(number)}")
        assert answer.status == 200, number
        assert "Koor zonder grenzen" in answer.body


def test_before_the_first_build_nothing_is_found(campaign: Campaign) -> None:
    assert campaign.get("/nl/search?q=koor&municipality=Gent").status == 200


def test_whoever_finds_a_hole_reads_whom_to_tell(campaign: Campaign) -> None:
    """RFC 9116: a contact as an address, one moment after which it is not to be trusted, and where it belongs."""
    with time_machine.travel("2027-03-01T10:00:00+01:00", tick=False):
        answer = campaign.get("/.well-known/security.txt")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    told = dict(line.split(": ", 1) for line in answer.body.splitlines())
    assert told == {
        "Contact": f"mailto:{YEAR.contact.email}",
        "Expires": "2027-08-28T00:00:00Z",
        "Preferred-Languages": "nl, fr, en",
        "Canonical": f"{settings().public_url}/.well-known/security.txt",
    }
