"""What moderators see at their desk, with plausible things on it."""

from collections.abc import Callable
from typing import Any

from chalicelib.kinds import Language
from chalicelib.moderation.desk.listed import TABS
from chalicelib.places import EVERY_AREA
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.reviews import MOMENT
from tests.years import YEAR

LETTER = """Kun je iets aanpassen?

Bedankt dat je “Taalcafé De Brug” inschreef. Voor we het op de site zetten, hebben we een vraag.

Op welke dag is het, en wie mag er komen? Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik."""

TITLES = ("Taalcafé De Brug", "مقهى اللغات في الحي", "Buddies", "Samen koken met nieuwkomers in de hele wijk")


def a_desk(language: Language, **differently: Any) -> str:
    """What waits, for somebody who may decide."""
    context: dict[str, Any] = {
        "path": f"/{language}/desk",
        "tab": "waiting",
        "tabs": [its.key for its in TABS],
        "reported": 2,
        "count": 4,
        "count_all": 16,
        "is_more": False,
        "oldest": say(language, "desk.days", count=9),
        "found": 4,
        "rows": [_row(language, number, title) for number, title in enumerate(TITLES)],
        "values": {"q": "", "category": "", "area": ""},
        "is_all": False,
        "is_organiser": True,
        "may_choose": True,
        "hidden_fields": {"button": "x"},
        "errors": {},
        "typed": {},
        "chosen": ["x1"],
        "categories": [(its.key, its.name[language]) for its in YEAR.categories],
        "areas": [(key, say(language, f"areas.{key}")) for key in EVERY_AREA],
        "before": "",
        "after": "x",
    }
    return render("moderation/desk.html", language, **context | differently)


def _row(language: Language, number: int, title: str) -> dict[str, Any]:
    return {
        "id": f"x{number}",
        "title": title,
        "language": "nl",
        "category": "Verenigingen",
        "areas": say(language, "areas.oost-vlaanderen"),
        "age": say(language, "desk.days", count=9 - number),
        "moment": MOMENT,
        "is_yours": number == 1,
    }


def _several(language: Language, **differently: Any) -> str:
    letters = [
        {"text": LETTER, "language": "nl", "titles": TITLES[:3]},
        {"text": LETTER, "language": "fr", "titles": TITLES[3:]},
    ]
    context: dict[str, Any] = {
        "path": f"/{language}/desk",
        "decision": "changes",
        "rows": [_told(number, title) for number, title in enumerate(TITLES)],
        "letters": letters,
        "unread": 1,
        "word": "vragen",
        "errors": {},
        "values": {},
        "left_out": [_became("other", outcome="reject"), _became("changed")],
        "moderator": "Karim Haddad",
        "hidden_fields": {},
    }
    return render("moderation/several.html", language, **context | differently)


def _told(number: int, title: str) -> dict[str, str]:
    places = {"category": "Verenigingen", "places": "Gent, Sint-Niklaas"}
    its = {"id": f"x{number}", "key": f"x{number}.1", "title": title, "language": "nl"}
    return {**its, **places, "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands."}


def _became(became: str, **told: Any) -> dict[str, Any]:
    its = {"id": "x9", "title": "Naaiatelier", "language": "nl", "outcome": "", "name": "An Peeters", "may_undo": False}
    return {**its, "became": became, **told}


def _done(language: Language) -> str:
    its = [
        _became("done", outcome="approve", may_undo=True),
        _became("other", outcome="reject"),
        _became("other", outcome="reject", name=""),
        *map(_became, ("waits", "undone", "changed", "withdrawn")),
        _became("recused", id="", title=""),
        _became("gone", id="", title=""),
    ]
    return render("moderation/several_done.html", language, path=f"/{language}/desk/several", its=its, again="/x")


def _unticked(language: Language) -> str:
    errors = {
        "chosen": [say(language, "form.errors.chosen.none")],
        "reason": [say(language, "form.errors.reason.short")],
    }
    return a_desk(language, errors=errors, typed={"decision": "reject", "every": "yes"}, chosen=[])


def _sure(language: Language, decision: str, **differently: Any) -> str:
    context: dict[str, Any] = {
        "path": f"/{language}/desk/x",
        "called": "Taalcafé De Brug",
        "text_language": "nl",
        "decision": decision,
        "differences": {},
        "mail": LETTER,
        "mail_language": "nl",
        "word": "vragen",
        "moderator": "Karim Haddad",
        "errors": {},
        "values": {},
        "hidden_fields": {},
    }
    return render("moderation/sure.html", language, **context | differently)


def _mistyped(language: Language) -> str:
    errors = {"word": [say(language, "form.errors.word.other")]}
    return _sure(language, "takedown", errors=errors, values={"word": "x"})


def _sure_of_edits(language: Language) -> str:
    words = [
        ("same", "Elke dinsdag in de "),
        ("out", "bibliotek"),
        ("in", "bibliotheek"),
        ("same", ". "),
        ("out", "Bel 0470."),
    ]
    return _sure(language, "edit", differences={"description": words}, word=say(language, "review.word.edit"))


DESKS: dict[str, Callable[[Language], str]] = {
    "desk": a_desk,
    "sure-edit": _sure_of_edits,
    "desk-empty": lambda language: a_desk(language, rows=[], count=0, found=0, count_all=0, oldest="", after=""),
    "desk-unticked": _unticked,
    "desk-several": _several,
    "desk-several-mistyped": lambda language: _several(
        language, errors={"word": [say(language, "form.errors.word.other")]}, values={"word": "x"}
    ),
    "desk-none-left": lambda language: _several(language, rows=[], letters=[], unread=0),
    "desk-several-done": _done,
    "review-sure": lambda language: _sure(language, "changes"),
    "review-sure-known": lambda language: _sure(language, "approve", word="", mail=""),
    "review-sure-mistyped": _mistyped,
}
