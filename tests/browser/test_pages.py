"""Every page, in a real browser: for everyone, on every screen, within its weight."""

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from infra.make import build
from tests.browser.conftest import Open
from tests.browser.samples import SAMPLES
from tests.browser.test_fitting import runs_out_of
from tests.chromium import PHONE

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack

AXE = build.WORKSHOP / "node_modules" / "axe-core" / "axe.min.js"
OF_LOOKS = ("color-contrast", "link-in-text-block", "target-size", "scrollable-region-focusable", "meta-viewport")
"""What axe finds by how a page looks, and not by what it says."""
OTHER_WORDS = ("long-", "right-")
"""How the names begin of samples that are another one, with longer words or from right to left."""
WIDTHS = (320, 412, 768)
FIRST_VIEW = 110_000
"""Bytes over the wire."""


@cache
def axe() -> str:
    """The accessibility checker, as a script."""
    return AXE.read_text("utf-8")


def barriers(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical, by all of its rules or these."""
    if not page.evaluate("'axe' in window"):
        # evaluate() works from outside the page, so the page's own policy stays as strict as it is.
        page.evaluate(axe())
    found: dict[str, Any] = page.evaluate(
        "(rules) => axe.run({ resultTypes: ['violations'], ...(rules.length && { runOnly: rules }) })", rules
    )
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def too_small(page: Page) -> list[str]:
    """What one presses and is under 24 by 24 pixels (WCAG 2.5.8), but for links within a sentence, and lights of a
    map: the list below each has all of them.
    """
    targets: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("a, button, input, select, textarea")]
        .filter((target) => target.checkVisibility() && target.type !== "hidden")
        .filter((target) => !target.closest("p, h2, h3, dd, td, th, .trap, .skip, main li, .chart svg, body.map svg"))
        .map((target) => [target.outerHTML.slice(0, 80), target.getBoundingClientRect()])
        .filter(([, box]) => box.width < 24 || box.height < 24)
        .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""
    )
    return targets


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_page_bars_nobody_and_nothing_of_it_scrolls_sideways(open_page: Open, sample: str) -> None:
    """By day at a desk; at night on a phone, where colours and places are others; with letters twice as large.

    Of a page with other words in it only these are looked at: what it is made of is the same.
    """
    page = open_page(sample)
    is_looked_at = sample.startswith(OTHER_WORDS)
    assert is_looked_at or not barriers(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    assert is_looked_at or not barriers(page, *OF_LOOKS)
    assert not too_small(page)
    assert not [said for width in WIDTHS if (said := runs_out_of(page, width))]
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not runs_out_of(page, 360)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("sample", ["home", "register", "vote", "receipt-counted", "list"])
def test_a_page_is_in_its_language_and_fits_in_it(open_page: Open, sample: str, language: str) -> None:
    page = open_page(sample, language, viewport=PHONE)
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_home_page_is_light(open_page: Open) -> None:
    page = open_page("home-full")
    page.wait_for_load_state("networkidle")
    sizes = page.evaluate(
        """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
        .map((entry) => entry.encodedBodySize)"""
    )
    assert sum(sizes) < FIRST_VIEW


def test_nothing_moves_while_the_home_page_loads(open_page: Open) -> None:
    page = open_page("home")
    moved = page.evaluate(
        """() => new Promise((resolve) => {
            let total = 0;
            const seen = (list) => list.getEntries().forEach((entry) => (total += entry.value));
            new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(total), 500);
        })"""
    )
    assert moved < 0.02


def test_a_keyboard_reaches_everything_and_shows_where_it_is(open_page: Open) -> None:
    page = open_page("register")
    reached: list[str] = []
    while "newsletter" not in reached and len(reached) < 60:
        page.keyboard.press("Tab")
        name, outline, in_sight = page.evaluate(
            """() => {
                const it = document.activeElement;
                const { outlineWidth } = getComputedStyle(it);
                return [it.id || it.textContent.trim(), parseFloat(outlineWidth), it.getBoundingClientRect().left >= 0];
            }"""
        )
        assert outline >= 2, f"{name} shows no focus"
        assert in_sight, f"{name} has the focus out of sight"
        reached.append(name)
    fields = ["title", "summary", "description", "category", "postal_code", "organisation", "website", "contact_name"]
    assert reached[0] == "Ga naar de inhoud"
    assert [name for name in reached if name in fields] == fields
    assert "leave_empty" not in reached


def test_the_errors_lead_to_their_fields(open_page: Open) -> None:
    page = open_page("register-wrong")
    for link in page.locator(".summary a").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1
    in_order = page.locator(".summary a").evaluate_all(
        """(links) => links.map((link) => document.querySelector(link.hash).getBoundingClientRect().top)"""
    )
    assert in_order == sorted(in_order)
    page.locator(".summary a").first.click()
    assert page.evaluate("document.activeElement.id") == "summary"


def test_faults_are_the_first_thing_one_meets(open_page: Open) -> None:
    page = open_page("register-wrong")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hash") == "#summary"


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
@pytest.mark.parametrize("sample", ["receipt-counted", "notice", "register", "404", "list", "review"])
def test_there_is_light_on_every_page_in_every_width(open_page: Open, sample: str, width: int) -> None:
    page = open_page(sample, viewport={"width": width, "height": 740})
    seen = page.locator(".banner .house").bounding_box()
    road = page.locator(".banner").bounding_box()
    assert seen
    assert road
    assert seen["width"] > 90
    # With its foot on the line.
    assert abs(seen["y"] + seen["height"] - road["y"] - road["height"]) < 2


def test_lights_never_go_out_from_step_to_step(open_page: Open) -> None:
    steps = ["register", "sent", "confirm", "notice"]
    lit = [
        open_page(step).locator(".banner .house [fill='#8a4b12'], .banner .house g > path[stroke]").count()
        for step in steps
    ]
    assert lit == sorted(set(lit))


def test_a_box_is_a_window_only_when_it_is_ticked(open_page: Open) -> None:
    page = open_page("register")
    box = page.locator("#competes")
    corner = "(it) => parseFloat(getComputedStyle(it).borderTopLeftRadius)"
    assert box.evaluate(corner) < 5
    box.check()
    assert box.evaluate(corner) > 10
