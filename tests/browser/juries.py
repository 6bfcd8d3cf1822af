"""Samples of the pages where jurors stand back, read and rank, and of how far organisers see that they are."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from chalicelib.edition import LANGUAGES
from chalicelib.initiative import Initiative
from chalicelib.jury.panel import Juror, Ranking
from chalicelib.jury.shown import Entry, Minutes, Watch
from chalicelib.jury.shown import Line as Judged
from chalicelib.outcome import JurorBallot, Outcome
from chalicelib.photo import Photo
from chalicelib.site.awards import Award
from chalicelib.site.shelf import Line
from chalicelib.web.render import render
from chalicelib.web.words import fraction_in_words, say
from tests.browser.brigades import LEFT_OUT
from tests.browser.ties import TIES
from tests.browser.written import DESCRIPTION, HARD, INITIATIVES
from tests.years import FINAL, SHORTLIST

MOMENT = datetime(2027, 4, 18, 23, 59, tzinfo=UTC)
FIELDS = {"button": "x"}
QUESTIONS = "Deden mensen op de vlucht zelf mee, ook in het begin?\n\nBlijft er iets van over als het voorbij is?"
NAME = "Kunst en erfgoed"


def _entries(blind: bool = False, back: str = "", later: str = "", hard: bool = False) -> list[Entry]:
    found = []
    for number, its in enumerate([*INITIATIVES[:3], *(HARD[:1] if hard else [])]):
        told = Initiative(
            its["title"], its["summary"], DESCRIPTION, its["category"], ("44021",), its["organisation"], "",
            its["language"], True, (Photo(f"x-{number}", "Een lange tafel", 1600, 1200),), "Kom langs.", 120,
        )  # fmt: skip
        slug, is_back = its["slug"], its["slug"] == back
        called, key = ("ABCD"[number], "ABCD"[number]) if blind else (told.title, slug)
        where = ", ".join(its["places"])
        language = "" if blind else told.language
        is_judged = not is_back and slug != later
        where_and_who = where, told.organisation
        found.append(Entry(slug, called, language, key, told.title, *where_and_who, told, is_back, is_judged))
    return found


def _page(template: str, language: str, **shown: Any) -> str:
    more = {"switches": dict.fromkeys(LANGUAGES, "/x")} if shown.get("errors") else {}
    return render(f"jury/{template}.html", language, path="/x", hidden_fields=FIELDS, **more, **shown)


def _jury(language: str, is_tied: bool = False) -> str:
    lines = [
        Judged(FINAL.key, "final", "scholen", "Scholen", "open", MOMENT, "ranked"),
        Judged(FINAL.key, "final", "kunst", NAME, "revising", MOMENT, "new"),
        Judged(SHORTLIST.key, "shortlist", "scholen", "Scholen", "over", MOMENT, "ranked"),
    ]
    return _page("jury", language, lines=lines, is_tied=is_tied)


def _category(language: str, juror: Juror, time: str = "open", wrong: str = "", **differently: Any) -> str:
    its = differently.pop("round", SHORTLIST)
    entries = differently.pop("entries", _entries())
    judged = [one for one in entries if one.judged]
    called = {one.slug: one.called for one in entries}
    mine = [called.get(slug, "") for slug in juror.said.order] if juror.said else []
    return _page(
        "category",
        language,
        desk=SimpleNamespace(round=its, juror=juror, time=time, path="jury/x/y", may=time in ("open", "revising")),
        name=NAME,
        questions=QUESTIONS,
        entries=entries,
        judged=judged,
        places=min(5, len(judged)) + (its is FINAL),
        values={"place_1": judged[0].key} if judged else {},
        errors={"place_1": [say(language, f"jury.faults.{wrong}")]} if wrong else {},
        until=MOMENT,
        waits=differently.get("waits", False),
        again="/x",
        mine=mine,
        ranks=[mine, list(reversed(mine))] if mine else [],
        decided=time == "waiting",
    )


NEW, READING = Juror("a"), Juror("a", 1)
RANKED = Juror("a", 1, (), {}, Ranking(tuple(its["slug"] for its in INITIATIVES[:3]), 1, "x"))
ABSTAINS = Juror("a", 1, (), {}, Ranking((), 1, "x", "Ik ken er drie van."))


def _minutes(language: str, signs: bool) -> str:
    titles = [its["title"] for its in INITIATIVES[:3]]
    slugs = tuple(its["slug"] for its in INITIATIVES[:3])
    ballots = (JurorBallot((*slugs, "")), JurorBallot((slugs[1], "", slugs[0])))
    outcome = Outcome(
        FINAL.key, "kunst", "final", "a1b026da6c96319e", 1, 3, slugs, ballots, "decided", slugs[:1], "chair", slugs
    )
    scored = [(titles[0], "7/9"), (titles[1], "1/2"), ("", "1/6")]
    minutes = Minutes(
        outcome,
        MOMENT,
        [(titles[0], "nl")],
        [(name, "nl" if name else "", fraction_in_words(language, its)) for name, its in scored],
        [[*titles, ""], [titles[1], "", titles[0]]],
        [("Emma Maes", [titles[2]])],
        [("Emma Maes", "chair", True), ("Noor El Amrani", "", False)],
    )
    return _page(
        "minutes", language, name=NAME, kind="final", minutes=minutes, juror=RANKED if signs else None, sent=""
    )


def _organise(language: str) -> str:
    rows = [
        Watch("scholen", "Scholen", 5, 1, 3, 1, ["Luc Janssens", "Noor El Amrani"], 0, ""),
        Watch("kunst", NAME, 2, 0, 2, 0, [], 1, ""),
        Watch("bedrijven", "Bedrijven", 4, 0, 4, 0, [], 0, "decided"),
    ]
    return _page("organise", language, rounds=[(FINAL, "open", MOMENT, rows)])


def _read(language: str, blind: bool) -> str:
    desk = SimpleNamespace(round=SHORTLIST, path="jury/x/y")
    return _page("read", language, desk=desk, name=NAME, questions=QUESTIONS, entries=_entries(blind, hard=not blind))


def _results(language: str, public: bool) -> str:
    def line(number: int) -> Line:
        its = (INITIATIVES + HARD)[number]
        return Line(its["slug"], its["title"], "", its["language"], "scholen", (1,), "", 1)

    awards = [
        Award("Scholen", [line(0), line(1), line(2)], "decided", line(1), False),
        Award(NAME, [line(0), line(4)], "no_award", None, True),
        Award("Bedrijven", [line(3)], "too_few", None, False),
        Award("Jeugdwerk", [], "decided", line(4), False),
    ]
    ranking = [{"rank": rank, "votes": 4210 // rank, **its} for rank, its in enumerate(INITIATIVES, 1)]
    counted = {"ranking": ranking, "votes": 10642, "people": 10650, "other": 0, "as_of": MOMENT, "key_destroyed": None}
    shown = {**counted, **LEFT_OUT} if public else {"results_day": MOMENT.date()}
    return render("site/results.html", language, path="/x", public=public, awards=awards, amendments=(), **shown)


JURIES: dict[str, Callable[[str], str]] = {
    "jury": _jury,
    "jury-tied": lambda language: _jury(language, True),
    **TIES,
    "jury-conflicts": lambda language: _category(language, NEW),
    "jury-rank": lambda language: _category(language, READING, entries=_entries(back="samen-thuis")),
    "jury-more": lambda language: _category(language, READING, entries=_entries(later="samen-thuis")),
    "jury-wrong": lambda language: _category(language, READING, wrong="twice"),
    "jury-blind": lambda language: _category(language, READING, entries=_entries(blind=True)),
    "jury-ranked": lambda language: _category(language, RANKED, round=FINAL),
    "jury-abstains": lambda language: _category(language, ABSTAINS),
    "jury-revising": lambda language: _category(language, RANKED, "revising", round=FINAL),
    "jury-waits": lambda language: _category(language, READING, waits=True),
    "jury-decided": lambda language: _category(language, RANKED, "waiting", round=FINAL),
    "jury-read": lambda language: _read(language, False),
    "jury-read-blind": lambda language: _read(language, True),
    "jury-minutes": lambda language: _minutes(language, True),
    "jury-minutes-watched": lambda language: _minutes(language, False),
    "jury-organise": _organise,
    "results-jury": lambda language: _results(language, True),
    "results-nominees": lambda language: _results(language, False),
}
