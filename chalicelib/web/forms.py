"""What was sent in a form, urlencoded or as JSON."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from chalicelib.web.answers import Halt
from chalicelib.web.fields import Field, Filled, Form, fill
from chalicelib.web.request import Request

_MOST_FIELDS = 200

_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_form(request: Request, form: Form, **otherwise: str) -> Filled:
    """The fields of a posted form, urlencoded or JSON; every field is there, empty where it was not sent.

    In JSON a list may be one, of whole numbers too, and a tick true or false. `otherwise`: what an empty field means.
    Raises Halt: 415 for another content type, 400 for a body that cannot be read.
    """
    known = {its.name: its for its in form}
    texts: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in _pairs(request, known):
        if name not in known:
            wrong[name] = "unknown"
        elif not isinstance(value, str):
            wrong[name] = "not_text"
        elif known[name].is_list:
            lists.setdefault(name, []).append(value)
        elif name in seen:
            wrong[name] = "twice"
        else:
            texts[name] = value
        seen.add(name)
    return fill(
        form, {**texts, **{name: text for name, text in otherwise.items() if not texts.get(name)}}, lists, wrong
    )


def _pairs(request: Request, known: Mapping[str, Field]) -> list[tuple[str, Any]]:
    if request.is_json:
        return _json_pairs(request.body, known)
    if request.content_type == "application/x-www-form-urlencoded":
        return _form_pairs(request.body)
    raise Halt(415)


def sent_again(request: Request) -> list[tuple[str, str]]:
    """All that was sent in a form, for a form that sends it once more; nothing where it cannot be read."""
    try:
        return parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


def _form_pairs(body: bytes) -> list[tuple[str, Any]]:
    if _BROKEN_PERCENT.search(body):
        raise Halt(400)
    try:
        pairs = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as problem:
        raise Halt(400) from problem
    return [(name, value) for name, value in pairs]


class _Fields(list[tuple[str, Any]]):
    """The fields of a JSON object, in order and with those that came twice."""


def _json_pairs(body: bytes, known: Mapping[str, Field]) -> list[tuple[str, Any]]:
    try:
        pairs = json.loads(body.decode("utf-8"), object_pairs_hook=_Fields)
    except (ValueError, RecursionError) as problem:
        raise Halt(400) from problem
    if not isinstance(pairs, _Fields) or len(pairs) > _MOST_FIELDS:
        raise Halt(400)
    flat: list[tuple[str, Any]] = []
    for name, value in pairs:
        its = known.get(name)
        if its and its.is_list:
            flat.extend((name, _as_text(one)) for one in (value if type(value) is list else [value]))
        elif its and its.kind == "number":
            flat.append((name, _as_text(value)))
        elif its and its.kind == "tick" and isinstance(value, bool):
            flat.append((name, "yes" if value else ""))
        else:
            flat.append((name, value))
    for name, value in flat:
        if _has_lone_surrogate(name) or (isinstance(value, str) and _has_lone_surrogate(value)):
            raise Halt(400)
    return flat


def _as_text(value: Any) -> Any:
    # A program may well send a postal code as the number that it looks like, and a number as one.
    return str(value) if type(value) is int and 0 <= value < 10**9 else value


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
