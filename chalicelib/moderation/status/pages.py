"""Where an initiator sees how their initiative stands, and changes or withdraws it: behind a link of their own."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import uuid4

from chalice.app import Response
from msgspec.structs import asdict

from chalicelib import clock
from chalicelib.cloud import editions
from chalicelib.cloud.queues import send
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import InitiativeWithdrawn
from chalicelib.moderation import mailed, rules, texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.status.contact.rules import may_pass_on, waiting
from chalicelib.moderation.status.shown import status
from chalicelib.web import links
from chalicelib.web.answers import notice_page, page, see_sent, sent_back, was_sent
from chalicelib.web.fields import BUTTON, Field, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button
from chalicelib.web.typed import is_word
from chalicelib.web.words import say

pages = Pages()

WITHDRAWAL: Form = (Field("word", "text", most=60), *BUTTON)
"""Whoever is mailed about what they never sent in withdraws it too; pressed by a machine, nothing here does a thing."""

WITHDREW: Final = "withdrew"


@pages.get("/{lang}/status/{token}")
def show_status(request: Request, token: str) -> Response:
    link = links.read("status", token, clock.seconds())
    dossier = mailed.theirs(link)
    if was_sent(request) == WITHDREW and rules.after(dossier.state, WITHDREW):
        return notice_page(request, "withdrawal_sent")
    return _page(request, token, link, dossier, {})


@pages.post("/{lang}/status/{token}")
def withdraw(request: Request, token: str) -> Response:
    """Withdraw it, once the word is typed that no machine types which presses every button."""
    now = clock.seconds()
    link = links.read("status", token, now)
    filled = read_form(request, WITHDRAWAL)
    check_button(request, token, filled.texts["button"])
    dossier = mailed.theirs(link)
    if not is_word(filled.texts["word"], "status.word"):
        errors = {"word": [say(request.language, "form.errors.word.other")]}
        return sent_back(request, errors, partial(_page, request, token, link, dossier, errors))
    send([InitiativeWithdrawn(dossier.id, now, uuid4().hex)])
    return see_sent(request, WITHDREW)


def _page(request: Request, token: str, link: Link, dossier: Dossier, errors: Mapping[str, list[str]]) -> Response:
    may_change = dossier.may_change(dossier.version, clock.seconds())
    edit = links.path(request.language, "edit", links.sign(_edit(link, dossier))) if may_change else ""
    with editions.in_hand(editions.newest(dossier.edition)):
        told = status(texts.with_reasons(dossier), edit, request.language)
    return page(
        request,
        "moderation/status.html",
        422 if errors else 200,
        **asdict(told),
        days=editions.newest(dossier.edition).edition.moderation.promised_days,
        word=say(request.language, "status.word"),
        errors=errors,
        contact=f"/{request.language}/status/{token}/contact" if may_pass_on(dossier) else "",
        is_passed_on=bool(waiting(dossier, clock.seconds())),
        hidden_fields={"button": links.csrf_token(token)},
    )


def _edit(link: Link, dossier: Dossier) -> Link:
    """The link to change the newest version, which lasts as long as that to this page."""
    edit = Link("edit", (dossier.id, str(dossier.version), dossier.edition), link.recipient, link.expires)
    return links.typed(edit) if links.is_typed(link) else edit
