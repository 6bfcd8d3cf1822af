"""What our two scripts do, and what is there without them."""

import hashlib
import json
from base64 import b64decode

import altcha
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.server import KEY, Site
from tests.browser.written import INITIATIVES

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack


def test_the_ballot_is_sent_with_a_sum_for_this_address(site: Site, open_page: Open) -> None:
    page = open_page("vote")
    page.get_by_label("Je e-mailadres").fill(" Amina@Voorbeeld.example ")
    page.get_by_role("button", name="Stem: stuur me een mail").click()
    expect(page.get_by_role("heading", name="Kijk nu in je mailbox")).to_be_visible()
    ballot = site.posted[-1]
    assert site.challenged[-1] == {
        "candidate": INITIATIVES[0]["slug"],
        "address": hashlib.sha256(b"amina@voorbeeld.example").hexdigest(),
    }
    assert altcha.verify_solution(altcha.Payload.from_base64(ballot["altcha"]), KEY).verified
    assert json.loads(b64decode(ballot["altcha"]))["solution"]["counter"] == 60


def test_an_address_that_is_none_is_left_to_the_server(site: Site, open_page: Open) -> None:
    page = open_page("vote")
    page.get_by_label("Je e-mailadres").fill("amina")
    page.get_by_role("button", name="Stem: stuur me een mail").click()
    expect(page.get_by_role("heading", name="Kijk nu in je mailbox")).to_be_visible()
    assert site.posted[-1]["email"] == "amina"
    assert "altcha" not in site.posted[-1]


def test_the_ballot_says_when_the_sum_cannot_be_done(open_page: Open) -> None:
    page = open_page("vote")
    page.route("**/votes/challenge*", lambda route: route.fulfill(status=200, body="{}"))
    page.get_by_label("Je e-mailadres").fill("amina@voorbeeld.example")
    page.get_by_role("button", name="Stem: stuur me een mail").click()
    expect(page.get_by_role("alert")).to_contain_text("Dat lukte niet")
    expect(page.get_by_role("button", name="Stem: stuur me een mail")).to_be_enabled()


def test_a_ballot_that_gets_no_sum_is_answered_all_the_same(site: Site, open_page: Open) -> None:
    """The vote may be over since the page was opened: what is then answered says so."""
    page = open_page("vote", awaited="409 (Conflict)")
    page.route("**/votes/challenge*", lambda route: route.fulfill(status=409, body="{}"))
    page.get_by_label("Je e-mailadres").fill("amina@voorbeeld.example")
    page.get_by_role("button", name="Stem: stuur me een mail").click()
    expect(page.get_by_role("heading", name="Kijk nu in je mailbox")).to_be_visible()
    assert "altcha" not in site.posted[-1]


def test_without_script_the_ballot_says_why_it_needs_it(open_page: Open) -> None:
    page = open_page("vote", java_script_enabled=False)
    # Chromium shows no <noscript> when a test turns scripts off; a person's own setting does.
    assert "heeft deze pagina JavaScript nodig" in (page.locator("noscript").text_content() or "")


@pytest.mark.parametrize(
    ("field", "typed", "found"),
    [
        ("Gemeente of postcode", "gand", ["Taalcafé De Brug"]),
        ("Gemeente of postcode", "1050", ["Un toit, un ami"]),
        ("Gemeente of postcode", "sint niklaas", ["Samen thuis in de Molenstraat"]),
        ("Zoek op woord", "TAALCAFE", ["Taalcafé De Brug"]),
        ("Zoek op woord", "stage nieuw", ["De stage die bleef"]),
    ],
)
def test_the_list_is_searched_while_one_types(open_page: Open, field: str, typed: str, found: list[str]) -> None:
    page = open_page("list")
    page.get_by_label(field).fill(typed)
    expect(page.get_by_role("status")).to_have_text("1 initiatief")
    assert page.locator("#entries h2").all_text_contents() == found
    assert page.url.split("?")[0].endswith("/nl/search")


def test_what_is_found_is_shown_as_the_server_shows_it(open_page: Open) -> None:
    page = open_page("list")
    row = page.locator("#entries li").filter(has_text="De stage die bleef")
    served = row.inner_html()
    page.get_by_label("Zoek op woord").fill("stage")
    expect(page.get_by_role("status")).to_have_text("1 initiatief")
    assert page.locator("#entries .meta").all_text_contents() == ["Bedrijven · Ronse · al sinds 2024"]
    assert row.inner_html() == served
    assert row.get_by_role("link", name="Ronse").get_attribute("href") == "/nl/municipalities/ronse"


def test_what_is_not_found_is_said(open_page: Open) -> None:
    page = open_page("list")
    page.get_by_label("Zoek op woord").fill("zeppelin")
    expect(page.get_by_role("heading", name="Niets gevonden")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("0 initiatieven")


def test_without_script_the_list_asks_the_server(open_page: Open) -> None:
    page = open_page("list", java_script_enabled=False)
    form = page.locator("form.filters")
    assert form.get_attribute("action") == "/nl/search"
    assert form.get_attribute("method") == "get"
    expect(page.get_by_role("button", name="Zoek")).to_be_visible()


def test_what_is_found_while_there_is_a_vote_can_be_voted_for(open_page: Open) -> None:
    page = open_page("list-voting")
    page.get_by_text("Zoek op gemeente, woord of categorie").click()
    page.get_by_label("Zoek op woord").fill("taalcafe")
    expect(page.get_by_role("status")).to_have_text("1 initiatief")
    link = page.get_by_role("link", name="Stem Taalcafé De Brug")
    assert (link.get_attribute("href") or "").endswith("/nl/vote/taalcafe-de-brug")
    assert page.locator("#entries use").get_attribute("href") == "#kind-verenigingen"


def test_the_count_is_in_sight_while_one_types(open_page: Open) -> None:
    page = open_page("list-voting", viewport={"width": 360, "height": 740})
    page.get_by_text("Zoek op gemeente, woord of categorie").click()
    field = page.get_by_label("Zoek op woord")
    field.fill("taalcafe")
    expect(page.get_by_role("status")).to_have_text("1 initiatief")
    field.evaluate("(it) => it.scrollIntoView({ block: 'center' })")
    seen = page.get_by_role("status").bounding_box()
    assert seen
    # The lower half is the keyboard's.
    assert 0 <= seen["y"] < 340


def test_the_first_initiative_is_in_sight_in_the_vote(open_page: Open) -> None:
    page = open_page("list-voting", viewport={"width": 360, "height": 740})
    first = page.locator("#entries h2").first.bounding_box()
    assert first
    assert first["y"] + first["height"] < 740


def test_each_thing_that_is_filled_in_lights_a_window_beside_the_form(open_page: Open) -> None:
    page = open_page("register")
    lit = page.locator("#view .live[visibility=visible]")
    assert lit.count() == 0
    page.get_by_label("Hoe heet je initiatief?").fill("Taalcafé De Brug")
    expect(lit).to_have_count(1)
    assert page.locator("#view h2").text_content() == "Taalcafé De Brug"
    page.get_by_label("Hoe heet je initiatief?").fill("")
    expect(lit).to_have_count(0)
