"""Whether a form comes from a page of ours, and the sum that its sender's device does first."""

from collections.abc import Callable, Mapping

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.settings import settings
from chalicelib.errors import Refused
from chalicelib.web import links, proof
from chalicelib.web.answers import Halt, as_json
from chalicelib.web.fields import SUM, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request


def says_elsewhere(request: Request) -> bool:
    """Whether the browser says that something else than a page of ours sent this; many say nothing, as Lynx does."""
    origin, site = (request.headers.get(name, "") for name in ("origin", "sec-fetch-site"))
    if origin == "null":
        return site != "same-origin"
    return site in ("cross-site", "same-site") or origin not in ("", settings().public_url)


def check_sender(request: Request) -> None:
    """Let through our own pages, and programs and browsers that do not say where they come from. Raises Halt 403.

    Against forms on other sites that post here in a visitor's name (CSRF).
    """
    if says_elsewhere(request):
        is_ours = request.headers.get("sec-fetch-site") == "same-origin"
        raise Halt(403, "other_name" if is_ours else "foreign_form")


def check_site(request: Request) -> str:
    """The site on our list whose form this is, or "" for our own page and for programs. Raises Halt 403 otherwise."""
    origin = request.headers.get("origin", "")
    if origin in [site.origin for site in edition().sites]:
        return origin
    check_sender(request)
    return ""


def check_button(request: Request, token: str, button: str) -> None:
    """Let through only the button on the page behind a mailed link. Raises Halt 403.

    Its hidden field is proof enough against forged posts (CSRF): whoever can make or read it knows the link.
    """
    check_sender(request)
    if button != links.csrf_token(token):
        raise Halt(403)


def give_challenge(
    request: Request,
    what: str,
    form: Form = SUM,
    about: Callable[[Mapping[str, str]], Mapping[str, str]] = lambda texts: {},
) -> Response:
    """The sum that a form's script asks for, about this, what its other fields say and the hash of an address.

    The address itself comes by nowhere, and no URL holds its hash. Changes nothing. Raises Halt 400 for no hash.
    """
    check_sender(request)
    filled = read_form(request, form)
    if filled.faults:
        raise Halt(400)
    try:
        return as_json(proof.challenge({"for": what, **about(filled.texts)}, filled.texts["address"], clock.seconds()))
    except Refused as refusal:
        raise Halt(400) from refusal
