"""Whatever people write, in whatever direction, on whatever screen: nothing scrolls sideways."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.samples import WITH_WORDS
from tests.browser.written import ARABIC

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack


def runs_out_of(page: Page, width: int) -> str:
    """What is wider than the screen, or nothing."""
    page.set_viewport_size({"width": width, "height": 740})
    said: str = page.evaluate(
        """(width) => document.documentElement.scrollWidth <= width ? "" : [...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > width && !it.closest("svg, .trap"))
        .map((it) => `${it.tagName}.${it.className} to ${Math.round(it.getBoundingClientRect().right)} of ${width}`)
        .join("; ") || `something to ${document.documentElement.scrollWidth}`""",
        width,
    )
    return said


@pytest.mark.parametrize("name", WITH_WORDS)
def test_what_is_written_from_right_to_left_reads_so(open_page: Open, name: str) -> None:
    page = open_page(f"right-{name}")
    directions = page.evaluate(
        """(said) => [...document.querySelectorAll("main *, header *")]
        .filter((it) => [...it.childNodes].some((node) => node.nodeType === 3 && node.data.includes(said)))
        .map((it) => getComputedStyle(it).direction)""",
        ARABIC,
    )
    fields = page.evaluate(
        """(said) => [...document.querySelectorAll("input, textarea")]
        .filter((it) => it.value.includes(said)).map((it) => getComputedStyle(it).direction)""",
        ARABIC,
    )
    assert {*directions, *fields} == {"rtl"}
    # And what the page itself says is not turned round by it.
    assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "ltr"


def test_what_is_found_while_typing_reads_from_its_own_side(open_page: Open) -> None:
    page = open_page("list")
    page.get_by_label("Zoek op woord").fill("stage")
    page.get_by_role("status").get_by_text("1 initiatief").wait_for()
    entry = page.locator("#entries li")
    assert entry.locator("h2").get_attribute("dir") == entry.locator("p").first.get_attribute("dir") == "auto"
