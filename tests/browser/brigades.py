"""Samples of the pages where organisers see which votes stand out, and decide which are left out."""

from collections.abc import Callable
from datetime import UTC, datetime

from chalicelib.disqualification import REASONS, Disqualified
from chalicelib.voting.disqualifying.counting import Effect, Line
from chalicelib.voting.disqualifying.shown import Outstanding, Shown, Told
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.written import INITIATIVES

MOMENT = datetime(2027, 4, 18, 23, 59, tzinfo=UTC)
FIELDS = {"button": "x"}
TITLES = {its["slug"]: its["title"] for its in INITIATIVES[:2]}
ONE, OTHER = TITLES


def _about(language: str) -> str:
    said = say(language, "disqualifying.about.domain", domain="Qk3vR7x_-2B")
    return said[:1].upper() + said[1:]


def _case(language: str, state: str, answers: tuple[str, ...], needs_another: bool = False) -> Shown:
    lines = (Line(ONE, 500, 1540, 1040, 1, 2), Line(OTHER, 0, 1203, 1203, 2, 1))
    told = [Told("proposed", "Sofie Maes", MOMENT), Told("disqualified", "Bart Claes", MOMENT)]
    return Shown(
        "0a1b2c3d4e5f", 1, state, _about(language), "one_hand", "Vijfhonderd adressen in tien minuten.",
        told[: 1 if state == "proposed" else 2], Effect(1, 500, lines), answers, needs_another,  # type: ignore[arg-type]
    )  # fmt: skip


def _outstanding(language: str) -> str:
    candidate = say(language, "disqualifying.about.candidate", candidate=TITLES[ONE])
    at_pace = say(language, "disqualifying.about.pace", pace=510)
    found = [
        Outstanding(_about(language), 500, 0, True, "domain=x", MOMENT, 480),
        Outstanding(f"{_about(language)}, {at_pace}", 470, 42, False, "domain=x"),
        Outstanding(f"{_about(language)}, {candidate}", 480, 31, False, "domain=x"),
    ]
    cases = [_case(language, "proposed", ("confirm", "drop"))]
    shown = {"as_of": MOMENT, "people": 12043, "found": found, "cases": cases, "may": True}
    return render("voting/outstanding.html", language, path="/x", **shown)


def _proposal(language: str, errors: dict[str, list[str]]) -> str:
    shown = {
        "what": _about(language),
        "by_pace": True,
        "reasons": REASONS,
        "most": 500,
        "values": {},
        "hidden_fields": FIELDS,
    }
    return render("voting/proposal.html", language, path="/x", errors=errors, **shown)


def _shown(language: str, its: Shown | None, waits: bool = False) -> str:
    shown = {"titles": TITLES, "again": "/x", "may": True, "settles": MOMENT, "hidden_fields": FIELDS}
    return render("voting/case.html", language, path="/x", case=its, waits=waits, **shown)


BRIGADES: dict[str, Callable[[str], str]] = {
    "votes-outstanding": _outstanding,
    "votes-nothing": lambda language: render(
        "voting/outstanding.html", language, path="/x", as_of=None, people=0, found=[], cases=[], may=True
    ),
    "votes-proposal": lambda language: _proposal(language, {}),
    "votes-proposal-wrong": lambda language: _proposal(
        language, {"note": [say(language, "disqualifying.faults.note")]}
    ),
    "votes-case": lambda language: _shown(language, _case(language, "proposed", ("confirm", "drop"))),
    "votes-case-own": lambda language: _shown(language, _case(language, "proposed", ("drop",), True)),
    "votes-case-stands": lambda language: _shown(language, _case(language, "disqualified", ("undo",))),
    "votes-case-waits": lambda language: _shown(language, None, True),
}

LEFT_OUT = {
    "disqualified": [Disqualified("0a1b2c3d4e5f", "one_hand", 500)],
    "requested": 18_300,
    "log": "/publieksprijs/2027",
}
"""What the page of the results says of that."""


def told_why(reason: str) -> dict[str, object]:
    """What a receipt says of that, and whom to ask."""
    case = {"decision": "0a1b2c3d4e5f", "reason": "one_hand"} if reason == "disqualified" else None
    return {"disqualified": case, "ask": {"name": "Gastvrije Gemeente", "email": "info@example.org"}}
