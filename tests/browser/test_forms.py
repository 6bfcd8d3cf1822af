"""What form.js keeps, counts and asks; and that it tidies as the server does."""

import json
import re

import pytest
from playwright.sync_api import expect

from chalicelib.texts import exact
from infra.make.build import BUILT
from tests.browser.conftest import Open
from tests.browser.server import Site

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack


def test_what_was_typed_is_there_again_whatever_one_did_meanwhile(site: Site, open_page: Open) -> None:
    page = open_page("register")
    page.locator("#title").fill("Taalcafé De Brug")
    page.locator("#description").fill("Elke dinsdag.\n\nMet soep.")
    page.locator("#postal_code").fill("9000")
    page.locator("#postal_code-2").fill("2000")
    page.locator("#language-fr").check()
    page.locator("#consent").check()
    page.goto(f"{site.address}/nl/list")
    for language in ("fr", "nl"):
        page.goto(f"{site.address}/{language}/register")
        expect(page.locator("#title")).to_have_value("Taalcafé De Brug")
        expect(page.locator("#description")).to_have_value("Elke dinsdag.\n\nMet soep.")
        expect(page.locator("#postal_code-2")).to_have_value("2000")
        expect(page.locator("#language-fr")).to_be_checked()
        expect(page.locator("#consent")).to_be_checked()
    assert page.evaluate("Object.keys(sessionStorage).length") == 1
    assert "stamp" not in page.evaluate("sessionStorage.getItem('draft register')")


def test_the_next_page_shows_the_address_and_leads_back_to_a_filled_form(site: Site, open_page: Open) -> None:
    page = open_page("register")
    page.locator("#title").fill("Taalcafé De Brug")
    page.locator("#email").fill("mia@gmial.com")
    page.evaluate("document.querySelector('[name=stamp]').value = 'the first form'")
    stamp = page.locator("[name=stamp]").input_value()
    page.locator("#email").blur()
    expect(page.locator("#email-meant")).to_contain_text("Bedoel je mia@gmail.com?")
    with page.expect_navigation():
        page.locator("form button.button:not(.quiet)").last.click()
    page.goto(f"{site.address}/nl/sent")
    expect(page.locator("[data-sent]")).to_contain_text("mia@gmial.com")
    expect(page.locator("#email-meant")).to_contain_text("mia@gmail.com")
    page.goto(f"{site.address}/nl/register")
    expect(page.locator("#title")).to_have_value("")
    page.goto(f"{site.address}/nl/sent")
    page.locator("a[href$='#again']").click()
    expect(page.locator("#title")).to_have_value("Taalcafé De Brug")
    # The same form, so that it is one registration.
    assert page.locator("[name=stamp]").input_value() == stamp
    expect(page.locator("#email")).to_have_value("mia@gmial.com")


def test_who_votes_with_a_mistyped_address_sees_it_and_asks_again(open_page: Open) -> None:
    page = open_page("vote")
    page.locator("#email").fill("mia@gmial.com")
    page.locator("#email").blur()
    expect(page.locator("#email-meant")).to_contain_text("Bedoel je mia@gmail.com?")
    page.locator("button[data-busy]").click()
    expect(page.locator("[data-sent]")).to_contain_text("mia@gmial.com")
    expect(page.locator("#email-meant")).to_contain_text("mia@gmail.com")
    expect(page.locator("#again a")).to_have_attribute("href", re.compile("/nl/vote/taalcafe-de-brug#again$"))


def test_what_was_changed_is_kept_until_it_was_taken(site: Site, open_page: Open) -> None:
    page = open_page("edit")
    page.locator("#title").fill("Nieuwe naam")
    page.locator("form button.button").first.click()
    page.goto(f"{site.address}/nl/list")
    page.goto(f"{site.address}/nl/edit")
    expect(page.locator("#title")).to_have_value("Nieuwe naam")
    page.goto(f"{site.address}/nl/edit?sent=press")
    page.goto(f"{site.address}/nl/edit")
    expect(page.locator("#title")).to_have_value("Taalcafé De Brug")


def test_a_better_address_is_taken_with_one_press(open_page: Open) -> None:
    page = open_page("register")
    for typed, meant in {
        "An@hotmial.com": "An@hotmail.com",
        "an@telent.be": "an@telenet.be",
        "an@gmail.co": "an@gmail.com",
        "an@gmaill.com": "an@gmail.com",
    }.items():
        page.locator("#email").fill(typed)
        page.locator("#email").blur()
        page.get_by_role("button", name="Ja, verbeter het").click()
        expect(page.locator("#email")).to_have_value(meant)
        expect(page.locator("#email-meant")).to_be_hidden()
    for right in ("an@hotmail.be", "an@mail.com", "an@gent.be", "an@hotmail.fr", "an@live.nl", "an@x", "an"):
        page.locator("#email").fill(right)
        page.locator("#email").blur()
        expect(page.locator("#email-meant")).to_be_hidden()


def test_what_is_too_long_is_kept_and_counted(open_page: Open) -> None:
    page = open_page("register")
    left = page.locator("[data-most][data-of=summary]")
    expect(left).to_be_empty()
    page.locator("#summary").fill("x" * 160)
    expect(left).to_have_text("Nog 40 tekens")
    page.locator("#summary").fill("x" * 199)
    expect(left).to_have_text("Nog 1 teken")
    page.locator("#summary").fill("👨‍👩‍👧" * 52)
    expect(left).to_have_text("60 tekens te veel")
    assert page.evaluate("document.querySelectorAll('[maxlength]').length") == 0


def test_without_script_the_help_says_how_much_there_may_be(open_page: Open) -> None:
    page = open_page("register", java_script_enabled=False)
    expect(page.locator("#summary-help")).to_contain_text("Hoogstens 200 tekens")


def test_a_link_to_a_fault_shows_its_label(open_page: Open) -> None:
    page = open_page("register-wrong", viewport={"width": 360, "height": 640})
    page.locator("#errors a").first.click()
    label = "document.querySelector(':target').closest('.field').querySelector('label, legend')"
    assert page.evaluate(f"{label}.getBoundingClientRect().top") >= 0


def test_the_script_reads_an_address_as_the_server_does(open_page: Open) -> None:
    """Whatever comes along with it, else a voter's sum fits no address: every character that a form can send."""
    page = open_page("register")
    served = json.loads((BUILT / "static.json").read_text("utf-8"))["tidy.js"]
    # But for halves of characters, which arrive as something else.
    codes = [code for code in range(0x110000) if code >> 11 != 0x1B]
    theirs = page.evaluate(
        f"""async (codes) => {{
            const {{ tidy }} = await import("/static/{served}");
            return JSON.stringify(JSON.parse(codes).map((code) => tidy(`a${{String.fromCodePoint(code)}}n`)));
        }}""",
        json.dumps(codes),
    )
    ours = (exact(f"a{chr(code)}n") for code in codes)
    assert [code for code, our, their in zip(codes, ours, json.loads(theirs), strict=True) if our != their] == []
