"""The public endpoints described for programs, in OpenAPI 3.1: what each page tells of itself, by what checks its form.

So that it cannot say anything else than what is done, it has no path, limit, category or field name of its own.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

import chalicelib
from chalicelib import addresses
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.initiative import SLUG
from chalicelib.web.fields import MOST_POSTAL_CODES, SAID, Field, Form
from chalicelib.web.routing import Route
from chalicelib.web.told import PAGE, Schema, Told, a_struct, ref
from chalicelib.web.typed import MOST
from chalicelib.web.words import say

_TICK: Schema = {"enum": [*SAID, True, False]}
_TICKED: Schema = {"enum": [*(said for said, meant in SAID.items() if meant == "yes"), True]}
_NUMBER: Schema = {"type": "integer", "minimum": 0, "maximum": 10**9 - 1}
_COUNT: Schema = {"type": "integer", "minimum": 1, "maximum": MOST}
_CODES: Schema = {
    "type": "array",
    "items": {"anyOf": [{"type": "string"}, _NUMBER]},
    "maxItems": MOST_POSTAL_CODES,
}
_ERRORS = a_struct(
    {"errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}}
)


def description(edition: Edition, public_url: str, version: str, paths: Schema, schemas: Schema) -> Schema:
    """The whole description, for one edition on one site; `version` is that of the code.

    `paths` and `schemas` are those of what is there besides the pages.
    """
    told = [(route, route.told) for route in _routes() if route.told]
    found: Schema = {}
    for route, its in told:
        found.setdefault("/".join(route.parts), {})[route.method.lower()] = _operation(route, its)
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
        "paths": found | paths,
        "components": {"schemas": {"errors": _ERRORS} | _schemas([its for _, its in told], edition) | schemas},
    }


def _routes() -> Iterator[Route]:
    """Those of every step, also of the steps whose pages another function answers."""
    for module in pkgutil.walk_packages(chalicelib.__path__, "chalicelib."):
        if module.name.endswith(".pages"):
            yield from import_module(module.name).pages.routes


def _operation(route: Route, told: Told) -> Schema:
    kind = f"{'post' if told.form else 'get' if told.gives else 'find'} {told.name}"
    said: Schema = {"summary": told.summary, "operationId": kind}
    if told.form:
        kinds = ("application/json", "application/x-www-form-urlencoded")
        said["requestBody"] = {"required": True, "content": {its: {"schema": ref(told.name)} for its in kinds}}
    names = [part[1:].partition("}")[0] for part in route.parts if part.startswith("{")]
    if names:
        said["parameters"] = [{"in": "path", "name": its, "required": True, "schema": _part(its)} for its in names]
    return said | {"responses": _answers(told) | _refused(told.refuses)}


def _part(name: str) -> Schema:
    """What stands in a path under this name."""
    return {"enum": [*LANGUAGES]} if name == "lang" else {"type": "string", "minLength": 1}


def _answers(told: Told) -> Schema:
    if not told.gives:
        return {"303": {"description": "Where a browser goes next."}}
    if told.gives == PAGE:
        return {"200": {"description": "A page for people.", "content": {"text/html": {}}}}
    content = {"application/json": {"schema": ref(told.gives)}}
    if told.takes:
        return {
            "202": {"description": "Accepted.", "content": content},
            "303": {"description": "Accepted: where a browser goes next."},
        }
    return {"200": {"description": "To be solved." if told.form else "What was asked for.", "content": content}}


def _refused(statuses: tuple[int, ...]) -> Schema:
    # A browser gets the same as a page.
    content = {"application/json": {"schema": ref("errors")}, "text/html": {}}
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


# What is in it


def _schemas(told: list[Told], edition: Edition) -> Schema:
    asked = {its.name: _form(its.form, edition, its.example) for its in told if its.form}
    return asked | {its.gives: its.schema for its in told if its.gives not in ("", PAGE)}


def _form(form: Form, edition: Edition, example: Mapping[str, object]) -> Schema:
    fields = {its.name: _field(its, edition) for its in form if its.is_told}
    schema = a_struct(fields, tuple(its.name for its in form if its.is_told and its.needed))
    of_this_year = {its.name: fields[its.name]["enum"][0] for its in form if its.kind == "category"}
    return schema | ({"examples": [{**example, **of_this_year}]} if example else {})


def _field(its: Field, edition: Edition) -> Schema:
    if its.is_typed and its.kind not in ("email", "number"):
        return {"type": "string", "minLength": its.least, "maxLength": its.most}
    kinds: Schema = {
        "email": {"type": "string", "format": "email", "minLength": 3, "maxLength": addresses.LONGEST},
        "number": {"anyOf": [{"type": "string", "maxLength": its.most}, _COUNT]},
        "category": {"enum": [category.key for category in edition.categories]},
        "choice": {"enum": [*its.choices]},
        "tick": _TICKED if its.needed else _TICK,
        "postal_code": {"anyOf": [{"type": "string", "minLength": 4}, _NUMBER, _CODES | {"minItems": 1}]},
        "municipality": {
            "description": "The NIS codes that are meant, where a postal code is that of several municipalities.",
            "anyOf": [{"type": "string", "minLength": 1}, _NUMBER, _CODES],
        },
        "slug": {"type": "string", "pattern": f"^{SLUG}$"},
        "hash": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "proof": {"description": "The solved challenge, in base64: no form without one.", "type": "string"},
    }
    return dict(kinds[its.kind])
