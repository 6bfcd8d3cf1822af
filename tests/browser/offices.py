"""Samples of the pages where organisers change the year: made by what makes these pages."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib import brussels
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.editions import groups, passages, rules, shown, stories, told, typed
from chalicelib.editions.amending import rules as amending
from chalicelib.editions.groups import ADDED, GROUPS
from chalicelib.editions.practice import rules as practice
from chalicelib.editions.store import Change
from chalicelib.editions.years import rules as years
from chalicelib.kinds import Words
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.years import JUDGED, YEAR

BEFORE = int(YEAR.registration.opens.timestamp()) - 40 * 86400
NOW = int(YEAR.registration.opens.timestamp()) + 3 * 86400
VOTING = int(YEAR.vote.opens.timestamp()) + 86400

MOVED = replace(
    YEAR,
    show=YEAR.show + timedelta(days=1),
    registration=replace(YEAR.registration, closes=YEAR.registration.closes + timedelta(days=2)),
    rounds=(replace(YEAR.vote, closes=YEAR.vote.closes + timedelta(hours=23)),),
)
RENAMED = replace(MOVED, title=Words("Gastvrij 2027", "Gastvrij 2027, ensemble", "Gastvrij 2027"))
STATES = ("ask", "waiting", "done", "not_yet")
LONG = "Hottentottententententoonstellingsmakersgildevoorzittersverkiezingsbijeenkomst " * 3


def _page(template: str, language: str, **context: Any) -> str:
    path = f"/{language}/organise/edition/2027"
    about = {"year": "2027", "title": YEAR.title[language], "hidden_fields": {"button": "x"}}
    return render(f"editions/{template}.html", language, path=path, **(about | context))


def _overview(language: str, now: int, is_current: bool = True) -> str:
    moments = shown.timeline(YEAR, now, language)
    return _page(
        "overview",
        language,
        is_current=is_current and now > BEFORE,
        is_over=False,
        coming=shown.coming(moments, now, language),
        moments=moments,
        today=brussels.moment(now),
        groups=GROUPS,
        topics=passages.topics(),
        begins="2028" if now > BEFORE else "",
        turns="not_yet" if now == VOTING else "ask",
        turns_from=YEAR.vote.settled,
        others=[("2028", "Gastvrije Gemeente 2028")] if now == BEFORE else [],
        waits="a" * 32 if now == VOTING else "",
    )


def _group(
    language: str, group: str, now: int = NOW, edition: Edition = YEAR, written: Mapping[str, str] | None = None
) -> str:
    is_frozen = rules.is_frozen(edition, now)
    values = {**groups.as_typed(edition, group), **(written or {})}
    wrong = typed.read(edition, group, values)[1]
    return _page(
        "group",
        language,
        group=group,
        topic=group.removeprefix(passages.PAGE) if group.startswith(passages.PAGE) else "",
        licences=shown.LICENCES,
        fields=shown.fields(edition, group, language, is_frozen),
        several=shown.several(edition, group, language),
        amendable=[(its.key, its.kind) for its in edition.rounds if amending.fields(edition, its, now)],
        may_add=group != "categories" or not is_frozen,
        may_leave_out=group != "categories" or now == BEFORE,
        moments=shown.timeline(edition, now, language),
        today=brussels.moment(now),
        values=values,
        errors=told.faults(wrong, (*groups.items(edition, group), *ADDED.get(group, ())), language),
    )


def _differences(language: str, wanted: Edition, errors: Mapping[str, Sequence[str]] | None = None, **more: Any) -> str:
    context = {
        "lines": told.lines(YEAR, wanted, language),
        "follows": told.consequences(YEAR, wanted, NOW, language),
        "meanwhile": [],
        "at_once": [],
        "to_confirm": "",
        "may_save": True,
        "errors": errors or {},
        "values": {},
        "most": 300,
        "group": "dates",
        "back": {"base": "1"},
    }
    return _page("differences", language, **(context | more))


def _at_once(language: str) -> str:
    theirs = replace(YEAR, show=YEAR.show + timedelta(hours=1), contact=replace(YEAR.contact, name="De ploeg"))
    return _differences(
        language,
        MOVED,
        {"why": [say(language, "organise.missing.why")]},
        meanwhile=told.lines(YEAR, theirs, language),
        at_once=told.lines(theirs, replace(theirs, show=MOVED.show), language),
        to_confirm=told.to_confirm(["would_reopen", "would_move_forgetting"], language),
    )


CHANGES = [
    Change("c", 3, RENAMED, "sofie", "Korter op de affiche.", NOW + 9000),
    Change(
        "d",
        3,
        replace(MOVED, show=YEAR.show + timedelta(hours=2)),
        "bart",
        "De zaal was niet vrij.",
        NOW + 9100,
        "changed_meanwhile",
    ),
    Change("b", 2, MOVED, "bart", "De zaal was die avond niet vrij, en zo kan iedereen langer stemmen.", NOW),
    Change("a", 1, YEAR, "a deploy", "its file", BEFORE),
]


def _stories(language: str) -> list[stories.Story]:
    return stories.of(CHANGES, {"sofie": "Sofie Maes", "bart": "Bart Claes"}).told(language, 1)


def _change(language: str, number: int | None) -> str:
    return _page("change", language, story=None if number is None else _stories(language)[number], is_coming=False)


def _next(language: str, errors: Mapping[str, Sequence[str]] | None = None, **more: Any) -> str:
    after = years.year_after(YEAR, NOW)
    context = {
        "begun": after.name,
        "lines": told.year_after(YEAR, after, language),
        "asks_again": False,
        "opens": after.registration.opens,
        "forgets": YEAR.forget_addresses_on,
        "errors": errors or {},
        "values": {},
        "most": 300,
    }
    return _page("next", language, **(context | more))


def _turn(
    language: str, state: str, asks_again: bool = False, errors: Mapping[str, Sequence[str]] | None = None
) -> str:
    after = years.year_after(YEAR, NOW)
    return _page(
        "turn",
        language,
        year=after.name,
        title=after.title[language],
        state=state,
        before=YEAR,
        asks_again=asks_again,
        opens=after.registration.opens,
        forgets=YEAR.forget_addresses_on,
        errors=errors or {},
        values={},
    )


WRONG_DATES = {"registration-closes-day": "2027-02-31", "rounds-0-closes-hour": "", "show-day": "2072-04-24"}


def _practice_minutes(language: str) -> str:
    titles, jurors = (say(language, f"practice.{what}").split("\n") for what in ("titles", "jurors"))
    its = practice.minutes(JUDGED, titles, jurors, language)
    return render(
        "jury/minutes.html", language, path="/x", practice=True, juror=None, sent=False, hidden_fields={}, **its
    )


def _practice(language: str) -> str:
    its = practice.results(JUDGED, say(language, "practice.titles").split("\n"), language)
    return render("site/results.html", language, path=f"/{language}/x", practice=True, **its)


OFFICES: dict[str, Callable[[str], str]] = {
    "organise": lambda language: _overview(language, NOW),
    "organise-before": lambda language: _overview(language, BEFORE),
    **{f"organise-{group}": (lambda language, group=group: _group(language, group)) for group in GROUPS},  # type: ignore[misc]
    "organise-page": lambda language: _group(language, "page-privacy"),
    "organise-dates-wrong": lambda language: _group(language, "dates", written=WRONG_DATES),
    "organise-dates-voting": lambda language: _group(language, "dates", VOTING),
    "organise-categories-new": lambda language: _group(
        language,
        "categories",
        BEFORE,
        written={ADDED["categories"][0].name: LONG, ADDED["categories"][1].name: "Voisins"},
    ),
    "organise-differences": lambda language: _differences(language, MOVED),
    "organise-at-once": _at_once,
    "organise-coming": lambda language: _overview(language, NOW, False),
    "organise-coming-later": lambda language: _overview(language, VOTING, False),
    "organise-next": _next,
    "organise-next-wrong": lambda language: _next(language, {"why": [say(language, "organise.missing.why")]}),
    **{f"organise-turn-{its}": (lambda language, its=its: _turn(language, its)) for its in STATES},  # type: ignore[misc]
    "organise-turn-wrong": lambda language: _turn(
        language, "ask", True, {"confirmed": [say(language, "organise.turn.unconfirmed", year="2028")]}
    ),
    "organise-practice": _practice,
    "organise-practice-minutes": _practice_minutes,
    "organise-waiting": lambda language: _change(language, None),
    "organise-refused": lambda language: _change(language, 0),
    "organise-saved": lambda language: _change(language, 1),
    "organise-history": lambda language: _page("history", language, stories=_stories(language), number=1, pages=2),
    "organise-long": lambda language: _differences(
        language, replace(YEAR, title=Words(*(LONG for _ in LANGUAGES))), values={"why": LONG}
    ),
}
