"""Where an initiator changes what was asked for."""

from collections.abc import Mapping
from uuid import uuid4

import msgspec
from chalice.app import Response
from msgspec import Struct
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.initiative import Initiative
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import ChangesSubmitted
from chalicelib.moderation import mailed, texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.places import municipalities
from chalicelib.web import fields, initiatives, links
from chalicelib.web.answers import (
    notice_page,
    page,
    see_sent,
    sent_back,
    too_late,
    was_sent,
)
from chalicelib.web.fields import BUTTON, Fault, Field, Filled, Form
from chalicelib.web.forms import read_form
from chalicelib.web.initiatives import COMPETES, INITIATIVE, NAME
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button

pages = Pages()


@pages.get("/{lang}/disowned")
def show_disowned(request: Request) -> Response:
    return notice_page(request, "link_disowned")


EDIT: Form = (*INITIATIVE, NAME, COMPETES, *BUTTON, Field("shown", "own"), Field(TONGUE, "own"))


class Asked(Struct, frozen=True):
    """What an initiator who may change a version is told: the question about it, and whether a version is public."""

    question: str
    stays: bool


@pages.get("/{lang}/edit/{token}")
def show_edit(request: Request, token: str) -> Response:
    link = links.read("edit", token, clock.seconds())
    dossier, version = mailed.dossier(link)
    if void := mailed.void(request, link, dossier, ""):
        return void
    asked = _asked(dossier, version)
    if (press_id := was_sent(request)) and (asked or any(event.press_id == press_id for event in dossier.events)):
        return notice_page(request, "changes_sent")
    return _edit(request, token, asked, _as_typed(dossier), {})


@pages.post("/{lang}/edit/{token}")
def take_changes(request: Request, token: str) -> Response:
    """Send the changes on when all of it is right; else say all that is not."""
    now = clock.seconds()
    link = links.read("edit", token, now)
    filled = read_form(request, EDIT)
    check_button(request, token, filled.texts["button"])
    if filled.texts["not_me"]:
        mailed.dossier(link)
        return mailed.disown(request, link, "", now)
    filled = fields.checked(filled, edition())
    if filled.faults or filled.texts[TONGUE]:
        return _say_faults(request, token, link, filled)
    initiative, name, press_id = initiatives.initiative(filled), filled.texts["contact_name"], uuid4().hex
    if filled.texts["shown"] == _fingerprint(initiative, name):
        # A machine that presses every button sends the form as it was: moderators would read the same text once more.
        return _say_faults(request, token, link, filled.with_faults({"": [Fault("unchanged")]}))
    dossier, version = mailed.dossier(link)
    if not dossier.may_change(version, now):
        # Sent from another window meanwhile, or decided: what was typed here nobody would read.
        return too_late(request, "edit_done", 409, filled.typed)
    # Its photos stay as they are: the form is about its words.
    initiative = replace(initiative, photos=texts.initiative(dossier, version).photos)
    send([ChangesSubmitted(dossier.id, version, initiative, name, now, press_id, links.is_typed(link))])
    return see_sent(request, press_id)


def _say_faults(request: Request, token: str, link: Link, filled: Filled) -> Response:
    errors = filled.said(request.language)
    return sent_back(request, errors, lambda: _edit(request, token, _asked(*mailed.dossier(link)), filled, errors))


def _asked(dossier: Dossier, version: int) -> Asked | None:
    """What is asked about this version, or None where there is nothing left to change."""
    if not dossier.may_change(version, clock.seconds()):
        return None
    return Asked(texts.with_reasons(dossier).question(version), bool(dossier.public))


def _edit(
    request: Request, token: str, asked: Asked | None, filled: Filled, errors: Mapping[str, list[str]]
) -> Response:
    if asked is None:
        return notice_page(request, "edit_done")
    return page(
        request,
        "moderation/edit.html",
        422 if errors else 200,
        **initiatives.shown(filled, edition(), request.language),
        question=asked.question,
        stays=asked.stays,
        # Not who asked: the theme is heated, and what a moderator writes goes to strangers.
        errors=errors,
        hidden_fields={"button": links.csrf_token(token), "shown": filled.texts["shown"]},
    )


def _fingerprint(initiative: Initiative, name: str) -> str:
    """Stands for what a form showed, so that the form that comes back says whether anything was changed."""
    return links.csrf_token(msgspec.json.encode((initiative, name)).decode())


def _as_typed(dossier: Dossier) -> Filled:
    """The newest version, the way its initiator would type it in."""
    initiative = replace(texts.initiative(dossier, dossier.version), photos=())
    typed = {
        **initiatives.texts(initiative),
        "contact_name": dossier.contact.name,
        "shown": _fingerprint(initiative, dossier.contact.name),
    }
    places = [municipalities()[nis] for nis in initiative.places]
    return Filled(EDIT, typed, initiatives.as_typed(places))
