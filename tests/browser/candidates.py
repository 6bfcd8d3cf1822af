"""The page of all who can be voted for, and what an initiative's page has once it is served as a file."""

from collections.abc import Callable
from datetime import date
from typing import Any

from chalicelib.web.render import render
from tests.browser.written import INITIATIVES

SITE = "https://www.gastvrijegemeente.example"
DAY = date(2027, 4, 23)
PICTURES = ({"id": "x", "sizes": [("480", 480)]}, None)
"""One has a photo, the next has none."""


def all_of_them(language: str, items: list[dict[str, Any]], state: str = "open", after: str = "") -> str:
    """While these can be voted for."""
    running = [{"entry": item, "picture": PICTURES[number % 2]} for number, item in enumerate(items)]
    shown = {"state": state, "known": False, "day": DAY, "running": running, "after": after}
    return render("site/candidates.html", language, path=f"/{language}/candidates", **shown)


def served(language: str) -> dict[str, Any]:
    """What a page is told once it is a file."""
    return {"page_url": f"{SITE}/{language}/initiatives/taalcafe-de-brug", "site_url": SITE, "alternates": []}


def many(language: str) -> str:
    """So many that each order of them is another."""
    items = [INITIATIVES[number % 3] | {"slug": f"slug-{number}", "title": f"Nummer {number}"} for number in range(40)]
    return all_of_them(language, items)


CANDIDATES: dict[str, Callable[[str], str]] = {
    "candidates": lambda language: all_of_them(language, INITIATIVES[:3], after=f"/{language}/vote/page/2"),
    "candidates-many": many,
    "candidates-before": lambda language: all_of_them(language, [], "before"),
    "candidates-over": lambda language: all_of_them(language, [], "over"),
}
