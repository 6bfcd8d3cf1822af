"""Samples of a tie: the page where a juror chooses, how far organisers see that it is, and what all read of it."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from chalicelib.closing.shown import Stands
from chalicelib.cloud.choosing import Asked, Choosing
from chalicelib.edition import LANGUAGES
from chalicelib.person import Person
from chalicelib.site.ranking import Ranked
from chalicelib.site.screen import Prize, Shown
from chalicelib.tie import Choice, Tie, broken
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser import closings
from tests.browser.closings import EMPTY, MOMENT
from tests.browser.written import HARD, INITIATIVES

ITEMS = [INITIATIVES[0], {**HARD[0], "slug": "vluchtelingenwerkgroep"}]
SLUGS = tuple(sorted(its["slug"] for its in ITEMS))
FIRST, OTHER = (its["slug"] for its in ITEMS)
BROKEN = broken(SLUGS, [Choice(FIRST), Choice(FIRST), Choice(OTHER)], 3)
BY_CHAIR = broken(SLUGS, [Choice(FIRST, "chair"), Choice(OTHER), Choice(FIRST), Choice(OTHER)], 3)
NAMES = ("Emma Maes", "Noor El Amrani", closings.LONG)


def _choosing(language: str, chose: str = "", wrong: bool = False, **differently: Any) -> str:
    found = [
        SimpleNamespace(slug=its["slug"], initiative=SimpleNamespace(**{name: its[name] for name in _SHOWN}))
        for its in ITEMS
    ]
    desk = SimpleNamespace(
        **{
            "tied": SLUGS, "found": found, "mine": SimpleNamespace(chose=chose), "is_open": True, "known": None,
            "juror": SimpleNamespace(ranked=None), **differently,
        }
    )  # fmt: skip
    errors = {"chosen": [say(language, "tie.choose_one")]} if wrong else {}
    return render(
        "jury/tie.html",
        language,
        path="/x",
        desk=desk,
        chose=next((one.initiative for one in found if one.slug == chose), None),
        until=MOMENT,
        known_on=MOMENT,
        waits=False,
        again="/x",
        errors=errors,
        hidden_fields={"button": "x"},
        **({"switches": dict.fromkeys(LANGUAGES, "/x")} if wrong else {}),
    )


_SHOWN = ("title", "summary", "language")


def _closing(language: str, chose: Sequence[str], void: int = 0) -> str:
    asked = [
        Asked(Person(name, name, "x@example.org", "nl"), "", slug) for name, slug in zip(NAMES, chose, strict=True)
    ]
    tie = broken(SLUGS, [Choice(slug) for slug in chose if slug], 3)
    checks = closings.checks(language, 2, EMPTY, False, Choosing(tie, asked, void))
    may = {"sign": None, "open": "unsigned", "hold": None}
    return closings.page(language, checks, Stands("closed", MOMENT), may)


def _results(language: str, tie: Tie | None) -> str:
    ranking = [{"rank": 1 + (tie is not None and place > 0), "votes": 4210, **its} for place, its in enumerate(ITEMS)]
    more = [{"rank": 3, "votes": 17, **INITIATIVES[2]}]
    counted = {
        "votes": 8437,
        "people": 8437,
        "requested": 9120,
        "other": 0,
        "as_of": MOMENT,
        "key_destroyed": None,
        "tied": 2,
        "tie": tie,
    }
    shown = {**counted, "ranking": ranking + more, "disqualified": (), "log": "/publieksprijs/2027"}
    return render("site/results.html", language, path="/x", public=True, awards=[], amendments=(), **shown)


def _screen(language: str) -> str:
    who = [Shown(its["title"], its["language"], its["slug"], "Gent") for its in ITEMS]
    first = [(Ranked(rank, its.slug, its.title, its.language, 4210), its) for rank, its in enumerate(who, 1)]
    prize = Prize(8437, first, BY_CHAIR)
    return render("site/screen.html", language, path="/x", is_practice=False, year="2027", slides=[], prize=prize)


TIES: dict[str, Callable[[str], str]] = {
    "tie": _choosing,
    "tie-chosen": lambda language: _choosing(language, FIRST),
    "tie-wrong": lambda language: _choosing(language, wrong=True),
    "tie-void": lambda language: _choosing(language, juror=SimpleNamespace(ranked=True)),
    "tie-closed": lambda language: _choosing(language, FIRST, is_open=False),
    "tie-not-asked": lambda language: _choosing(language, mine=None),
    "tie-known": lambda language: _choosing(language, FIRST, known=BROKEN),
    "closing-tied": lambda language: _closing(language, (FIRST, "", "")),
    "closing-tied-anew": lambda language: _closing(language, ("", "", ""), 2),
    "closing-tie-broken": lambda language: _closing(language, (FIRST, FIRST, OTHER)),
    "results-tie-broken": lambda language: _results(language, BY_CHAIR),
    "results-tied": lambda language: _results(language, None),
    "results-screen-tie": _screen,
}
