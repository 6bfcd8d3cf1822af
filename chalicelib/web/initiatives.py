"""An initiative as a form: the fields that make one, and what they show."""

from collections.abc import Iterable, Sequence
from typing import Any

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.places import Municipality, by_postal_code
from chalicelib.web.fields import MOST_POSTAL_CODES, Field, Filled, Form, ambiguous, codes_of, limits
from chalicelib.web.typed import number, web_address

# Titles and names go into mails: a web address in them would make our mail carry somebody's link.
NAME = Field("contact_name", "text", 1, 60, needed=True, web=False)
COMPETES = Field("competes", "tick")
AGREED: Form = (Field("consent", "tick", needed=True), Field("people_agree", "tick", needed=True))
NEWSLETTER = Field("newsletter", "tick")
INITIATIVE: Form = (
    Field("title", "text", 4, 100, needed=True, web=False),
    Field("summary", "text", 10, 200, needed=True),
    Field("description", "text", 30, 5000, needed=True, lines=True),
    Field("category", "category", needed=True),
    Field("language", "choice", needed=True, choices=LANGUAGES),
    Field("postal_code", "postal_code", needed=True),
    Field("municipality", "municipality"),
    Field("organisation", "text", 0, 100),
    Field("website", "website", 0, 300),
    Field("join", "text", 0, 300, lines=True),
    Field("reach", "number", 0, 20),
)
"""The fields that make an initiative, besides who answers for it and whether it competes, which stand further down."""


def initiative(filled: Filled) -> Initiative:
    """The initiative that was filled in; only where no field has a fault."""
    texts = filled.texts
    return Initiative(
        title=texts["title"],
        summary=texts["summary"],
        description=texts["description"],
        category=texts["category"],
        places=_places(codes_of(filled), filled.lists["municipality"]),
        organisation=texts["organisation"],
        website=web_address(texts["website"]) or "" if texts["website"] else "",
        language=texts["language"],
        competes=texts["competes"] == "yes",
        join=texts["join"],
        reach=number(texts["reach"]) or 0,
    )


def _places(codes: Iterable[str], chosen: Sequence[str]) -> tuple[str, ...]:
    found = [
        place.nis
        for code in codes
        for place in by_postal_code()[code]
        if len(by_postal_code()[code]) == 1 or place.nis in chosen
    ]
    return tuple(dict.fromkeys(found))


def texts(told: Initiative) -> dict[str, str]:
    """What is told of an initiative, as its initiator would fill it in; its places aside."""
    names = ("title", "summary", "description", "category", "organisation", "website", "join", "language")
    said = {name: getattr(told, name) for name in names}
    return {**said, "reach": str(told.reach or ""), "competes": "yes" if told.competes else ""}


def as_typed(places: Iterable[Municipality]) -> dict[str, list[str]]:
    """The postal codes, and the choices where one is not enough, that lead to these municipalities."""
    codes: list[str] = []
    chosen: list[str] = []
    for place in places:
        alone = [code for code in place.postal_codes if len(by_postal_code()[code]) == 1]
        codes.append((alone or place.postal_codes)[0])
        chosen += [] if alone else [place.nis]
    return {"postal_code": codes, "municipality": chosen}


def shown(filled: Filled, edition: Edition, language: Language) -> dict[str, Any]:
    """What the fields of a form show, in a language: what was typed, and what there is to choose from."""
    ticks = {its.name: "yes" if filled.texts[its.name] == "yes" else "" for its in filled.form if its.kind == "tick"}
    codes = codes_of(filled)
    return {
        "values": {**filled.texts, **ticks, **filled.lists, "postal_code": codes},
        "categories": [(category.key, category.name[language]) for category in edition.categories],
        "ambiguous": [
            (code, [(place.nis, place.name(language)) for place in places])
            for code, places in ambiguous(codes[:MOST_POSTAL_CODES]).items()
        ],
        "limits": limits(filled.form),
    }
