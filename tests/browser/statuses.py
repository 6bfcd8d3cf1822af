"""Samples of the page on which an initiator sees where theirs stands."""

from collections.abc import Callable
from typing import Any

from chalicelib.web.render import render
from tests.browser.reviews import MOMENT

HISTORY = [("sent", MOMENT), ("changes", MOMENT), ("changed", MOMENT), ("approve", MOMENT)]


def _status(language: str, state: str, **differently: Any) -> str:
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
        "errors": {},
        "hidden_fields": {},
    }
    return render("moderation/status.html", language, **context | differently)


STATUSES: dict[str, Callable[[str], str]] = {
    "status": lambda language: _status(language, "waiting", history=HISTORY[:1]),
    "status-asked": lambda language: _status(language, "changes", reason="Op welke dag is het?", history=HISTORY[:2]),
    "status-approved": lambda language: _status(language, "approved"),
    "status-beside": lambda language: _status(language, "waiting-beside"),
    "status-gone": lambda language: _status(
        language, "taken-down", reason="Iemand op de foto wil dit niet.", edit="", may_withdraw=False
    ),
    "status-mistyped": lambda language: _status(language, "approved", errors={"word": ["Typ het woord."]}),
}
