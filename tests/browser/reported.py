"""Small forms of visitors and what comes of them, with plausible things in them: a report of a page, a typed code."""

from collections.abc import Callable
from typing import Any

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.moderation.desk.reported import Reported
from chalicelib.moderation.reports.rules import LONGEST, WRONG
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.desks import a_desk
from tests.browser.reviews import MOMENT, a_review

WORDS = """Op de tweede foto staat mijn dochter. Ik vroeg al twee keer om die weg te halen.

Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrikantenvereinigung."""
HOSTILE = '<script>alert(1)</script> "><img src=x onerror=alert(2)> مرحبا {{ 7 * 7 }}'


def _report(language: Language, **differently: Any) -> str:
    context: dict[str, Any] = {
        "path": f"/{language}/report/x",
        "slug": "taalcafe-de-brug-gent",
        "called": "Taalcafé De Brug",
        "text_language": "nl",
        "reasons": WRONG,
        "values": {},
        "errors": {},
        "most": LONGEST,
        "hidden_fields": {"stamp": "x"},
    }
    return render("moderation/report.html", language, **context | differently)


def _wrong(language: Language) -> str:
    errors = {
        "words": [say(language, "form.errors.words.short")],
        "email": [say(language, "form.errors.email.wrong")],
    }
    values = {"wrong": "other", "words": "", "email": "buur@"}
    return _report(language, errors=errors, values=values, switches=dict.fromkeys(LANGUAGES, "/x"))


def _thanks(notice: str, **values: object) -> Callable[[Language], str]:
    return lambda language: render("web/notice.html", language, path="/x", notice=notice, values=values)


def _to_look_at(language: Language, **differently: Any) -> str:
    said = [("theirs", WORDS, "buur@voorbeeld.example"), ("other", HOSTILE, ""), ("", "", "")]
    names = ("wrong", "words", "email", "moment")
    looked = ({"name": "Karim Haddad", "moment": MOMENT, "count": 2},)
    shown = Reported([dict(zip(names, (*one, MOMENT), strict=True)) for one in said], "x y", True, False, looked)
    decision = {"outcome": "approve", "name": "Karim", "moment": MOMENT, "reason": ""}
    context: dict[str, Any] = {"decision": decision, "its_page": "/x", "is_here": True, "reports": shown, "turn": ""}
    return a_review(language, **context, hidden_fields={"button": "x"})


REPORTED: dict[str, Callable[[Language], str]] = {
    "report": _report,
    "report-wrong": _wrong,
    "report-sent": _thanks("reported"),
    "renewed": _thanks("renewed", days=7),
    "review-reported": _to_look_at,
    "desk-reported": lambda language: a_desk(language, tab="reported", found=2, count=2, count_all=2, oldest=""),
    "code": lambda language: render(
        "notifications/code.html", language, path="/x", values={}, errors={}, hidden_fields={}
    ),
}
