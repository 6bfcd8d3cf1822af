"""What goes out: a page or a sentence as JSON, in the language of who asked."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.editions import known, newest
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.web.headers import CONTENT_SECURITY_POLICY
from chalicelib.web.render import render
from chalicelib.web.request import Request
from chalicelib.web.words import say

_JSON = json.JSONEncoder(ensure_ascii=False)


class Halt(Exception):
    """Answer with an error; `sentence` is a key under [errors] of the translations, or else the status.

    With `said`, it is a key under [notices] whose words need these values: nothing is wrong, and this is all there is.
    """

    def __init__(self, status: int, sentence: str | None = None, **said: Any) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence or str(status)
        self.said = said


def page(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """A page of ours, in the request's language."""
    # After a POST the other languages are buttons that send the form again: links would lose what was typed.
    switches = _in_others(request) if request.method == "POST" else {}
    told = {"path": request.path, "switches": switches, "has_years": bool(known().past), "offers": _offers()}
    body = render(template, request.language, **told | context)
    return Response(body, {"Content-Type": "text/html; charset=utf-8", "Content-Language": request.language}, status)


def _offers() -> str:
    """What the year that is on offers at this moment; to register where nobody answers: that page says the rest."""
    its = known().versions.get(known().current)
    return its.edition.offers(clock.now()) if its else "register"


def sending_to(url: str, shown: Response) -> Response:
    """The page, from which a form may go to this address of S3 too."""
    its = urlsplit(url)
    allowed = f"form-action 'self' {its.scheme}://{its.netloc}"
    shown.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("form-action 'self'", allowed)
    return shown


def _in_others(request: Request) -> dict[str, str]:
    """Where a form that was posted here is posted to be shown in each other language."""
    _, first, *rest = request.path.split("/")
    others = (other for other in LANGUAGES if other != request.language)
    return {other: "/".join(("", other, *rest)) if first in LANGUAGES else request.path for other in others}


def as_json(content: Any, status: int = 200) -> Response:
    """JSON for a program."""
    return Response(_JSON.encode(content), {"Content-Type": "application/json; charset=utf-8"}, status)


def see_other(location: str) -> Response:
    """Send the browser on by GET (Post/Redirect/Get), so that reloading posts nothing twice."""
    return Response("", {"Location": location}, 303)


_SENT = "sent"


def see_sent(request: Request, what: str) -> Response:
    """Send the browser back to this page, with what its button sent: its step may not have run yet."""
    return see_other(after_sending(request, what))


def after_sending(request: Request, what: str) -> str:
    """Where this page is seen as it is once its button sent that."""
    return f"{request.path}?{_SENT}={what}"


def was_sent(request: Request) -> str:
    """What the button of this page sent just now, or "" for who only opens it."""
    return request.query.get(_SENT, [""])[0]


def error(request: Request, status: int, sentence: str | None = None) -> Response:
    """The page of an error, or its sentence as JSON."""
    sentence = sentence or str(status)
    errors = {"": [say(request.language, f"errors.{sentence}.text")]}
    here = settings().public_url + request.path
    return sent_back(
        request, errors, lambda: page(request, "web/error.html", status, error=sentence, here=here), status
    )


def notice_page(
    request: Request,
    name: str,
    status: int = 200,
    values: Mapping[str, Any] | None = None,
    on: str = "web/notice.html",
    **beside: Any,
) -> Response:
    """A page with one thing to say: a key under [notices]; `values` are what its words need, the rest it shows too."""
    return page(request, on, status, notice=name, values=values or {}, **beside)


def notice(
    request: Request,
    name: str,
    status: int = 200,
    on: str = "web/notice.html",
    beside: Mapping[str, Any] | None = None,
    **values: Any,
) -> Response:
    """That page, or what it says as JSON; `values` are what its words need, `beside` what else the page shows."""
    errors = {"": [say(request.language, f"notices.{name}.text", **values)]}
    shown = partial(notice_page, request, name, status, values, on, **(beside or {}))
    return sent_back(request, errors, shown, status)


def too_late(request: Request, name: str, status: int, typed: Sequence[tuple[str, str]], **values: Any) -> Response:
    """The notice, and what was typed: browsers ask again for what a form led to, so it stands here to be copied."""
    return notice(request, name, status, "web/too_late.html", {"typed": typed}, **values)


def halted(request: Request, halt: Halt) -> Response:
    """What a page that went no further says."""
    if halt.said:
        return notice(request, halt.sentence, halt.status, **halt.said)
    return error(request, halt.status, halt.sentence)


def of_year(request: Request, name: str) -> Response:
    """What a link says that was mailed in a year that is over: what it was, and the way there and to today."""
    its = newest(name).edition
    there = {"look_back": f"/{request.language}/editions/{its.name}"}
    return notice(request, "year_over", 410, beside=there, title=its.title[request.language])


def sent_back(
    request: Request, errors: Mapping[str, Sequence[str]], shown: Callable[[], Response], status: int = 422
) -> Response:
    """What is wrong with a form, each field's sentences: as JSON for a program, or in the page that shows them."""
    return either(request, {"errors": errors}, shown, status)


def taken(request: Request, told: Mapping[str, str], location: str) -> Response:
    """A form that was taken: told to a program, and a browser goes on to its next page."""
    return either(request, told, partial(see_other, location), 202)


def either(request: Request, told: Any, shown: Callable[[], Response], status: int = 200) -> Response:
    """What is told to a program as JSON, or shown to people: here alone it is decided which."""
    return as_json(told, status) if request.wants_json else shown()
