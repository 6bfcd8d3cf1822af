"""The web function: finds the page for a request, reads what was sent, and answers in the person's language.

GET shows and changes nothing; only a POST asks for a change, by one message in a queue.
"""

import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Request as ChaliceRequest
from chalice.app import Response
from msgspec import Struct, field

from chalicelib import clock, limits, links, log, paths, proof
from chalicelib.edition import LANGUAGES
from chalicelib.errors import Broken, Refused, TryAgain
from chalicelib.headers import CDN, SECURITY
from chalicelib.headers import METHODS as METHODS
from chalicelib.queues import described, place_of
from chalicelib.render import render
from chalicelib.settings import settings
from chalicelib.words import say

LARGEST_BODY = 96 * 1024
"""Bytes; the longest form of ours, all of it in signs of four bytes, is 75 KB when sent."""
_MOST_FIELDS = 200
_JSON = json.JSONEncoder(ensure_ascii=False)
TONGUE = "tongue"
"""The field of the buttons that show a form that came back in another language, with all that was typed."""

_TONGUE = rb"(?:^|&)tongue=(nl|fr|en)(?:&|$)"
_FORM_LANGUAGE = rb'(?:^|&)language=(nl|fr|en)(?:&|$)|"language" *: *"(nl|fr|en)"'
_BROKEN_PERCENT = re.compile(rb"%(?![0-9A-Fa-f]{2})")


class Halt(Exception):
    """Answer with an error page; `sentence` is a key under [errors] of the translations, or else the status."""

    def __init__(self, status: int, sentence: str | None = None) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence or str(status)


class Request(Struct, frozen=True):
    """What came in. Header names are in lower case; `language` is the page's, or else the browser's best.

    `network` is the address that it came from: for limits.py only, never to be logged or kept as it is.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    language: str
    network: str = ""

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def wants_json(self) -> bool:
        """Whether a program asks: for a path of JSON only, or with JSON, or it accepts JSON and no page."""
        accepts = self.headers.get("accept", "")
        asks = "application/json" in accepts and "text/html" not in accepts
        return asks or self.content_type == "application/json" or self.path.endswith(".json")


Handler = Callable[..., Response]


class Route(Struct, frozen=True):
    """A path such as /{lang}/vote/{slug}, and what answers one method there."""

    method: str
    parts: tuple[str, ...]
    handler: Handler
    limited: str = ""
    """What of it a network may ask for only so often; nothing where it may at any time."""

    def values(self, parts: Sequence[str]) -> dict[str, str] | None:
        """What stands in the places of the path, given as many parts of one that was asked for; None for another."""
        found: dict[str, str] = {}
        for part, asked in zip(self.parts, parts, strict=True):
            if part[:1] != "{":
                if part != asked:
                    return None
                continue
            name, _, ending = part[1:].partition("}")
            found[name] = asked.removesuffix(ending)
            if not found[name] or not asked.endswith(ending) or (name == "lang" and asked not in LANGUAGES):
                return None
        return found


class Pages(Struct, frozen=True):
    """The pages of one step: which function answers which method on which path."""

    routes: list[Route] = field(default_factory=list)

    def get(self, path: str, limited: bool = False) -> Callable[[Handler], Handler]:
        """Show something at this path; it changes nothing."""
        return self._at("GET", path, limited)

    def post(self, path: str) -> Callable[[Handler], Handler]:
        """Ask for a change at this path, which no network may do without end."""
        return self._at("POST", path, True)

    def _at(self, method: str, path: str, limited: bool) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.routes.append(Route(method, tuple(path.split("/")), handler, path if limited else ""))
            return handler

        return keep


class HasPages(Protocol):
    """A module of pages."""

    pages: Pages


@cache
def _routes(steps: tuple[HasPages, ...]) -> tuple[dict[str, list[Route]], dict[int, list[Route]]]:
    """All routes: those without places by their path, the others by how many parts they have."""
    plain: dict[str, list[Route]] = {}
    placed: dict[int, list[Route]] = {}
    for route in (route for step in steps for route in step.pages.routes):
        path = "/".join(route.parts)
        if "{" in path:
            placed.setdefault(len(route.parts), []).append(route)
        else:
            plain.setdefault(path, []).append(route)
    return plain, placed


def as_routed(event: dict[str, Any]) -> dict[str, Any]:
    """An event of a path that only the gateway tells from the others, as Chalice knows it."""
    anywhere = "/{proxy+}"
    return {**event, "resource": anywhere, "requestContext": {**event["requestContext"], "resourcePath": anywhere}}


def answer(asked: ChaliceRequest | None, steps: tuple[HasPages, ...]) -> Response:
    """The answer to one request: a page, a redirect or JSON, always with our headers, never a stack trace."""
    request = _request(asked)
    try:
        response = _handled(request, steps)
    except Halt as halt:
        response = error(request, halt.status, halt.sentence)
    except links.LinkUnknown:
        response = error(request, 404, "link_unknown")
    except links.LinkExpired:
        response = error(request, 410, "link_expired")
    except (ClientError, BotoCoreError, TryAgain) as problem:
        # In doubt, refuse: nothing was half done, and trying again is safe.
        log.went_wrong("not answering", error=described(problem), where=place_of(problem))
        response = error(request, 503)
    except Exception as problem:
        log.went_wrong("page failed", error=described(problem), where=place_of(problem))
        response = error(request, 500)
    response.headers = {"Cache-Control": "no-store", **SECURITY, **response.headers}
    log.happened("answered", method=request.method, status=response.status_code)
    return response


def _request(asked: ChaliceRequest | None) -> Request:
    if asked is None:
        raise Broken("no request to answer")
    # Chalice hides the path as it was asked for behind the route, and decodes it once.
    event = asked.to_original_event()
    path = event["path"] or "/"
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    query = event.get("multiValueQueryStringParameters") or {}
    body = asked.raw_body
    body = body.encode() if isinstance(body, str) else body
    language = _language(path, headers, body)
    return Request(event["httpMethod"], path, query, headers, body, language, _network(event, headers))


def _network(event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """Where a request comes from.

    API Gateway says who asked it, which is the CDN where that stands in between; and to what the CDN was told of the
    way so far, each of the two adds whom it heard it from. Anybody can say so, but for what only our CDN knows.
    """
    told, known = headers.get(CDN.lower(), ""), settings().cdn
    way = headers.get("x-forwarded-for", "").split(",")
    if known and len(way) >= 2 and hmac.compare_digest(told.encode(), known.encode()):
        return way[-2].strip()
    return str(event["requestContext"].get("identity", {}).get("sourceIp") or "")


def _language(path: str, headers: Mapping[str, str], body: bytes) -> str:
    """The language of the page, else of the form that was filled in there, else of the browser."""
    first = path.lstrip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    # Read here, since whatever goes wrong with the form is said in its language too.
    if len(body) <= LARGEST_BODY and (said := re.search(_TONGUE, body) or re.search(_FORM_LANGUAGE, body)):
        return next(found for found in said.groups() if found).decode()
    for accepted in headers.get("accept-language", "").split(","):
        if accepted.strip()[:2].lower() in LANGUAGES:
            return accepted.strip()[:2].lower()
    return LANGUAGES[0]


def _handled(request: Request, steps: tuple[HasPages, ...]) -> Response:
    path = request.path.rstrip("/") or "/"
    if len(request.body) > LARGEST_BODY:
        raise Halt(413)
    wanted = "GET" if request.method == "HEAD" else request.method
    if wanted == "GET" and (meant := paths.right(request.path)) != request.path:
        return _moved(meant, request.query)
    found = _found(path, steps)
    for route, values in found:
        if route.method == wanted:
            if route.limited and not _allowed(request, route.limited):
                return too_many(request, limits.WINDOW)
            values.pop("lang", None)
            return route.handler(request, **values)
    if not found:
        raise Halt(404)
    methods = [route.method for route, _ in found]
    allowed = ", ".join(sorted({"OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])}))
    if request.method == "OPTIONS":
        return Response("", {"Allow": allowed}, 204)
    response = error(request, 405)
    response.headers["Allow"] = allowed
    return response


def _moved(path: str, query: Mapping[str, list[str]]) -> Response:
    asked = f"?{urlencode(query, doseq=True)}" if query else ""
    return Response("", {"Location": path + asked}, 301)


def _allowed(request: Request, what: str) -> bool:
    # A GET changes no byte, also not of what is counted.
    allow = limits.allow_network if request.method == "POST" else limits.allow_reading
    return allow(request.network, what)


def _found(path: str, steps: tuple[HasPages, ...]) -> list[tuple[Route, dict[str, str]]]:
    """The routes that lead to a path, each with what stands in its places; those without places first."""
    plain, placed = _routes(steps)
    parts = path.split("/")
    its: list[tuple[Route, dict[str, str]]] = [(route, {}) for route in plain.get(path, ())]
    for route in placed.get(len(parts), ()):
        values = route.values(parts)
        if values is not None:
            its.append((route, values))
    return its


# Answers


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of ours, in the request's language."""
    # A link would leave what was typed behind, in a browser without scripts.
    switches = _in_others(request) if request.method == "POST" else {}
    body = render(template, request.language, path=request.path, switches=switches, **context)
    return Response(body, {"Content-Type": "text/html; charset=utf-8", "Content-Language": request.language}, status)


def _in_others(request: Request) -> dict[str, str]:
    """Where a form that was posted here is posted to be shown in each other language."""
    _, first, *rest = request.path.split("/")
    others = (other for other in LANGUAGES if other != request.language)
    return {other: "/".join(("", other, *rest)) if first in LANGUAGES else request.path for other in others}


def as_json(content: Any, status: int = 200) -> Response:
    """JSON for a program."""
    return Response(_JSON.encode(content), {"Content-Type": "application/json; charset=utf-8"}, status)


def see_other(location: str) -> Response:
    """Send the browser on by GET, so that reloading posts nothing twice."""
    return Response("", {"Location": location}, 303)


def error(request: Request, status: int, sentence: str | None = None) -> Response:
    """The page of an error, or its sentence as JSON."""
    sentence = sentence or str(status)
    if request.wants_json:
        return as_json({"errors": {"": [say(request.language, f"errors.{sentence}.text")]}}, status)
    return page(request, "error.html", status, error=sentence, here=settings().public_url + request.path)


def too_many(request: Request, seconds: int) -> Response:
    """Says when to try again, with all that was sent in a form that sends it once more."""
    if request.wants_json:
        response = error(request, 429)
    else:
        response = page(request, "busy.html", 429, again=_again(request) if request.method == "POST" else None)
    response.headers["Retry-After"] = str(seconds)
    return response


def _again(request: Request) -> list[tuple[str, str]]:
    try:
        return parse_qsl(request.body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        return []


# What was sent


class Form(Struct, frozen=True):
    """What was sent, each field a text or a list of texts; `errors` says which fields were not of that shape."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    errors: Mapping[str, str]
    """Field → key of a sentence under [form.errors]: unknown, twice or not_text."""


def read_form(
    request: Request, fields: Iterable[str], repeatable: Iterable[str] = (), ticks: Iterable[str] = ()
) -> Form:
    """The fields of a posted form, urlencoded or JSON; every known field is there, empty where it was not sent.

    In JSON a repeatable field may be a list, of whole numbers too, and a tick true or false. Raises Halt: 415 for
    another content type, 400 for a body that cannot be read.
    """
    many = set(repeatable)
    if request.content_type == "application/json":
        pairs = _json_pairs(request.body, many, set(ticks))
    elif request.content_type == "application/x-www-form-urlencoded":
        pairs = _form_pairs(request.body)
    else:
        raise Halt(415)
    texts = dict.fromkeys(fields, "")
    lists: dict[str, list[str]] = {name: [] for name in many}
    errors: dict[str, str] = {}
    seen: set[str] = set()
    for name, value in pairs:
        if name not in texts and name not in many:
            errors[name] = "unknown"
        elif not isinstance(value, str):
            errors[name] = "not_text"
        elif name in many:
            lists[name].append(value)
        elif name in seen:
            errors[name] = "twice"
        else:
            texts[name] = value
        seen.add(name)
    return Form(texts, lists, errors)


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


def _json_pairs(body: bytes, many: Set[str], ticks: Set[str]) -> list[tuple[str, Any]]:
    try:
        pairs = json.loads(body.decode("utf-8"), object_pairs_hook=_Fields)
    except (ValueError, RecursionError) as problem:
        raise Halt(400) from problem
    if not isinstance(pairs, _Fields) or len(pairs) > _MOST_FIELDS:
        raise Halt(400)
    flat: list[tuple[str, Any]] = []
    for name, value in pairs:
        if name in many:
            flat.extend((name, _as_text(one)) for one in (value if type(value) is list else [value]))
        elif name in ticks and isinstance(value, bool):
            flat.append((name, "yes" if value else ""))
        else:
            flat.append((name, value))
    for name, value in flat:
        if _has_lone_surrogate(name) or (isinstance(value, str) and _has_lone_surrogate(value)):
            raise Halt(400)
    return flat


def _as_text(value: Any) -> Any:
    # A program may well send a postal code as the number that it looks like.
    return str(value) if type(value) is int and 0 <= value < 10**9 else value


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= sign <= "\udfff" for sign in text)


def give_challenge(
    request: Request,
    what: str,
    names: Sequence[str] = (),
    about: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda texts: {},
) -> Response:
    """The sum that a form's script asks for, about this, what its other fields say and the hash of an address.

    The address itself comes by nowhere, and no URL holds its hash. Changes nothing. Raises Halt 400 for no hash.
    """
    check_sender(request)
    form = read_form(request, ("address", *names))
    if form.errors:
        raise Halt(400)
    try:
        return as_json(proof.challenge({"for": what, **about(form.texts)}, form.texts["address"], clock.seconds()))
    except Refused as refusal:
        raise Halt(400) from refusal


# Who sent it


def says_elsewhere(request: Request) -> bool:
    """Whether the browser says that something else than a page of ours sent this; many say nothing, as Lynx does."""
    origin, site = (request.headers.get(name, "") for name in ("origin", "sec-fetch-site"))
    if origin == "null":
        return site != "same-origin"
    return site in ("cross-site", "same-site") or origin not in ("", settings().public_url)


def check_sender(request: Request) -> None:
    """Let through our own pages, and programs and browsers that do not say where they come from. Raises Halt 403."""
    if says_elsewhere(request):
        is_ours = request.headers.get("sec-fetch-site") == "same-origin"
        raise Halt(403, "other_name" if is_ours else "foreign_form")


def check_button(request: Request, token: str, stamp: str) -> None:
    """Let through only the button on the page behind a mailed link. Raises Halt 403.

    The stamp is proof enough: whoever can make or read it knows the link.
    """
    check_sender(request)
    if stamp != links.button_stamp(token):
        raise Halt(403)
