"""An organiser's day, by hand in a real browser: the year is changed, somebody joins the team, somebody leaves it."""

import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PHONE
from tests.journeys.site import Site, a_title, eventually, somebody
from tests.journeys.test_in_a_browser import look_at, press
from tests.people import TO_SIGN_IN

ORGANISER = "sofie.maes@example.org"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that keeps nothing from before."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="nl-BE")
    yield context.new_page()
    context.close()


def signs_in(site: Site, page: Page, address: str, to: str) -> None:
    """Go somewhere, and sign in on the way."""
    before = len(site.mails(address))
    page.goto(f"{site.url}{to}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meld je aan")
    look_at(page)
    page.get_by_label("Je e-mailadres").fill(address)
    press(page, "Stuur me een link")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mailbox")
    look_at(page)
    page.goto(site.url + site.link(site.mail(address, before + 1)))
    look_at(page)
    page.get_by_label("Typ het woord").fill(TO_SIGN_IN)
    press(page, "Meld me aan")
    assert page.url == f"{site.url}{to}"


def settled(page: Page, path: str, what: str) -> None:
    """Open a page until its step has run."""

    def shows() -> bool:
        page.goto(path)
        return what in page.get_by_role("main").inner_text()

    eventually(shows, what)


def test_an_organiser_moves_a_date_and_changes_the_team(site: Site, page: Page, browser: Browser) -> None:
    signs_in(site, page, ORGANISER, "/nl/organise")
    look_at(page)

    # The show is an hour later.
    page.get_by_role("link", name=re.compile("^Data")).first.click()
    look_at(page)
    show = page.get_by_role("group", name=re.compile("awards"))
    show.locator("input[type=time]").fill("21:15")
    press(page, "Bekijk wat er verandert")
    look_at(page)
    page.get_by_label("Waarom?").fill("De zaal is pas later vrij.")
    press(page, "Bewaar")
    settled(page, page.url, "Bewaard")
    look_at(page)
    page.goto(f"{site.url}/nl/organise")
    page.get_by_role("link", name="Wat er veranderde").first.click()
    expect(page.get_by_role("main")).to_contain_text("De zaal is pas later vrij.")
    look_at(page)

    # Somebody joins in.
    newcomer, name = somebody(), f"Noor {uuid.uuid4().hex[:6]}"
    page.goto(f"{site.url}/nl/organise/people")
    look_at(page)
    page.get_by_role("link", name="Nodig iemand uit").click()
    page.get_by_label("Naam", exact=True).fill(name)
    page.get_by_label("E-mailadres").fill(newcomer)
    page.get_by_label("Nederlands", exact=True).check()
    page.get_by_label("Moderator", exact=True).check()
    look_at(page)
    press(page, "Stuur de uitnodiging")
    invitation = site.link(site.mail(newcomer))
    other = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="nl-BE").new_page()
    other.goto(site.url + invitation)
    look_at(other)
    press(other, "Ja, ik doe mee")
    settled(other, site.url + invitation, "aanmelden")

    # They are asked to read what comes in, until their task is taken: nothing that they were mailed does anything then.
    title = a_title()
    site.registered(title=title)
    review = site.link(site.mail(newcomer, about=title))
    other.goto(site.url + review)
    expect(other.get_by_role("main")).to_contain_text("Samen koken")
    page.goto(f"{site.url}/nl/organise/people")
    page.get_by_role("link", name=name).click()
    look_at(page)
    press(page, "Neem alle taken weg")
    settled(other, site.url + review, "moderator")
    assert other.get_by_label("Keur goed").count() == 0
    look_at(other)
    other.context.close()

    # And out again, on every device.
    page.goto(f"{site.url}/nl/account")
    look_at(page)
    press(page, "Meld me overal af")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent afgemeld")
    page.goto(f"{site.url}/nl/organise")
    expect(page.get_by_role("heading", level=1)).to_have_text("Meld je aan")
