"""Where people with a task sign in: they ask for a link, and press the button behind it."""

from collections.abc import Mapping
from functools import partial
from secrets import token_urlsafe
from uuid import uuid4

from chalice.app import Response

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.message import Link
from chalicelib.messages.people import (
    SignInAsked,
)
from chalicelib.people import forms, store
from chalicelib.web import fields, links, proof, sessions
from chalicelib.web.answers import Halt, notice_page, page, see_other, sent_back
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button, check_sender, give_challenge
from chalicelib.web.typed import is_word
from chalicelib.web.words import say

pages = Pages()


@pages.get("/{lang}/sign-in")
def ask(request: Request) -> Response:
    to = forms.way(request.language, request.query.get("to", [""])[0])
    return page(request, "people/sign_in.html", values={}, errors={}, hidden_fields={"to": to})


@pages.post("/{lang}/sign-in")
def take_address(request: Request) -> Response:
    """Ask for a link; the answer and the work are the same, whether the address is of anybody with a task or not."""
    check_sender(request)
    filled = fields.checked(read_form(request, forms.SIGN_IN), edition())
    to = forms.way(request.language, filled.texts["to"])
    if not filled.faults:
        # Without a sum a flood of these would hold up what organisers change.
        filled, _ = proof.of_filled(filled, None, "sign-in", filled.texts["email"], request.is_json)
    if filled.faults:
        errors = filled.said(request.language)
        again = partial(page, request, "people/sign_in.html", 422)
        return sent_back(request, errors, partial(again, values=filled.texts, errors=errors, hidden_fields={"to": to}))
    email = addresses.checked(filled.texts["email"])
    known = sessions.knows(request, keys.address_hash(addresses.canonical(email)))
    send([SignInAsked(uuid4().hex, email, to, clock.seconds(), known)])
    return see_other(f"/{request.language}/sign-in/sent")


@pages.post("/sign-in/challenge")
def challenge(request: Request) -> Response:
    return give_challenge(request, "sign-in")


@pages.get("/{lang}/sign-in/sent")
def show_sent(request: Request) -> Response:
    return notice_page(request, "sign_in_sent")


@pages.get("/{lang}/sign-in/out")
def show_signed_out(request: Request) -> Response:
    return notice_page(request, "signed_out")


@pages.get("/{lang}/sign-in/{token}")
def show_button(request: Request, token: str) -> Response:
    """The button. What it sends of chance is this page's own: pressed twice, it is the same browser that signs in."""
    link = links.read("sign-in", token, clock.seconds())
    return _enter(request, token, link, token_urlsafe(16), {})


def _enter(request: Request, token: str, link: Link, chance: str, errors: Mapping[str, list[str]]) -> Response:
    """Who typed the code of their mail is no machine; who followed its link types a word."""
    hidden_fields = {"button": links.csrf_token(token), "chance": chance}
    word = "" if links.is_typed(link) else say(request.language, "enter.word")
    status = 422 if errors else 200
    return page(request, "people/enter.html", status, hidden_fields=hidden_fields, word=word, errors=errors)


@pages.post("/{lang}/sign-in/{token}")
def enter(request: Request, token: str) -> Response:
    """Sign in this browser, and by this link no other: whoever it is forwarded to later comes too late.

    A mail scanner that presses each button is let in nowhere, and so decides and changes nothing there.
    """
    now = clock.seconds()
    link = links.read("sign-in", token, now)
    texts = read_form(request, forms.ENTER).texts
    check_button(request, token, texts["button"])
    if not links.is_typed(link) and not is_word(texts["word"], "enter.word"):
        errors = {"word": [say(request.language, "form.errors.word.other")]}
        return sent_back(request, errors, partial(_enter, request, token, link, texts["chance"], errors))
    session, cookies = sessions.begun(request, link, texts["chance"], now)
    if not store.start(session):
        raise Halt(410, "link_used")
    response = see_other(link.subject[1])
    response.headers["Set-Cookie"] = cookies
    return response
