"""The page on which an initiator of the year before does it again: all filled in, and one button."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import InitiativeRenewed, RenewalDisowned
from chalicelib.moderation import store, texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.renewal import rules
from chalicelib.moderation.rules import WITHDRAWN
from chalicelib.places import municipalities
from chalicelib.web import fields, initiatives, links
from chalicelib.web.answers import notice, notice_page, page, see_sent, sent_back, too_late, was_sent
from chalicelib.web.fields import BUTTON, Field, Filled, Form
from chalicelib.web.forms import read_form
from chalicelib.web.initiatives import AGREED, COMPETES, INITIATIVE, NAME, NEWSLETTER
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button

pages = Pages()

RENEW: Form = (*INITIATIVE, NAME, COMPETES, *AGREED, NEWSLETTER, *BUTTON, Field(TONGUE, "own"))
"""What is agreed to is asked anew, so that no machine that presses buttons sends it in."""

DISOWNED = "disowned"


@pages.get("/{lang}/renew/{token}")
def show_renewal(request: Request, token: str) -> Response:
    now, sent = clock.seconds(), was_sent(request)
    link = links.read("renew", token, now)
    before = _before(link)
    its = _after(before)
    if sent == DISOWNED:
        return _disowned(request, before, its)
    if before.is_void(before.version, "") and not links.is_typed(link):
        return notice_page(request, "link_void", 410)
    if sent or _is_done(before, its, link):
        return _renewed(request, token, before, its)
    if not edition().registration.is_open(clock.now()):
        return _closed(request, 200)
    return _form(request, token, _as_typed(before), {})


@pages.post("/{lang}/renew/{token}")
def take_renewal(request: Request, token: str) -> Response:
    """Send it in when all of it is right; else say all that is not."""
    now = clock.seconds()
    link = links.read("renew", token, now)
    filled = read_form(request, RENEW)
    check_button(request, token, filled.texts["button"])
    dossier_id, version = link.subject[0], int(link.subject[1])
    if filled.texts["not_me"]:
        send([RenewalDisowned(dossier_id, version, now)])
        return see_sent(request, DISOWNED)
    if not rules.may_send(edition().registration, clock.now()):
        return _closed(request, 403, filled)
    filled = fields.checked(filled, edition())
    if filled.faults or filled.texts[TONGUE]:
        errors = filled.said(request.language)
        return sent_back(request, errors, partial(_form, request, token, filled, errors))
    before = _before(link)
    if _is_done(before, _after(before), link):
        # Sent from another window meanwhile: what was typed here nobody would read.
        return too_late(request, "renewal_done", 409, filled.typed)
    initiative, name, wish = initiatives.initiative(filled), filled.texts["contact_name"], filled.texts["newsletter"]
    press_id, typed = uuid4().hex, links.is_typed(link)
    send([InitiativeRenewed(dossier_id, version, initiative, name, wish == "yes", now, press_id, typed)])
    return see_sent(request, press_id)


def _before(link: Link) -> Dossier:
    """The dossier that comes back. Raises LinkExpired where it may not any more, or the year is another."""
    dossier = store.find(link.subject[0])
    if dossier is None or not rules.may_renew(dossier) or link.subject[2] != edition().name:
        raise links.LinkExpired
    return dossier


def _after(before: Dossier) -> Dossier | None:
    """What came of it; None where nothing did (yet)."""
    return store.kept(rules.renewed_id(before.id, edition().name)) if before.last("renewed") else None


def _is_done(before: Dossier, its: Dossier | None, link: Link) -> bool:
    """Whether it was sent in; what was disowned since may be sent in once more by who typed the code."""
    is_undone = links.is_typed(link) and its is not None and its.state == WITHDRAWN and not its.last("withdrew")
    return before.last("renewed") is not None and not is_undone


def _disowned(request: Request, before: Dossier, its: Dossier | None) -> Response:
    renewed = before.last("renewed")
    if renewed is None or rules.is_undone(before) or _may_be_undone(before, its):
        return notice_page(request, "link_disowned")
    return notice_page(request, "renewal_stays", values={"email": edition().contact.email})


def _may_be_undone(before: Dossier, its: Dossier | None) -> bool:
    renewed = before.last("renewed")
    is_fresh = renewed is not None and rules.may_be_undone(renewed, clock.seconds())
    return is_fresh and (its is None or rules.may_be_withdrawn(its))


def _renewed(request: Request, token: str, before: Dossier, its: Dossier | None) -> Response:
    """It was sent in; whoever reads the mailbox may say for an hour that it was not they who did."""
    hidden = {"button": links.csrf_token(token)} if _may_be_undone(before, its) else {}
    values = {"days": edition().moderation.promised_days}
    return notice_page(request, "renewed", values=values, hidden_fields=hidden)


def _closed(request: Request, status: int, typed: Filled | None = None) -> Response:
    phase = edition().registration
    name, moment = ("early", phase.opens) if clock.now() < phase.opens else ("over", phase.closes)
    if typed is None:
        return notice(request, f"registration_{name}", status, moment=moment)
    return too_late(request, f"registration_{name}", status, typed.typed, moment=moment)


def _form(request: Request, token: str, filled: Filled, errors: Mapping[str, list[str]]) -> Response:
    its = edition()
    return page(
        request,
        "moderation/renew.html",
        422 if errors else 200,
        **initiatives.shown(filled, its, request.language),
        year=str(its.year),
        closes=its.registration.closes,
        errors=errors,
        hidden_fields={"button": links.csrf_token(token)},
    )


def _as_typed(before: Dossier) -> Filled:
    """Its last words, the way its initiator would type them in; nothing is agreed to yet."""
    initiative = texts.initiative(before, before.public)
    its = {**initiatives.texts(initiative), "contact_name": before.contact.name}
    typed = {one.name: "" for one in RENEW if not one.is_list} | its
    # Municipalities merge, and the postal codes of one that is no more are other ones now.
    places = [municipalities()[nis] for nis in initiative.places if nis in municipalities()]
    return Filled(
        RENEW, typed | {"newsletter": "yes" if before.contact.newsletter else ""}, initiatives.as_typed(places)
    )
