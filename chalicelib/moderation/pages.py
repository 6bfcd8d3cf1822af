"""Where a moderator reads and decides, and where an initiator changes what was asked for."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

import msgspec
from chalice.app import Response
from msgspec.structs import asdict, replace

from chalicelib import clock
from chalicelib.cloud import editions, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.initiative import Initiative
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, LinkDisowned
from chalicelib.moderation import rules, shown, store, texts
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.places import municipalities
from chalicelib.web import fields, initiatives, links
from chalicelib.web.answers import (
    Halt,
    after_sending,
    notice_page,
    page,
    see_other,
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
from chalicelib.web.words import say

pages = Pages()

# The moderator's page

REVIEW: Form = (
    Field("decision", "choice", choices=rules.DECISIONS),
    Field("reason", "text", most=2000, lines=True),
    *BUTTON,
)


@pages.get("/{lang}/review/{token}")
def show_review(request: Request, token: str) -> Response:
    link = links.read("review", token, clock.seconds())
    dossier, version = _dossier(link)
    if void := _void(request, link, dossier, link.recipient):
        return void
    sent = was_sent(request)
    if _is_on_its_way(dossier, version, sent):
        _team(link, dossier)
        return notice_page(request, "decision_sent", again=after_sending(request, sent))
    return _review(request, token, link, dossier, version)


@pages.post("/{lang}/review/{token}")
def take_decision(request: Request, token: str) -> Response:
    """Send the decision on; whether it is the first, its step knows, and the page says."""
    now = clock.seconds()
    link = links.read("review", token, now)
    filled = read_form(request, REVIEW)
    check_button(request, token, filled.texts["button"])
    if filled.texts["not_me"]:
        return _disown(request, link, link.recipient, now)
    filled = _checked_decision(filled)
    decision, reason = filled.texts["decision"], filled.texts["reason"]
    if decision != "takedown" and (name := links.year(link)) is not None and editions.seems_over(name):
        raise links.LinkOfYear(name)
    if filled.faults:
        errors, values = filled.said(request.language), {"decision": decision, "reason": reason}
        again = partial(_review, request, token, link, errors=errors, values=values)
        return sent_back(request, errors, lambda: again(*_dossier(link)))
    if decision == "takedown" and (refused := _not_public(request, token, link, reason)):
        return refused
    press_id = uuid4().hex
    version, typed = int(link.subject[1]), links.is_typed(link)
    # Whether they are a moderator still, its step looks.
    send([DecisionTaken(link.subject[0], version, link.recipient, decision, reason, now, press_id, typed)])
    return see_sent(request, decision)


def _not_public(request: Request, token: str, link: Link, reason: str) -> Response | None:
    """The answer to a takedown of what is not on the site; none where it is.

    Read here, and not left to the step: one that waited in its queue would be done once somebody approves.
    """
    dossier, version = _dossier(link)
    decision = dossier.decision(version)
    if decision and decision.what == "approve":
        return None
    if decision and decision.what == "takedown":
        return see_sent(request, "takedown")
    errors = {"decision": [say(request.language, "form.errors.decision.not_public")]}
    again = partial(_review, request, token, link, dossier, version, errors, {"reason": reason})
    return sent_back(request, errors, again)


def _team(link: Link, dossier: Dossier) -> shown.Team:
    """The moderator whose link it is, while they are one, and what the others are called. Raises Halt 403."""
    team = {person.id: person for person in people.everyone()}
    moderator = team.get(link.recipient)
    if moderator is None or not rules.may_decide(moderator, dossier.edition, tuple(team.values())):
        raise Halt(403, "not_a_moderator")
    return shown.Team(moderator, {person.id: person.name for person in team.values()})


def _dossier(link: Link) -> tuple[Dossier, int]:
    """What a link is about: a dossier, and the version of it that was mailed."""
    dossier = store.find(link.subject[0])
    if dossier is None:
        raise links.LinkExpired
    if editions.seems_over(dossier.edition) and dossier.state not in ("approved", "taken down"):
        raise links.LinkOfYear(dossier.edition)
    return dossier, int(link.subject[1])


def _void(request: Request, link: Link, dossier: Dossier, whose: str) -> Response | None:
    """The page of a link that somebody disowned; none for one that still does what it says."""
    if links.is_typed(link) or not dossier.is_void(int(link.subject[1]), whose):
        return None
    return notice_page(request, "link_void", 410)


def _disown(request: Request, link: Link, whose: str, now: Seconds) -> Response:
    send([LinkDisowned(link.subject[0], int(link.subject[1]), whose, now)])
    return see_other(f"/{request.language}/disowned")


@pages.get("/{lang}/disowned")
def show_disowned(request: Request) -> Response:
    return notice_page(request, "link_disowned")


def _is_on_its_way(dossier: Dossier, version: int, sent: str) -> bool:
    if dossier.state == rules.WITHDRAWN:
        return False
    decision = dossier.decision(version)
    if sent == "takedown":
        return decision is not None and decision.what == "approve"
    return decision is None and sent in rules.DECISIONS


def _checked_decision(filled: Filled) -> Filled:
    needs_reason = filled.texts["decision"] in rules.WITH_REASON and not filled.texts["reason"]
    return fields.checked(filled, edition()).with_faults({"reason": [Fault("reason.short")] if needs_reason else []})


def _review(
    request: Request,
    token: str,
    link: Link,
    dossier: Dossier,
    version: int,
    errors: Mapping[str, list[str]] | None = None,
    values: Mapping[str, str] | None = None,
) -> Response:
    with editions.in_hand(editions.newest(dossier.edition)):
        known, sent = texts.with_reasons(dossier), was_sent(request)
        told = shown.review(known, version, _team(link, dossier), sent, request.language)
    return page(
        request,
        "moderation/review.html",
        422 if errors else 200,
        **asdict(told),
        errors=errors or {},
        values=values or {},
        hidden_fields={"button": links.csrf_token(token)},
    )


# The initiator's page

EDIT: Form = (*INITIATIVE, NAME, COMPETES, *BUTTON, Field("shown", "own"), Field(TONGUE, "own"))


@pages.get("/{lang}/edit/{token}")
def show_edit(request: Request, token: str) -> Response:
    link = links.read("edit", token, clock.seconds())
    dossier, version = _dossier(link)
    if void := _void(request, link, dossier, ""):
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
        return _disown(request, link, "", now)
    filled = fields.checked(filled, edition())
    if filled.faults or filled.texts[TONGUE]:
        return _say_faults(request, token, link, filled)
    initiative, name, press_id = initiatives.initiative(filled), filled.texts["contact_name"], uuid4().hex
    if filled.texts["shown"] == _fingerprint(initiative, name):
        # A machine that presses every button sends the form as it was: moderators would read the same text once more.
        return _say_faults(request, token, link, filled.with_faults({"": [Fault("unchanged")]}))
    dossier, version = _dossier(link)
    if not _may_change(dossier, version):
        # Sent from another window meanwhile, or decided: what was typed here nobody would read.
        return too_late(request, "edit_done", 409, filled.typed)
    # Its photos stay as they are: the form is about its words.
    initiative = replace(initiative, photos=texts.initiative(dossier, version).photos)
    send([ChangesSubmitted(dossier.id, version, initiative, name, now, press_id, links.is_typed(link))])
    return see_sent(request, press_id)


def _say_faults(request: Request, token: str, link: Link, filled: Filled) -> Response:
    errors = filled.said(request.language)
    return sent_back(request, errors, lambda: _edit(request, token, _asked(*_dossier(link)), filled, errors))


def _asked(dossier: Dossier, version: int) -> Event | None:
    """The request for changes that this version still waits for, or None where there is nothing left to change."""
    return texts.with_reasons(dossier).decision(version) if _may_change(dossier, version) else None


def _may_change(dossier: Dossier, version: int) -> bool:
    return dossier.version == version and rules.after(dossier.state, "changed") is not None


def _edit(
    request: Request, token: str, asked: Event | None, filled: Filled, errors: Mapping[str, list[str]]
) -> Response:
    if asked is None:
        return notice_page(request, "edit_done")
    return page(
        request,
        "moderation/edit.html",
        422 if errors else 200,
        **initiatives.shown(filled, edition(), request.language),
        question=asked.reason,
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
