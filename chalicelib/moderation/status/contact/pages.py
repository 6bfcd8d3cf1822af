"""Where an initiator says who is to answer for their initiative, and where both mailboxes confirm it."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import uuid4

from chalice.app import Response

from chalicelib import addresses, clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import ContactChangeAsked, ContactChangeConfirmed, ContactChangeVoided
from chalicelib.moderation import mailed, store, texts
from chalicelib.moderation.dossier import Dossier, Pending
from chalicelib.moderation.status.contact.rules import LASTS, OLD, may_ask, may_pass_on, waiting
from chalicelib.web import fields, links
from chalicelib.web.answers import notice_page, page, see_sent, sent_back, was_sent
from chalicelib.web.fields import BUTTON, EMAIL, Fault, Field, Filled, Form
from chalicelib.web.forms import read_form
from chalicelib.web.initiatives import NAME
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button
from chalicelib.web.typed import is_word
from chalicelib.web.words import say

pages = Pages()

CHANGE: Form = (NAME, EMAIL, Field("cancel", "own"), *BUTTON)
CONFIRM: Form = (Field("word", "text", most=60), *BUTTON)
"""The old mailbox types a word: a machine that presses what it is mailed hands nobody's initiative over."""

CANCELLED: Final = "cancelled"
DISOWNED: Final = "disowned"
CONFIRMED: Final = "confirmed"


# Their own page


@pages.get("/{lang}/status/{token}/contact")
def show_form(request: Request, token: str) -> Response:
    link, now = links.read("status", token, clock.seconds()), clock.seconds()
    dossier, sent = _passed_on(link), was_sent(request)
    if sent == CANCELLED:
        return notice_page(request, "contact_cancelled")
    if sent and not dossier.of_press("contact-asked", sent):
        return notice_page(request, "contact_asked")
    return _form(request, token, waiting(dossier, now), {}, {})


@pages.post("/{lang}/status/{token}/contact")
def ask(request: Request, token: str) -> Response:
    """Have both mailboxes asked, or cancel what they were asked."""
    now = clock.seconds()
    link = links.read("status", token, now)
    filled = read_form(request, CHANGE)
    check_button(request, token, filled.texts["button"])
    dossier = _passed_on(link)
    if change := filled.texts["cancel"]:
        send([ContactChangeVoided(dossier.id, change, now)])
        return see_sent(request, CANCELLED)
    filled = fields.checked(filled, edition())
    filled = filled.with_faults({} if filled.faults else _faults(filled, dossier))
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, partial(_form, request, token, None, filled.texts, errors))
    press_id, email = uuid4().hex, addresses.checked(filled.texts["email"])
    send([ContactChangeAsked(dossier.id, filled.texts["contact_name"], email, now, press_id)])
    return see_sent(request, press_id)


def _passed_on(link: Link) -> Dossier:
    """The dossier of a link, which somebody else may answer for. Raises LinkExpired where nobody may any more."""
    dossier = mailed.theirs(link)
    if not may_pass_on(dossier):
        raise links.LinkExpired
    return dossier


def _faults(filled: Filled, dossier: Dossier) -> dict[str, list[Fault]]:
    new = store.mailbox_of(addresses.checked(filled.texts["email"]))
    return {
        "email": [Fault("email.same")] if new == store.mailbox_of(dossier.contact.email) else [],
        "": [] if may_ask(dossier, clock.seconds()) else [Fault("contact_often")],
    }


def _form(
    request: Request,
    token: str,
    pending: Pending | None,
    values: Mapping[str, str],
    errors: Mapping[str, list[str]],
) -> Response:
    return page(
        request,
        "moderation/contact.html",
        422 if errors else 200,
        pending=pending,
        until=clock.local(pending.at + LASTS) if pending else None,
        back=links.path(request.language, "status", token),
        organiser=edition().contact.email,
        values=values,
        errors=errors,
        hidden_fields={"button": links.csrf_token(token)},
    )


# The button in both mailboxes


@pages.get("/{lang}/contact/{token}")
def show_button(request: Request, token: str) -> Response:
    link = links.read("contact", token, clock.seconds())
    return _shown(request, token, link, {})


@pages.post("/{lang}/contact/{token}")
def confirm(request: Request, token: str) -> Response:
    now = clock.seconds()
    link = links.read("contact", token, now)
    dossier_id, change, side = link.subject[:3]
    filled = read_form(request, CONFIRM)
    check_button(request, token, filled.texts["button"])
    if filled.texts["not_me"]:
        send([ContactChangeVoided(dossier_id, change, now)])
        return see_sent(request, DISOWNED)
    if side == OLD and not is_word(filled.texts["word"], "contact.word"):
        errors = {"word": [say(request.language, "form.errors.word.other")]}
        return sent_back(request, errors, partial(_shown, request, token, link, errors))
    send([ContactChangeConfirmed(dossier_id, change, side, now)])
    return see_sent(request, CONFIRMED)


def _shown(request: Request, token: str, link: Link, errors: Mapping[str, list[str]]) -> Response:
    dossier_id, change, side = link.subject[:3]
    dossier, sent = store.find(dossier_id), was_sent(request)
    if dossier is None:
        raise links.LinkExpired
    if dossier.of_press("contact-changed", change):
        return notice_page(request, "contact_changed")
    pending = waiting(dossier, clock.seconds())
    if pending is None or pending.id != change or sent == DISOWNED:
        return notice_page(request, "contact_void", 200 if sent == DISOWNED else 410)
    hidden = {"button": links.csrf_token(token)}
    if sent == CONFIRMED or side in pending.confirmed:
        return notice_page(request, "contact_confirmed", hidden_fields=hidden)
    newest = texts.initiative(dossier, dossier.version)
    return page(
        request,
        "moderation/contact_confirm.html",
        422 if errors else 200,
        called=newest.title,
        text_language=newest.language,
        side=side,
        name=pending.name,
        email=pending.email,
        word=say(request.language, "contact.word"),
        errors=errors,
        hidden_fields=hidden,
    )
