"""Samples of what two organisers change of a round once one has opened: their pages, and what everybody reads of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.amendment import Amendment, Changed, Note
from chalicelib.editions import groups, stories, told
from chalicelib.editions.amending import pages, rules, shown
from chalicelib.editions.shown import field
from chalicelib.editions.store import Change
from chalicelib.kinds import Language
from chalicelib.site import amendments, reading
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.written import ARABIC
from tests.years import JUDGED

VOTE = JUDGED.vote
NOW = int(VOTE.closes.timestamp()) - 3 * 3600
ID = "a" * 32
NOTE = Note(
    "De site lag tijdens de uitzending een uur plat. Daarom kan iedereen een uur langer stemmen.",
    "Le site est resté inaccessible une heure pendant l’émission. Tout le monde peut donc voter une heure de plus.",
    "The site was down for an hour during the broadcast, so everybody can vote for an hour longer.",
)
LATER = (
    Changed("closes", VOTE.closes, VOTE.closes + timedelta(hours=1)),
    Changed("link_hours", 48, 72),
)
WAITS = Amendment(ID, 2, VOTE.key, LATER, "a1b026da6c96319e", "1ec6794527c39b1e", NOTE, NOW)
WAITING = replace(JUDGED, waits=(WAITS,))
AGREED = rules.settled(WAITING, True, NOW + 600) or WAITING
LONG = Note("Hottentottententententoonstelling" * 4 + " lang. " * 40, f"{ARABIC} " * 9, f"{ARABIC} " * 9)
TWICE = replace(AGREED, amendments=(*AGREED.amendments, replace(WAITS, note=LONG)))


def _page(template: str, language: Language, **context: Any) -> str:
    path = f"/{language}/organise/edition/2027"
    about = {"year": "2027", "title": JUDGED.title[language], "hidden_fields": {"button": "x"}}
    return render(f"editions/{template}.html", language, path=path, **(about | context))


def _form(
    language: Language, values: Mapping[str, str] | None = None, errors: Mapping[str, Sequence[str]] | None = None
) -> str:
    items = shown.items(JUDGED, VOTE, rules.fields(JUDGED, VOTE, NOW))
    typed = {name: text for group in pages.GROUPS for name, text in groups.as_typed(JUDGED, group).items()}
    return _page(
        "amend",
        language,
        kind="public",
        fields=[field(item, language) for item in items],
        notes=[(name, say(language, f"organise.tongue.{tongue}"), tongue) for tongue, name in pages.NOTES.items()],
        waits="",
        most=600,
        values={**typed, **(values or {})},
        errors=errors or {},
    )


def _wrong(language: Language) -> str:
    note = say(language, "organise.missing.note", tongue=say(language, "organise.tongue.fr"), most=600)
    errors = {"": [told.refusal("amends_earlier", language)], "note_fr": [note]}
    return _form(language, {"note_nl": LONG.nl, "note_en": LONG.en}, errors)


def _amendment(language: Language, state: str, reader: str = "bart", refused: str = "") -> str:
    history = stories.of([Change(ID, 2, WAITING, "sofie", "-", NOW)], {"sofie": "Sofie Maes"})
    newest = {"agreed": AGREED, "dropped": JUDGED}.get(state, WAITING)
    now = NOW + 4 * 3600 if state == "lapsed" else NOW
    its = shown.of(
        newest, history, "none" if state == "sent" else ID, "b" * 32 * (state == "answered"), reader, language, now
    )
    return _page("amendment", language, its=replace(its, refused=refused), again="/x")


def _history(language: Language) -> str:
    changes = [Change("b", 3, AGREED, "bart", NOTE.nl, NOW + 600), Change(ID, 2, WAITING, "sofie", NOTE.nl, NOW)]
    names = {"sofie": "Sofie Maes", "bart": "Bart Claes"}
    told_then = stories.of([*changes, Change("c", 1, JUDGED, "a deploy", "-", 0)], names).told(language, 1)
    return _page("history", language, stories=told_then, number=1, pages=1)


def _results(language: Language) -> str:
    amended = amendments.shown(TWICE, language)
    return render(
        "site/results.html", language, path="/x", public=False, awards=[], results_day=VOTE.results.date(),
        amendments=amended,
    )  # fmt: skip


def _rules(language: Language) -> str:
    """Also while results are held back, and nobody registers any more."""
    told_now = {**reading.shown(AGREED, language, "rules"), "otherwise": ("held", None), "offers": "results"}
    return render("site/reading.html", language, path="/x", **told_now)


def _questions(language: Language) -> str:
    """The results came at another hour."""
    shown = {**reading.shown(AGREED, language, "questions"), "otherwise": ("known", VOTE.results), "offers": "vote"}
    return render("site/reading.html", language, path="/x", **shown)


AMENDED: dict[str, Callable[[str], str]] = {
    "amend": _form,
    "amend-wrong": _wrong,
    "amend-over": lambda language: _page("amend", language, kind="final", fields=[], waits="", errors={}),
    "amend-waits": lambda language: _page("amend", language, kind="public", fields=[1], waits=ID, errors={}),
    **{
        f"amendment-{state}": (lambda language, state=state: _amendment(language, state))  # type: ignore[misc]
        for state in ("sent", "waiting", "answered", "lapsed", "agreed", "dropped")
    },
    "amendment-mine": lambda language: _amendment(language, "waiting", "sofie"),
    "amendment-refused": lambda language: _amendment(
        language, "waiting", refused=told.refusal("changed_meanwhile", language)
    ),
    "amendment-history": _history,
    "amended-results": _results,
    "amended-rules": _rules,
    "otherwise-questions": _questions,
}
"""Each page as it is in a language."""
