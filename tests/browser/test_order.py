"""All who can be voted for, in the order of each visitor; and what copies the words with which they are told of."""

import pytest
from playwright.sync_api import Page, expect

from chalicelib.web.words import say
from tests.browser.candidates import SITE
from tests.browser.conftest import Open

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack

OF_THE_DAY = [f"Nummer {number}" for number in range(40)]


def titles(page: Page) -> list[str]:
    """In the order in which they are read, once they are seen."""
    expect(page.locator("#candidates")).to_be_visible()
    return page.locator("#candidates h2").all_text_contents()


def test_each_visitor_sees_another_order_and_is_told_so(open_page: Open) -> None:
    orders = []
    for _ in range(4):
        page = open_page("candidates-many")
        expect(page.locator("#order")).to_have_text(say("nl", "candidates.by_chance"))
        orders.append(titles(page))
    assert all(sorted(order) == sorted(OF_THE_DAY) for order in orders)
    assert len({tuple(order) for order in (*orders, OF_THE_DAY)}) == 5


def test_it_stays_through_back_a_reload_and_another_language(open_page: Open) -> None:
    page = open_page("candidates-many")
    order = titles(page)
    page.reload()
    assert titles(page) == order
    page.goto(page.url.replace("/nl/", "/fr/"))
    assert titles(page) == order
    page.goto(page.url.replace("candidates-many", "candidates-over"))
    page.go_back()
    assert titles(page) == order


def test_who_left_leaves_the_others_in_their_order_and_who_came_gets_any_place(open_page: Open) -> None:
    page = open_page("candidates-many")
    order = titles(page)
    page.evaluate(
        """() => {
            const kept = JSON.parse(sessionStorage.getItem("order /candidates-many"));
            sessionStorage.setItem("order /candidates-many", JSON.stringify(["who-left", ...kept.slice(5)]));
        }"""
    )
    page.reload()
    again = titles(page)
    assert sorted(again) == sorted(order)
    assert [title for title in again if title in order[5:]] == order[5:]


def test_eyes_and_keyboard_go_the_same_way(open_page: Open) -> None:
    page = open_page("candidates-many")
    order = titles(page)
    tops = page.locator("#candidates li").evaluate_all("(items) => items.map((it) => it.getBoundingClientRect().top)")
    assert tops == sorted(tops)
    page.locator("#candidates a").first.focus()
    reached = []
    for _ in range(3):
        reached.append(page.evaluate("document.activeElement.textContent"))
        assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 2
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent").startswith("Stem ")
        page.keyboard.press("Tab")
    assert reached == order[:3]


def test_nothing_is_seen_to_move(open_page: Open) -> None:
    page = open_page("candidates-many")
    moved = page.evaluate(
        """() => new Promise((resolve) => {
            let total = 0;
            const seen = (list) => list.getEntries().forEach((entry) => (total += entry.value));
            new PerformanceObserver(seen).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => resolve(total), 500);
        })"""
    )
    assert moved < 0.02


def test_without_the_script_it_is_in_the_order_of_the_day_and_says_so(open_page: Open) -> None:
    blocked = open_page("candidates-many", awaited="ERR_FAILED")
    blocked.route("**/order*.js", lambda route: route.abort())
    blocked.reload()
    for page in (blocked, open_page("candidates-many", java_script_enabled=False)):
        assert titles(page) == OF_THE_DAY
        expect(page.locator("#order")).to_have_text(say("nl", "candidates.by_day"))


def test_where_a_browser_keeps_nothing_it_is_another_one_each_time(open_page: Open) -> None:
    page = open_page("candidates-many")
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('no', 'SecurityError'); } })"
    )
    orders = []
    for _ in range(3):
        page.reload()
        orders.append(tuple(titles(page)))
    assert len(set(orders)) == 3


@pytest.mark.parametrize(
    ("sample", "place", "text"),
    [
        ("initiative", "Vraag om stemmen", f"{SITE}/nl/vote/taalcafe-de-brug"),
        ("receipt-counted", "Je stemde. Vertel het verder", f"{say('nl', 'receipt.tell.voted')} {SITE}/nl/vote"),
    ],
)
def test_what_is_copied_is_what_the_page_shows(open_page: Open, sample: str, place: str, text: str) -> None:
    page = open_page(sample, permissions=["clipboard-read", "clipboard-write"])
    asks = page.get_by_role("region", name=place)
    copy = asks.get_by_role("button", name="Kopieer").first
    copy.click()
    expect(asks.get_by_role("button", name="Gekopieerd")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == text


def test_for_whom_one_voted_is_in_sight_only_once_it_is_asked_for(open_page: Open) -> None:
    page = open_page("receipt-counted")
    message = page.get_by_text("Ik stemde voor Taalcafé De Brug")
    expect(message).to_be_hidden()
    page.get_by_text(say("nl", "receipt.tell.which")).click()
    expect(message).to_be_visible()
