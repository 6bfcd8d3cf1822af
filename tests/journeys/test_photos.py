"""Somebody adds a photo in a browser without any script, and everyone sees it once a moderator approved it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.chromium import PHONE
from tests.journeys.site import Site, a_title, eventually, somebody
from tests.journeys.test_in_a_browser import press as press_button
from tests.people import MODERATORS, press
from tests.registration.photographing import ALT, a_picture


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="nl-BE")
    yield context.new_page()
    context.close()


def sends(page: Page, name: str, content: bytes) -> None:
    """Choose a file and send it: S3 takes it, and leads back here."""
    page.get_by_label("Foto van je toestel").set_input_files(
        {"name": name, "mimeType": "image/jpeg", "buffer": content}
    )
    press_button(page, "Verstuur deze foto")


def are_made(page: Page) -> bool:
    """Whether the photos are there, after one more look."""
    if page.get_by_role("link", name="Kijk opnieuw").count():
        page.get_by_role("link", name="Kijk opnieuw").click()
    return page.locator(".photo img").count() == 1


def test_a_photo_is_sent_described_approved_seen_and_taken_down(site: Site, page: Page) -> None:
    """I20"""
    title, email = a_title(), somebody()
    site.registers(email, title=title)
    link = site.link(site.mail(email))
    page.goto(site.url + link)
    page.get_by_role("link", name="Voeg foto’s toe").click()
    sends(page, "vakantie.jpg", b"\0\0\0\x18ftypheic" + b"\0" * 500)
    expect(page.get_by_role("alert")).to_contain_text("Meest compatibel")
    sends(page, "IMG_0001.jpg", a_picture(1200, 900))
    page.get_by_label("Wat is er op deze foto te zien?").fill(ALT)
    page.get_by_label("Iedereen die herkenbaar op de foto staat").check()
    page.get_by_label("Ik mag deze foto laten gebruiken").check()
    press_button(page, "Bewaar je foto’s")
    eventually(lambda: are_made(page), "photo")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.get_by_role("link", name="Klaar: ga verder").click()
    expect(page.get_by_role("main")).to_contain_text(ALT)
    press_button(page, "Ja, dit is mijn adres")

    review = site.link(site.mail(MODERATORS[0], about=title))
    assert "data:image/webp;base64," in site.get(review).body
    press(site, review, decision="approve")
    slug = site.slug_of(title)
    [shown] = eventually(lambda: site.get(f"/nl/initiatives/{slug}").soup.select("article img"), "page with the photo")
    path = str(shown["src"])
    assert re.fullmatch(r"/photos/[0-9a-f-]+-1600\.jpg", path)
    answer = site.browser.get(path)
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    press(site, review, decision="takedown", reason="Op vraag van wie op de foto staat.")
    eventually(lambda: site.browser.get(path).status_code == 404, "photo taken down")
