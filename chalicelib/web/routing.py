"""The web function: finds the page for a request, and always answers, with our headers and never a stack trace.

GET shows and changes nothing; only a POST asks for a change, by one message in a queue.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Protocol
from urllib.parse import urlencode

from botocore.exceptions import BotoCoreError, ClientError
from chalice.app import Request as ChaliceRequest
from chalice.app import Response
from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.cloud import limits, log
from chalicelib.cloud.keys import SecretGone
from chalicelib.cloud.queues import described, line_of
from chalicelib.edition import LANGUAGES
from chalicelib.errors import TryAgain
from chalicelib.person import Role
from chalicelib.web import links, paths, sessions
from chalicelib.web import request as requests
from chalicelib.web.answers import Halt, error, halted, of_year, page, see_other, sent_back
from chalicelib.web.forms import sent_again
from chalicelib.web.headers import SECURITY
from chalicelib.web.request import LARGEST_BODY, Request
from chalicelib.web.told import Told
from chalicelib.web.words import say

Handler = Callable[..., Response]


class Route(Struct, frozen=True):
    """A path such as /{lang}/vote/{slug}, and what answers one method there."""

    method: str
    parts: tuple[str, ...]
    handler: Handler
    limited: str = ""
    """What of it a network may ask for only so often; nothing where it may at any time."""
    for_: frozenset[Role] = frozenset()
    """The roles of which one has to be signed in with; none where it is for everybody."""
    told: Told | None = None

    def values(self, parts: Sequence[str]) -> dict[str, str] | None:
        """What stands in the parameters of the path, given as many parts of one asked for; None for another."""
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


def _nothing() -> Response:
    """Stands for a handler until there is one."""
    raise Halt(404)


class Pages(Struct, frozen=True):
    """The pages of one step: which function answers which method on which path."""

    routes: list[Route] = field(default_factory=list)

    def get(
        self, path: str, told: Told | None = None, limited: bool = False, for_: frozenset[Role] = frozenset()
    ) -> Callable[[Handler], Handler]:
        """Show something at this path, to everybody or to those who have one of these roles; it changes nothing."""
        return self._at(Route("GET", tuple(path.split("/")), _nothing, path if limited else "", for_, told))

    def post(
        self, path: str, told: Told | None = None, for_: frozenset[Role] = frozenset()
    ) -> Callable[[Handler], Handler]:
        """Ask for a change at this path, which no network may do without end."""
        return self._at(Route("POST", tuple(path.split("/")), _nothing, path, for_, told))

    def _at(self, route: Route) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.routes.append(replace(route, handler=handler))
            return handler

        return keep


class HasPages(Protocol):
    """A module of pages."""

    pages: Pages


@cache
def _routes(steps: tuple[HasPages, ...]) -> tuple[dict[str, list[Route]], dict[int, list[Route]]]:
    """All routes: those without parameters by their path, the others by how many parts they have."""
    plain: dict[str, list[Route]] = {}
    with_parameters: dict[int, list[Route]] = {}
    for route in (route for step in steps for route in step.pages.routes):
        path = "/".join(route.parts)
        if "{" in path:
            with_parameters.setdefault(len(route.parts), []).append(route)
        else:
            plain.setdefault(path, []).append(route)
    return plain, with_parameters


def as_routed(event: dict[str, Any]) -> dict[str, Any]:
    """An event of a path that only the gateway tells from the others, as Chalice knows it."""
    anywhere = "/{proxy+}"
    return {**event, "resource": anywhere, "requestContext": {**event["requestContext"], "resourcePath": anywhere}}


def answer(asked: ChaliceRequest | None, steps: tuple[HasPages, ...]) -> Response:
    """The answer to one request: a page, a redirect or JSON, always with our headers, never a stack trace."""
    request = requests.read(asked)
    try:
        response = _handled(request, steps)
    except Halt as halt:
        response = halted(request, halt)
    except links.LinkUnknown:
        response = error(request, 404, "link_unknown")
    except links.LinkOfYear as its:
        response = of_year(request, its.year)
    except links.LinkExpired:
        response = error(request, 410, "link_expired")
    except (ClientError, BotoCoreError, TryAgain, SecretGone) as problem:
        # In doubt, refuse: nothing was half done, and trying again is safe.
        log.went_wrong("not answering", error=described(problem), where=line_of(problem))
        response = error(request, 503)
    except Exception as problem:
        log.went_wrong("page failed", error=described(problem), where=line_of(problem))
        response = error(request, 500)
    response.headers = {"Cache-Control": "no-store", **SECURITY, **response.headers}
    log.happened("answered", method=request.method, status=response.status_code)
    return response


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
            return route.handler(request, **values) if not route.for_ else _of_the_team(request, route, values)
    if not found:
        raise Halt(404)
    methods = [route.method for route, _ in found]
    allowed = ", ".join(sorted({"OPTIONS", *methods, *(["HEAD"] if "GET" in methods else [])}))
    if request.method == "OPTIONS":
        return Response("", {"Allow": allowed}, 204)
    response = error(request, 405)
    response.headers["Allow"] = allowed
    return response


def _of_the_team(request: Request, route: Route, values: Mapping[str, str]) -> Response:
    """The answer on a page for somebody: theirs, or the way to sign in, with nothing lost that was typed."""
    try:
        known, cookie = sessions.let_in(request, route.for_)
    except sessions.SignInFirst:
        if request.method != "POST":
            return see_other(f"/{request.language}/sign-in?{urlencode({'to': request.asks})}")
        return _send_again(request, "signed_out", 401)
    response = route.handler(known, **values)
    if cookie:
        response.headers.setdefault("Set-Cookie", cookie)
    return response


def _moved(path: str, query: Mapping[str, list[str]]) -> Response:
    asked = f"?{urlencode(query, doseq=True)}" if query else ""
    return Response("", {"Location": path + asked}, 301)


def _allowed(request: Request, what: str) -> bool:
    # A GET changes no byte, also not of what is counted.
    allow = limits.allow_network if request.method == "POST" else limits.allow_reading
    return allow(request.network, what)


def too_many(request: Request, seconds: int) -> Response:
    """Says when to try again, with all that was sent in a form that sends it once more."""
    response = _send_again(request, "429", 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _send_again(request: Request, sentence: str, status: int) -> Response:
    errors = {"": [say(request.language, f"errors.{sentence}.text")]}
    again = sent_again(request) if request.method == "POST" else None
    shown = partial(page, request, "web/busy.html", status, sentence=sentence, again=again)
    return sent_back(request, errors, shown, status)


def _found(path: str, steps: tuple[HasPages, ...]) -> list[tuple[Route, dict[str, str]]]:
    """The routes that lead to a path, each with what stands in its parameters; those without parameters first."""
    plain, with_parameters = _routes(steps)
    parts = path.split("/")
    its: list[tuple[Route, dict[str, str]]] = [(route, {}) for route in plain.get(path, ())]
    for route in with_parameters.get(len(parts), ()):
        values = route.values(parts)
        if values is not None:
            its.append((route, values))
    return its
