"""The whole way of an initiative and a vote, by hand in a real browser, with every page open to everyone on the way."""

import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_pages import barriers
from tests.chromium import PHONE
from tests.journeys.site import Site, somebody
from tests.people import MODERATORS


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails its test when it complains, for instance of something that its policy forbids."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="nl-BE")
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # A form with faults is answered with 422, which the browser calls an error.
    assert not [complaint for complaint in complaints if "422" not in complaint]


def look_at(page: Page) -> None:
    """The page is for everyone, and fits the screen."""
    assert not barriers(page)
    assert page.viewport_size
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]


def press(page: Page, name: str) -> None:
    """Press a button."""
    page.get_by_role("button", name=name).click()


def test_from_an_empty_form_to_a_vote_that_counts(site: Site, page: Page) -> None:
    title, initiator, voter = f"Samen zingen {uuid.uuid4().hex[:6]}", somebody(), somebody()

    # The form, first with faults: everything that was typed stays.
    page.goto(f"{site.url}/nl/")
    look_at(page)
    page.get_by_role("main").get_by_role("link", name="Schrijf je initiatief in").first.click()
    page.get_by_label("Hoe heet je initiatief?").fill(title)
    page.get_by_label("Postcode 1").fill("1050")
    page.wait_for_timeout(3100)
    press(page, "Verstuur je initiatief")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page)
    assert page.get_by_label("Hoe heet je initiatief?").input_value() == title
    page.get_by_label("Vertel het in één zin").fill("Elke week zingen buren en nieuwkomers samen.")
    page.get_by_label("Vertel er meer over").fill("Iedereen brengt een lied mee van thuis.\n\nDaarna is er soep.")
    page.get_by_label("In welke categorie?").select_option(label="Kunst en erfgoed")
    page.get_by_label("Nederlands", exact=True).check()
    page.get_by_label("Elsene").check()
    page.get_by_label("Je naam").fill("Amina El Idrissi")
    page.get_by_label("Je e-mailadres").fill(initiator)
    page.get_by_label("doet mee voor de Gastvrije Award").check()
    page.get_by_label("Jullie mogen dit op de site tonen").check()
    page.get_by_label("Iedereen die in mijn tekst herkenbaar is, vindt dat goed").check()
    page.wait_for_timeout(3100)
    press(page, "Verstuur je initiatief")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kijk nu in je mailbox")
    look_at(page)

    # The button behind the mail, and the moderator's.
    page.goto(site.url + site.link(site.mail(initiator)))
    look_at(page)
    press(page, "Ja, dit is mijn adres")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je adres is bevestigd")
    page.goto(site.url + site.link(site.mail(MODERATORS[0], about=title)))
    expect(page.get_by_role("main")).to_contain_text(initiator)
    look_at(page)
    page.locator("#decision-approve").check()
    press(page, "Verder")
    look_at(page)
    page.get_by_label("Typ het woord").fill("Goedkeuren")
    press(page, "Ja, keur goed")
    page.wait_for_url("**?sent=approve")
    look_at(page)

    # Found in the list, as one types, and voted for.
    site.slug_of(title)
    page.goto(f"{site.url}/nl/initiatives")
    look_at(page)
    page.locator("details summary").first.click()
    page.get_by_label("Zoek op woord").fill(title)
    page.get_by_role("link", name=title, exact=True).click()
    look_at(page)
    page.get_by_role("link", name="Stem voor dit initiatief").click()
    look_at(page)
    page.get_by_label("Je e-mailadres").fill(voter)
    press(page, "Stem: stuur me een mail")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk nu in je mailbox")

    # The button behind the voter's mail, and the receipt.
    page.goto(site.url + site.link(site.mail(voter)))
    look_at(page)
    press(page, "Ja, dit is mijn stem")
    expect(page.get_by_role("heading", level=1)).to_contain_text("stem")
    look_at(page)
    receipt = page.url.removeprefix(site.url)
    assert site.receipt_says(receipt, "counted")["candidate"] is None
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je stem telt")


def test_the_typed_code_works_where_the_link_does_not(site: Site, page: Page) -> None:
    initiator = somebody()
    site.registers(initiator)
    text = site.mail(initiator)["text"]
    code = next(
        line.strip() for line in text.splitlines() if len(line.replace(" ", "").strip()) == 8 and line.isupper()
    )
    page.goto(f"{site.url}/nl/code")
    look_at(page)
    page.get_by_label("Je e-mailadres").fill(initiator)
    page.get_by_label("Je code").fill(code.lower())
    press(page, "Ga verder")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bevestig je adres")
