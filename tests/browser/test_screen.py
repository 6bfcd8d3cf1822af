"""The screen for the hall: by keys, buttons and fingers, without a connection and without the script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from chalicelib.web.words import say
from tests.browser.conftest import Open
from tests.browser.test_pages import axe, barriers
from tests.chromium import PHONE

# Marked so for the browser that `make stack` fetches.
pytestmark = pytest.mark.stack

HALL = {"width": 1920, "height": 1080}
SLIDES = 7
STEPS = 13
"""Presses of a key from the first slide to the last, with what comes to light on each."""


def place(page: Page) -> str:
    """What the page says of where one is."""
    return page.locator("#at").text_content() or ""


def at(number: int, language: str = "nl") -> str:
    return say(language, "screen.at", n=str(number), of=str(SLIDES))


def seen(page: Page) -> str:
    """What a hall reads."""
    return page.locator("main").inner_text()


def test_who_won_comes_to_light_by_the_next_key(open_page: Open) -> None:
    page = open_page("results-screen", viewport=HALL)
    assert "Taalcafé" not in seen(page)
    page.keyboard.press("ArrowRight")
    assert place(page) == at(2)
    assert say("nl", "results.jury.nominees") in seen(page)
    assert say("nl", "screen.winner") not in seen(page)
    page.keyboard.press("ArrowRight")
    assert place(page) == at(2)
    assert seen(page).count("Taalcafé De Brug") == 1
    assert "Un toit" not in seen(page)
    page.keyboard.press("ArrowLeft")
    assert say("nl", "screen.winner") not in seen(page)


@pytest.mark.parametrize("forward", ["ArrowRight", "ArrowDown", "PageDown", "Space", "Enter"])
@pytest.mark.parametrize("back", ["ArrowLeft", "ArrowUp", "PageUp", "Backspace"])
def test_all_keys_go_the_whole_way_and_back_and_stop_at_the_ends(open_page: Open, forward: str, back: str) -> None:
    page = open_page("results-screen")
    for _ in range(STEPS + 2):
        page.keyboard.press(forward)
    assert place(page) == at(SLIDES)
    for _ in range(STEPS + 2):
        page.keyboard.press(back)
    assert place(page) == at(1)


def test_the_first_and_the_last_are_one_key_away_and_a_held_key_runs_through_nothing(open_page: Open) -> None:
    page = open_page("results-screen")
    page.keyboard.press("End")
    assert place(page) == at(SLIDES)
    for won in ("Taalcafé De Brug", "Un toit, un ami", "Samen thuis in de Molenstraat"):
        assert won in seen(page)
    page.keyboard.press("Home")
    assert place(page) == at(1)
    for _ in range(9):
        # Without a keyup in between, the browser says that it is the same press.
        page.keyboard.down("ArrowRight")
    assert place(page) == at(2)


def test_the_places_of_the_public_come_last_to_first_and_stand_still(open_page: Open) -> None:
    page = open_page("results-screen", viewport=HALL)
    page.keyboard.press("End")
    tops: list[float] = []
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        box = page.locator(".places li").last.bounding_box()
        tops.append(box["y"] if box else 0)
    assert "1.403 stemmen" in seen(page)
    assert "2.105 stemmen" not in seen(page)
    assert len(set(tops)) == 1
    page.keyboard.press("ArrowLeft")
    assert say("nl", "results.total", count=10_642) in seen(page)
    assert "1.403" not in seen(page)


def test_buttons_and_fingers_do_the_same(open_page: Open) -> None:
    page = open_page("results-screen", viewport=PHONE, has_touch=True)
    page.get_by_role("button", name=say("nl", "screen.on")).tap()
    assert place(page) == at(2)
    # A key on a button presses the button, once.
    page.get_by_role("button", name=say("nl", "screen.on")).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    assert place(page) == at(3)
    page.get_by_role("button", name=say("nl", "screen.back")).tap()
    page.get_by_role("button", name=say("nl", "screen.back")).tap()
    assert place(page) == at(2)
    for start, end in ((300, 60), (60, 300)):
        page.evaluate(
            """([start, end]) => {
                for (const [name, x] of [["touchstart", start], ["touchend", end]]) {
                    const touch = new Touch({ identifier: 1, target: document.body, clientX: x, clientY: 300 });
                    const touches = name === "touchstart" ? [touch] : [];
                    document.body.dispatchEvent(
                        new TouchEvent(name, { bubbles: true, touches, changedTouches: [touch] }),
                    );
                }
            }""",
            [start, end],
        )
    assert place(page) == at(2)


def test_it_needs_nobody_once_it_is_open(open_page: Open) -> None:
    """Pictures, letters and all: the line may go in the middle of the evening."""
    page = open_page("results-screen", viewport=HALL)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert page.locator(".winner img:visible").evaluate("(it) => it.complete && it.naturalWidth > 0")
    for _ in range(STEPS):
        page.keyboard.press("ArrowRight")
    assert place(page) == at(SLIDES)
    assert page.evaluate("document.fonts.check('20px Display') && document.fonts.check('20px Text')")
    assert asked == []
    page.context.set_offline(False)


def test_a_reload_by_mistake_stays_where_it_was_and_a_new_tab_begins_anew(open_page: Open) -> None:
    page = open_page("results-screen")
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.reload()
    assert place(page) == at(2)
    assert say("nl", "screen.winner") in seen(page)
    assert place(open_page("results-screen")) == at(1)
    # A correction made it shorter meanwhile.
    page.evaluate("() => sessionStorage.setItem(`screen ${location.pathname}`, '99')")
    page.reload()
    assert place(page) == at(SLIDES)


def test_without_the_script_all_stands_there_in_its_order(open_page: Open) -> None:
    blocked = open_page("results-screen", awaited="ERR_FAILED")
    blocked.route("**/screen*.js", lambda route: route.abort())
    blocked.reload()
    for page in (blocked, open_page("results-screen", java_script_enabled=False)):
        text = seen(page)
        wanted = ["Scholen", "Bedrijven", "Kunst en erfgoed", "4.210 stemmen", "1.403 stemmen", say("nl", "screen.all")]
        assert [text.index(one) for one in wanted] == sorted(text.index(one) for one in wanted)
        assert say("nl", "screen.winner") in text
        assert page.get_by_role("button").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_slide_bars_nobody(open_page: Open, scheme: str) -> None:
    page = open_page("results-screen-hard", viewport=HALL, color_scheme=scheme)
    page.evaluate(axe())
    for _ in range(STEPS):
        assert not barriers(page)
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("size", [HALL, {"width": 1280, "height": 720}, {"width": 1024, "height": 768}])
def test_a_hall_sees_each_slide_whole_and_large(open_page: Open, size: dict[str, int]) -> None:
    page = open_page("results-screen", viewport=size)
    for _ in range(STEPS):
        assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
        smallest = page.evaluate(
            """() => Math.min(...[...document.querySelectorAll("main *")]
            .filter((it) => it.checkVisibility() && !it.matches(".unseen, .unseen *"))
            .filter((it) => [...it.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((it) => parseFloat(getComputedStyle(it).fontSize)))"""
        )
        # A thirtieth of its height, but for the names of places: from twice as far as it is wide, ten minutes of arc.
        assert smallest >= size["height"] / 48
        page.keyboard.press("ArrowRight")


def _moves(page: Page) -> Callable[[], bool]:
    return lambda: page.evaluate("document.getAnimations().length > 0")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_light_comes_on_only_for_who_likes_motion(open_page: Open, motion: str) -> None:
    page = open_page("results-screen", reduced_motion=motion)
    moves = _moves(page)
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    assert moves() == (motion == "no-preference")


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_whoever_practises_reads_on_each_slide_that_it_is_invented(open_page: Open, language: str) -> None:
    page = open_page("results-practice", language)
    for number in range(1, SLIDES + 1):
        expect(page.get_by_text(say(language, "screen.practice.said"))).to_be_in_viewport()
        while place(page) == at(number, language) != at(SLIDES, language):
            page.keyboard.press("ArrowRight")
