"""What moderators read, with plausible things in it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import asdict

from chalicelib.moderation import warnings
from chalicelib.moderation.colleagues.shown import Colleagues
from chalicelib.moderation.shown import Undo
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.browser.written import DESCRIPTION, INITIATIVES

MOMENT = datetime(2027, 4, 6, 14, 5, tzinfo=UTC)


def a_review(language: str, **differently: Any) -> str:
    """What a moderator reads, but for what is said otherwise."""
    context: dict[str, Any] = {
        "path": f"/{language}/review/x",
        "sent_in": {"moment": MOMENT, "name": "Amina El Idrissi"},
        "called": "Taalcafé De Brug",
        "reads": "Nederlands",
        "history": [],
        "lost": "",
        "again": "",
        "asked": "",
        "newer": False,
        "withdrawn": False,
        "moderator": "Karim Haddad",
        "decides": True,
        "turn": "An Peeters",
        "is_their_turn": False,
        "text_language": "nl",
        "rows": [
            ("title", [("same", "Taalcafé De Brug")]),
            ("summary", [("same", INITIATIVES[0]["summary"])]),
            ("description", [("same", DESCRIPTION)]),
            ("category", [("same", "Verenigingen")]),
            ("places", [("same", "Gent (9000)")]),
            ("organisation", [("same", "Buurtwerk De Brug")]),
            ("reach", [("out", "60"), ("in", "1.200")]),
            ("website", [("same", "https://www.example.org/taalcafe")]),
            ("language", [("same", "Nederlands")]),
            ("competes", [("same", "Ja, doet mee")]),
        ],
        "contact": [("contact_name", "Amina El Idrissi"), ("email", "amina@voorbeeld.example")],
        "decision": None,
        "waits": True,
        "public": False,
        "again_public": False,
        "undo": None,
        "errors": {},
        "values": {},
        "hidden_fields": {},
        "its_page": "",
        "reasons": [
            ("ander-onderwerp", "Dit gaat niet over mensen die in je buurt nieuw zijn en zich er thuis mogen voelen.")
        ],
        "photos": [],
        "since": "",
        "last_time": "",
        "warnings": [],
        "is_here": False,
        "colleagues": None,
        "reports": None,
    }
    return render("moderation/review.html", language, **context | differently)


def _noticed(language: str) -> str:
    found = [
        warnings.Notice("web", ("https://www.example.org/een-heel-lang-adres/dat-niet-ophoudt", "www.example.com")),
        warnings.Notice("mixed", ("Tаalcafé",)),
        *(warnings.Notice(key) for key in ("capitals", "disposable", "same_text", "same_mailbox")),
    ]
    return a_review(language, warnings=warnings.sentences(found, language), is_their_turn=True)


def _changed(language: str) -> str:
    rows = [
        ("title", [("same", "Taalcafé De "), ("out", "Burg"), ("in", "Brug")]),
        ("summary", [("same", INITIATIVES[0]["summary"])]),
        ("description", [("same", "Elke "), ("out", "maandag"), ("in", "dinsdag"), ("same", " om zes uur.")]),
    ]
    errors = {"reason": ["Schrijf waarom: je woorden gaan naar de initiatiefnemer."]}
    question = "Kun je de dag nog eens nakijken?"
    return a_review(language, again="asked", asked=question, rows=rows, errors=errors, values={"decision": "reject"})


def _decided(language: str, outcome: str) -> str:
    decision = {"outcome": outcome, "name": "Karim", "moment": MOMENT, "reason": "Mooi.\n\nTot op het café!"}
    public = outcome == "approve"
    return a_review(
        language,
        decision=decision,
        its_page="/nl/initiatives/taalcafe-de-brug" if public else "",
        waits=False,
        public=public,
        undo=Undo(MOMENT, "other"),
    )


def _among_colleagues(language: str) -> str:
    """Notes, somebody who stood back, and a note that lacks its words."""
    note = "Ik belde met de bibliotheek: ze kennen het taalcafé, maar de dag klopt niet.\n\nKarim, jij woont daar toch?"
    history = [
        {"outcome": "noted", "name": "An Peeters", "to": "", "moment": MOMENT, "reason": note},
        {"outcome": "passed", "name": "An Peeters", "to": "Karim Haddad", "moment": MOMENT, "reason": "Kijk jij?"},
        {"outcome": "recused", "name": "Els Wouters", "to": "", "moment": MOMENT, "reason": ""},
    ]
    told = Colleagues([("an", "An Peeters"), ("els", "Els Wouters")], [("els", "Els Wouters")], "passed", True)
    errors = {"note": ["Schrijf een notitie, of kies een collega."]}
    there = {"colleagues": asdict(told), "hidden_fields": {"button": "x"}}
    return a_review(language, is_here=True, history=history, errors=errors, is_their_turn=True, **there)


def _edited(language: str) -> str:
    """A few words that a moderator changes, with too much of them."""
    fields: dict[str, Any] = {
        "path": f"/{language}/review/x",
        "called": "Taalcafé De Brug",
        "text_language": "nl",
        "moderator": "Karim Haddad",
        "most": 600,
        "limits": {"title": 100, "summary": 200, "description": 5000, "join": 300},
        "values": {"title": "Taalcafé De Brug", "summary": INITIATIVES[0]["summary"], "description": DESCRIPTION},
        "errors": {"": [say("nl", "form.errors.edits_many", most=600, typed=812)]},
        "hidden_fields": {"button": "x"},
    }
    return render("moderation/edits.html", language, **fields)


def _recused(language: str) -> str:
    fields: dict[str, Any] = {"path": f"/{language}/desk/x", "hidden_fields": {"button": "x"}, "sent": ""}
    return render("moderation/recused.html", language, **fields)


REVIEWS: dict[str, Callable[[str], str]] = {
    "review": a_review,
    "review-noticed": _noticed,
    "review-changed": _changed,
    "review-renewed": lambda language: a_review(language, since="2024", last_time="/nl/x", is_their_turn=True),
    "review-read": lambda language: a_review(language, decides=False, is_here=True),
    "review-colleagues": _among_colleagues,
    "review-edits": _edited,
    "review-recused": _recused,
    "review-approved": lambda language: _decided(language, "approve"),
    "review-rejected": lambda language: _decided(language, "reject"),
}
