"""Samples of the page on which an initiator sees where theirs stands."""

from collections.abc import Callable
from typing import Any

from chalicelib.kinds import Language
from chalicelib.moderation.dossier import Pending
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.reviews import MOMENT

HISTORY = [("sent", MOMENT), ("changes", MOMENT), ("changed", MOMENT), ("approve", MOMENT)]


def _status(language: Language, state: str, **differently: Any) -> str:
    context: dict[str, Any] = {
        "path": f"/{language}/status/x",
        "called": "Taalcafé De Brug",
        "text_language": "nl",
        "state": state,
        "since": MOMENT,
        "reason": "",
        "its_page": f"/{language}/initiatives/taalcafe-de-brug" if "beside" in state or state == "approved" else "",
        "edit": f"/{language}/edit/x",
        "may_withdraw": True,
        "days": 7,
        "word": "intrekken",
        "history": HISTORY,
        "contact": f"/{language}/status/x/contact",
        "is_passed_on": state == "approved",
        "errors": {},
        "hidden_fields": {},
    }
    return render("moderation/status.html", language, **context | differently)


def _lost(language: Language, values: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render("moderation/lost_link.html", language, path=f"/{language}/lost-link", values=values, errors=errors)


def _links(language: Language) -> str:
    its = [
        ("Taalcafé De Brug", "nl", "approved", f"/{language}/status/x"),
        ("مقهى اللغة " + "Donaudampfschifffahrtsgesellschaftskapitän", "nl", "waiting-beside", f"/{language}/status/y"),
    ]
    return render("moderation/links.html", language, path=f"/{language}/links/x", its=its)


def _contact(language: Language, pending: Pending | None, errors: dict[str, list[str]]) -> str:
    return render(
        "moderation/contact.html",
        language,
        path=f"/{language}/status/x/contact",
        pending=pending,
        until=MOMENT if pending else None,
        back=f"/{language}/status/x",
        organiser="hallo@gastvrijegemeente.example",
        values={"contact_name": "Els", "email": "els@"} if errors else {},
        errors=errors,
        hidden_fields={"button": "x"},
    )


def _confirm(language: Language, side: str, errors: dict[str, list[str]]) -> str:
    return render(
        "moderation/contact_confirm.html",
        language,
        path=f"/{language}/contact/x",
        called="Taalcafé De Brug",
        text_language="nl",
        side=side,
        name="Els Nieuw",
        email=f"{'els.' * 12}nieuw@voorbeeld.example",
        word=say(language, "contact.word"),
        errors=errors,
        hidden_fields={"button": "x"},
    )


def _said(language: Language, **errors: str) -> dict[str, list[str]]:
    return {name: [say(language, f"form.errors.{sentence}")] for name, sentence in errors.items()}


_PENDING = Pending("x", "Els Nieuw", "els.nieuw@voorbeeld.example", 0, ("new",))

STATUSES: dict[str, Callable[[Language], str]] = {
    "status": lambda language: _status(language, "waiting", history=HISTORY[:1]),
    "status-asked": lambda language: _status(language, "changes", reason="Op welke dag is het?", history=HISTORY[:2]),
    "status-approved": lambda language: _status(language, "approved"),
    "status-beside": lambda language: _status(language, "waiting-beside"),
    "status-gone": lambda language: _status(
        language, "taken-down", reason="Iemand op de foto wil dit niet.", edit="", may_withdraw=False
    ),
    "lost-link": lambda language: _lost(language, {}, {}),
    "lost-link-wrong": lambda language: _lost(language, {"email": "els@"}, _said(language, email="email.wrong")),
    "links": _links,
    "contact": lambda language: _contact(language, None, {}),
    "contact-wrong": lambda language: _contact(language, None, _said(language, email="email.wrong")),
    "contact-waits": lambda language: _contact(language, _PENDING, {}),
    "contact-old": lambda language: _confirm(language, "old", {}),
    "contact-old-mistyped": lambda language: _confirm(language, "old", _said(language, word="word.other")),
    "contact-new": lambda language: _confirm(language, "new", {}),
    "status-mistyped": lambda language: _status(language, "approved", errors={"word": ["Typ het woord."]}),
}
