"""Samples of the screen for the hall: as it is on the evening, with long words, and as one practises with it."""

from collections.abc import Callable
from typing import Any

from chalicelib.photo import Photo
from chalicelib.site.ranking import Ranked
from chalicelib.site.screen import Prize, Shown, Slide
from chalicelib.web.render import render
from tests.browser.written import FROM_RIGHT, HARD, INITIATIVES

PHOTO = Photo("x", "Een lange tafel vol mensen", 1600, 1200)


def _who(its: dict[str, Any], picture: Photo | None = None) -> Shown:
    return Shown(its["title"], its["language"], its["slug"], ", ".join(its["places"]), picture)


def screen(language: str, items: list[dict[str, Any]], is_practice: bool = False) -> str:
    """The screen of these, at least three."""
    first, second, third, *_ = [_who(its) for its in items]
    slides = [
        Slide("Scholen", [first, second, third], "decided", _who(items[0], PHOTO)),
        Slide("Bedrijven", [third, first], "decided", third),
        Slide("Kunst en erfgoed", [second, first], "no_award", None),
        Slide("Jeugdwerk", [], "decided", second),
    ]
    ranked = [
        (Ranked(rank, one.slug, one.title, one.language, 4210 // rank), one)
        for rank, one in enumerate((second, third, first), 1)
    ]
    shown = {"year": "Gastvrije Gemeente 2027", "slides": slides, "prize": Prize(10_642, ranked)}
    return render("site/screen.html", language, path="/x", is_practice=is_practice, **shown)


WON: dict[str, Any] = {
    "honours": [{"kind": "won", "category": "Verenigingen"}, {"kind": "public", "category": ""}],
    "badges": [
        {
            "path": "/prints/x.svg",
            "picture": "/prints/x.png",
            "address": "https://example.org/prints/x.svg",
            "says": "Winnaar: Gastvrije Gemeente 2027",
        },
        {
            "path": "/prints/y.svg",
            "picture": "/prints/y.png",
            "address": "https://example.org/prints/y.svg",
            "says": "Award van het publiek: Gastvrije Gemeente 2027",
        },
    ],
    "year": "Gastvrije Gemeente 2027",
}
"""What the page of who won twice is told."""

SCREENS: dict[str, Callable[[str], str]] = {
    "results-screen": lambda language: screen(language, INITIATIVES),
    "results-practice": lambda language: screen(language, INITIATIVES, is_practice=True),
    "results-screen-hard": lambda language: screen(language, [*HARD, FROM_RIGHT, *INITIATIVES][:3]),
}
