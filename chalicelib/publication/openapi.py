"""The public endpoints described for programs, in OpenAPI 3.1: made from what checks the forms and writes the files.

So that it cannot say anything else than what is done, it has no limit, category or field name of its own.
"""

from typing import Any

import msgspec

from chalicelib import addresses
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.initiative import SLUG
from chalicelib.site.feeds import Shared
from chalicelib.web import fields
from chalicelib.web.words import say

Schema = dict[str, Any]

REF = "#/components/schemas/{name}"
TOLD = (*fields.INITIATIVE, *fields.PLACES, "contact_name", "email", "consent", "people_agree", "newsletter", "altcha")
"""What a program tells when it registers an initiative."""

NEEDED = tuple(
    name
    for name in TOLD
    if name in ("category", "language", "postal_code", "email", "consent", "people_agree")
    or (name in fields.TEXTS and fields.TEXTS[name].least)
)
_HASH: Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TICK: Schema = {"enum": [*fields.SAID, True, False]}
_TICKED: Schema = {"enum": [*(said for said, meant in fields.SAID.items() if meant == "yes"), True]}
_EXAMPLE: Schema = {
    "title": "Taalcafé De Brug",
    "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
    "description": "Elke dinsdag om acht uur in de bibliotheek. Wie wil, komt binnen.",
    "language": LANGUAGES[0],
    "postal_code": ["9000"],
    "website": "https://www.example.org/taalcafe",
    "contact_name": "Lien De Smet",
    "email": "lien@example.org",
    "competes": True,
    "consent": True,
    "people_agree": True,
}


def description(edition: Edition, public_url: str, version: str) -> Schema:
    """The whole description, for one edition on one site; `version` is that of the code."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": edition.title["en"],
            "version": version,
            "description": (
                f"{say('en', 'site.name')}: {say('en', 'site.meaning').lower()}, in Flanders and Brussels. "
                "Register an initiative, vote, and read what is public. Programs need no key."
            ),
        },
        "servers": [{"url": public_url}],
        "paths": {
            "/initiatives": {"get": _lead("the form"), "post": _register()},
            "/initiatives/challenge": {"post": _ask_sum("registration")},
            "/votes/challenge": {"post": _ask_sum("vote", 409, 410)},
            "/votes": {"get": _lead("the ballots"), "post": _vote()},
            "/receipts/{token}.json": {"get": _read_receipt()},
            **{f"/{name}": {"get": _read_file(name, kind, schema)} for name, kind, schema in _FILES},
            "/health": {"get": _tell_health()},
        },
        "components": {"schemas": _schemas(edition)},
    }


# What goes in


def _register() -> Schema:
    asked = _posted("initiative", "Register an initiative; its address gets a mail with a button to confirm.")
    return asked | {"responses": _taken("submitted") | _refused(400, 403, 413, 415, 422, 429, 503)}


def _lead(where: str) -> Schema:
    return {
        "summary": f"For people who open this address: leads to {where}.",
        "operationId": f"find {where}",
        "responses": {"303": {"description": "Where a browser goes next."}},
    }


def _vote() -> Schema:
    asked = _posted("ballot", "Ask for the mail with the button that votes. The answer is the same whoever asks.")
    return asked | {"responses": _taken("requested") | _refused(400, 403, 404, 409, 410, 413, 415, 422, 429, 503)}


def _ask_sum(what: str, *more: int) -> Schema:
    said = f"The altcha challenge of a {what} for one address, given as the SHA-256 of its lower case. Changes nothing."
    asked = _posted(f"{what}_sum", said)
    made = {"200": {"description": "To be solved.", "content": {"application/json": {"schema": _ref("challenge")}}}}
    return asked | {"responses": made | _refused(400, 403, 404, 413, 415, 429, 503, *more)}


def _read_receipt() -> Schema:
    where = [_parameter("path", "token", {"type": "string", "minLength": 1})]
    return _reading("receipt", "How a vote stands, for whoever holds its receipt.", where, 404, 410, 503)


def _tell_health() -> Schema:
    return _reading("health", "That the web function answers, and which code it runs.", [])


def _read_file(name: str, kind: str, schema: Schema) -> Schema:
    return {
        "summary": f"Every public initiative, as {kind.rpartition('/')[2]}; a file that any site may read.",
        "operationId": name,
        "responses": {"200": {"description": "All of them.", "content": {kind: {"schema": schema}}}},
    }


# Parts


def _posted(what: str, summary: str) -> Schema:
    kinds = ("application/json", "application/x-www-form-urlencoded")
    content = {kind: {"schema": _ref(what)} for kind in kinds}
    return {
        "summary": summary,
        "operationId": f"post {what}",
        "requestBody": {"required": True, "content": content},
    }


def _reading(what: str, summary: str, where: list[Schema], *refused: int) -> Schema:
    content = {"application/json": {"schema": _ref(what.replace(" ", "-"))}}
    return {
        "summary": summary,
        "operationId": f"get {what}",
        "parameters": where,
        "responses": {"200": {"description": "What was asked for.", "content": content}} | _refused(*refused),
    }


def _taken(what: str) -> Schema:
    return {
        "202": {"description": "Accepted.", "content": {"application/json": {"schema": _ref(what)}}},
        "303": {"description": "Accepted: where a browser goes next."},
    }


def _refused(*statuses: int) -> Schema:
    # A browser gets the same as a page.
    content = {"application/json": {"schema": _ref("errors")}, "text/html": {}}
    return {str(status): {"description": _WHY[status], "content": content} for status in statuses}


_WHY = {
    400: "It cannot be read.",
    403: "Not now, or not from that site.",
    404: "There is no such thing.",
    409: "There is no voting now.",
    410: "It is over.",
    413: "It is too large.",
    415: "It is of another content type.",
    422: "Some fields are wrong: what to do, for each of them.",
    429: "Too many requests from one network: wait as long as Retry-After says.",
    503: "Not now; nothing was half done, and trying again is safe.",
}


def _parameter(place: str, name: str, schema: Schema) -> Schema:
    return {"in": place, "name": name, "required": True, "schema": schema}


def _ref(name: str) -> Schema:
    return {"$ref": REF.format(name=name)}


def _slug() -> Schema:
    return {"type": "string", "pattern": f"^{SLUG}$"}


def _object(needed: tuple[str, ...], properties: Schema) -> Schema:
    return {"type": "object", "additionalProperties": False, "required": [*needed], "properties": properties}


# What is in it


def _schemas(edition: Edition) -> Schema:
    text: Schema = {"type": "string"}
    named = _object(("slug", "title"), {"slug": _slug(), "title": text})
    return {
        "initiative": _initiative(edition),
        "ballot": _object(
            ("candidate", "email", "language", "altcha"),
            {"candidate": _slug(), "email": _email(), "language": {"enum": [*LANGUAGES]}, "altcha": text},
        ),
        "vote_sum": _object(("candidate", "address"), {"candidate": _slug(), "address": _HASH}),
        "registration_sum": _object(("address",), {"address": _HASH}),
        "submitted": _object(("id",), {"id": {"type": "string", "format": "uuid"}}),
        "requested": _object(("status",), {"status": {"const": "mail_requested"}}),
        "errors": _object(
            ("errors",), {"errors": {"type": "object", "additionalProperties": {"type": "array", "items": text}}}
        ),
        "challenge": {"type": "object", "required": ["parameters", "signature"]},
        "receipt": _object(
            ("state", "reason", "candidate", "receipt", "round", "rules", "at"),
            {
                **dict.fromkeys(("state", "reason", "receipt", "round", "rules"), text),
                "candidate": {"anyOf": [{"type": "null"}, named]},
                "at": {"anyOf": [{"type": "null"}, {"type": "string", "format": "date-time"}]},
            },
        ),
        "health": _object(("status", "version"), {"status": {"const": "ok"}, "version": text}),
        **_shared(),
    }


def _initiative(edition: Edition) -> Schema:
    categories = [category.key for category in edition.categories]
    number: Schema = {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}
    codes: Schema = {
        "type": "array",
        "items": {"anyOf": [{"type": "string"}, number]},
        "maxItems": fields.MOST_POSTAL_CODES,
    }
    properties: Schema = {name: _text(name) for name in TOLD if name in fields.TEXTS} | {
        "email": _email(),
        "category": {"enum": categories},
        "language": {"enum": [*LANGUAGES]},
        "postal_code": {"anyOf": [{"type": "string", "minLength": 4}, number, codes | {"minItems": 1}]},
        "municipality": {
            "description": "The NIS codes that are meant, where a postal code is that of several municipalities.",
            "anyOf": [{"type": "string", "minLength": 1}, number, codes],
        },
        "altcha": {"description": "The solved challenge, in base64: no form without one.", "type": "string"},
        **dict.fromkeys(fields.TICKS, _TICK),
        **dict.fromkeys(("consent", "people_agree"), _TICKED),
    }
    example = _EXAMPLE | {"category": categories[0]}
    return _object(NEEDED, {name: properties[name] for name in TOLD}) | {"examples": [example]}


def _text(name: str) -> Schema:
    span = fields.TEXTS[name]
    return {"type": "string", "minLength": span.least, "maxLength": span.most}


def _email() -> Schema:
    return {"type": "string", "format": "email", "minLength": 3, "maxLength": addresses.LONGEST}


def _shared() -> Schema:
    _, parts = msgspec.json.schema_components([Shared], ref_template=REF)
    return {name: {key: part[key] for key in part if key != "title"} for name, part in parts.items()}


_EACH = {"type": "array", "items": _ref("Shared")}
_TEXT = {"type": "string"}
_FEATURE = _object(
    ("type", "id", "geometry", "properties"),
    {"type": {"const": "Feature"}, "id": _TEXT, "geometry": {"type": "object"}, "properties": _ref("Shared")},
)
_FILES: tuple[tuple[str, str, Schema], ...] = (
    (
        "initiatives.json",
        "application/json",
        _object(("credits", "initiatives"), {"credits": _TEXT, "initiatives": _EACH}),
    ),
    (
        "initiatives.geojson",
        "application/geo+json",
        _object(
            ("type", "credits", "features"),
            {
                "type": {"const": "FeatureCollection"},
                "credits": _TEXT,
                "features": {"type": "array", "items": _FEATURE},
            },
        ),
    ),
    ("initiatives.csv", "text/csv", _TEXT),
    ("initiatives.atom", "application/atom+xml", _TEXT),
)
