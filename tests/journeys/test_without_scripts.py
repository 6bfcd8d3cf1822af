"""An organiser moves a date by hand in a real browser, without any script, and takes it back."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PHONE
from tests.journeys.site import Site, eventually
from tests.journeys.test_in_a_browser import press
from tests.people import TO_SIGN_IN
from tests.staff import SOFIE


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-BE")
    yield context.new_page()
    context.close()


def look_at(page: Page) -> None:
    """It fits the screen; whether it is for everyone a script says, of its sample."""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def saved(page: Page) -> bool:
    """Whether the change is there, after one more look."""
    if page.get_by_role("link", name="Kijk opnieuw").count():
        page.get_by_role("link", name="Kijk opnieuw").click()
    return page.get_by_role("heading", level=1).inner_text() == "Bewaard"


def test_a_date_is_moved_seen_saved_and_taken_back(site: Site, page: Page) -> None:
    before = len(site.mails(SOFIE.email))
    page.goto(f"{site.url}/nl/organise")
    page.get_by_label("Je e-mailadres").fill(SOFIE.email)
    page.get_by_role("main").get_by_role("button").click()
    page.goto(site.url + site.link(site.mail(SOFIE.email, before + 1)))
    page.get_by_label("Typ het woord").fill(TO_SIGN_IN)
    page.get_by_role("main").get_by_role("button").click()
    expect(page.get_by_role("main")).to_contain_text("Van begin tot einde")
    look_at(page)

    page.get_by_role("link", name="Data", exact=True).click()
    show = page.get_by_role("group", name="We reiken de awards uit").get_by_label("Dag")
    day = date.fromisoformat(show.input_value())
    show.fill((day + timedelta(days=1)).isoformat())
    press(page, "Bekijk wat er verandert")
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    expect(page.get_by_role("main")).to_contain_text("1 dag later")
    look_at(page)
    page.get_by_label("Waarom?").fill("De zaal was niet vrij.")
    press(page, "Bewaar")
    eventually(lambda: saved(page), "change of the year")
    look_at(page)

    page.get_by_role("link", name="Wat er veranderde").first.click()
    expect(page.get_by_role("main")).to_contain_text("De zaal was niet vrij.")
    page.get_by_role("button", name="Maak ongedaan").first.click()
    expect(page.get_by_role("main")).to_contain_text("1 dag vroeger")
    page.get_by_label("Waarom?").fill("Toch wel vrij.")
    press(page, "Bewaar")
    eventually(lambda: saved(page), "year as it was")
