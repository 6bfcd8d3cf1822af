"""The page where the typed code of a mail leads to what its button leads to."""

from functools import partial

from chalice.app import Response

from chalicelib import addresses
from chalicelib.cloud import keys, limits
from chalicelib.errors import Refused
from chalicelib.notifications import closed, store
from chalicelib.web import links, proof
from chalicelib.web.answers import page, see_other, sent_back
from chalicelib.web.fields import EMAIL, PROOF, Field, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_sender, give_challenge
from chalicelib.web.words import say

pages = Pages()

CODE: Form = (EMAIL, Field("code", "code", most=40, needed=True), PROOF)


@pages.get("/{lang}/code")
def ask(request: Request) -> Response:
    """Ask for the code."""
    return page(request, "notifications/code.html", values={}, errors={}, hidden_fields={})


@pages.post("/{lang}/code")
def follow(request: Request) -> Response:
    """Go to the page of the code's mail.

    Whatever is wrong, the answer is the same, so that nobody learns which addresses we know (user enumeration).
    """
    check_sender(request)
    texts = read_form(request, CODE).texts
    errors = {name: [say(request.language, f"code.{name}_missing")] for name in ("email", "code") if not texts[name]}
    status = 422
    if not errors:
        try:
            proof.of_form(texts["altcha"], "code", texts["email"], request.is_json)
        except Refused as refusal:
            errors = {"": [say(request.language, f"form.errors.{refusal.sentence}")]}
    if not errors:
        mailbox = _mailbox(texts["email"])
        # Taken whether there is mail for this mailbox or not, so that nobody learns which.
        if mailbox and not limits.allow_code(mailbox):
            errors, status = {"code": [say(request.language, "code.too_many")]}, 429
        elif mailbox and (found := _find(mailbox, texts["code"])):
            return see_other(found)
        else:
            errors = {"code": [say(request.language, "code.no_match")]}
    shown = partial(page, request, "notifications/code.html", status, values=texts, errors=errors, hidden_fields={})
    return sent_back(request, errors, shown, status)


@pages.post("/code/challenge")
def challenge(request: Request) -> Response:
    return give_challenge(request, "code")


def _mailbox(typed_address: str) -> str:
    """The hash that stands for the mailbox of a typed address; nothing for what is no address."""
    try:
        return keys.address_hash(addresses.canonical(addresses.checked(typed_address)))
    except Refused:
        return ""


def _find(mailbox: str, typed_code: str) -> str | None:
    """The path of the page that a mail's code leads to. It was signed when the mail was: this page signs nothing."""
    opener = closed.opener(mailbox, links.read_code(typed_code))
    kept = store.link_of(mailbox, opener.name)
    if kept is None:
        return None
    language, link, token = closed.open_(opener, kept)
    return links.path(language, link.purpose, token)
