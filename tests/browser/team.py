"""Samples of the pages where people with a task sign in, and where organisers say who has which."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.person import Grant, Person
from chalicelib.places import EVERY_AREA
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.staff import AN, KARIM, SOFIE
from tests.years import YEAR

MOMENT = datetime(2027, 4, 6, 14, 5, tzinfo=UTC)
LONG = "Maximiliaan-Aleksander van Grimbergen-Desmedt de Villeneuve"
FIELDS = {"button": "x"}
INVITED = Person("new", LONG, f"{'maximiliaan' * 5}@voorbeeldorganisatie.example.org", "fr", (Grant("juror"),))


def _sign_in(language: str, errors: dict[str, list[str]]) -> str:
    values = {"email": "sofie.maes@"} if errors else {}
    fields = {"to": f"/{language}/organise"}
    more: dict[str, Any] = {"switches": dict.fromkeys(LANGUAGES, "/x")} if errors else {}
    return render(
        "people/sign_in.html", language, path="/x", values=values, errors=errors, hidden_fields=fields, **more
    )


def _account(language: str, person: Person) -> str:
    part = "Antwerpen, Brussel, Kunst en erfgoed, Samenwerking"
    devices = [
        {"id": "a", "name": "Firefox, Android", "began": MOMENT, "is_this": True},
        {"id": "b", "name": "Edge, Windows", "began": MOMENT, "is_this": False},
        {"id": "c", "name": "", "began": MOMENT, "is_this": False},
    ]
    return render(
        "people/account.html",
        language,
        path="/x",
        person=person,
        tasks=[("organiser", ""), ("moderator", part)],
        is_at_the_desk=True,
        is_juror=person.away,
        is_organiser=True,
        devices=devices,
        sent="away" if person.away else "",
        hidden_fields=FIELDS,
    )


def _people(language: str, waits: bool) -> str:
    team = [(SOFIE, [("organiser", "")]), (AN, [("moderator", "")])]
    part = "Antwerpen, Brussel"
    team += [(replace(KARIM, away=True), [("moderator", part)]), (INVITED, [("juror", ""), ("partner", "")])]
    return render("people/people.html", language, path="/x", people=team, waits=waits)


def _person(language: str, who: Person | None, errors: dict[str, list[str]]) -> str:
    history = [
        {"what": what, "who": by, "why": why, "moment": MOMENT}
        for what, by, why in (
            ("changed", LONG, "Neemt ook Brussel op zich, want Karim is even weg."),
            ("invited", "", ""),
        )
    ]
    values = {"person_name": who.name, "language": "fr", "role_moderator": "yes", "area_brussel": "yes"} if who else {}
    return render(
        "people/person.html",
        language,
        path="/x",
        who=who,
        values=values or {"language": language},
        errors=errors,
        in_part=bool(who),
        areas=EVERY_AREA,
        categories=[(its.key, its.name[language]) for its in YEAR.categories],
        history=history if who else [],
        hidden_fields={**FIELDS, "base": "1"},
        **({"switches": dict.fromkeys(LANGUAGES, "/x")} if errors else {}),
    )


def _wrong(language: str, *fields: tuple[str, str]) -> dict[str, list[str]]:
    return {field: [say(language, f"form.errors.{sentence}")] for field, sentence in fields}


TEAMS: dict[str, Callable[[str], str]] = {
    "sign-in": lambda language: _sign_in(language, {}),
    "sign-in-wrong": lambda language: _sign_in(language, _wrong(language, ("email", "email.wrong"))),
    "enter": lambda language: render(
        "people/enter.html", language, path="/x", hidden_fields=FIELDS, word="aanmelden", errors={}
    ),
    "invitation": lambda language: render(
        "people/invitation.html",
        language,
        path="/x",
        name=LONG,
        tasks=[("moderator", "Antwerpen, Brussel"), ("juror", "")],
        hidden_fields=FIELDS,
    ),
    "account": lambda language: _account(language, SOFIE),
    "account-away": lambda language: _account(language, replace(INVITED, away=True)),
    "people": lambda language: _people(language, False),
    "people-waits": lambda language: _people(language, True),
    "person": lambda language: _person(language, AN, {}),
    "person-new": lambda language: _person(language, None, {}),
    "person-wrong": lambda language: _person(
        language, None, _wrong(language, ("person_name", "person_name.short"), ("roles", "roles.choose"))
    ),
    "signed-out": lambda language: render(
        "web/busy.html", language, path="/nl/organise", sentence="signed_out", again=[("why", "Omdat het zo hoort.")]
    ),
}
"""By the names of their pictures."""
