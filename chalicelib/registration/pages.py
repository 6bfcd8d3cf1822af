"""The form, and the button behind the mail that asks to confirm."""

import uuid
from collections.abc import Mapping
from datetime import datetime

import msgspec
from chalice.app import Response

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.queues import send
from chalicelib.edition import edition
from chalicelib.errors import Refused
from chalicelib.initiative import Contact
from chalicelib.messages import InitiativeSubmitted, RegistrationConfirmed, RegistrationDisowned
from chalicelib.registration import rules, store
from chalicelib.registration.stamp import Stamp, stamp
from chalicelib.registration.stamp import read as read_stamp
from chalicelib.web import fields, links, proof
from chalicelib.web.answers import notice, page, see_other, sent_back, taken
from chalicelib.web.fields import Fault, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.headers import CONTENT_SECURITY_POLICY
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button, check_sender, give_challenge
from chalicelib.web.words import say

pages = Pages()

TRAP = "leave_empty"
"""A field that people do not see, under a name that no browser fills in for them: what does is a machine."""

FIELDS = (
    *fields.INITIATIVE,
    "contact_name",
    "email",
    "consent",
    "people_agree",
    "newsletter",
    TRAP,
    "stamp",
    "thanks",
    TONGUE,
    "altcha",
)


# The form


@pages.get("/{lang}/register")
def show_form(request: Request) -> Response:
    now = clock.now()
    if not edition().registration.is_open(now):
        return _closed(request, now, 200)
    nothing = fields.fill(dict.fromkeys(FIELDS, ""), {name: [] for name in fields.PLACES}, {})
    return _form(request, nothing, {"stamp": stamp(clock.seconds())}, 200)


@pages.post("/initiatives")
def take_form(request: Request) -> Response:
    """Send the initiative on when all of it is right; else say all that is not."""
    origin = _sender(request)
    form = read_form(request, FIELDS, fields.PLACES, fields.TICKS)
    now = clock.now()
    filled = fields.fill(form.texts, form.lists, form.errors)
    opened = read_stamp(filled.texts["stamp"])
    if not rules.may_send(edition().registration, opened.opened if opened else None, now):
        return _closed(request, now, 403, filled)
    filled = _checked(filled, origin)
    if filled.texts[TONGUE]:
        return _say_faults(request, filled)
    if opened and not filled.faults and rules.is_too_fast(opened.opened, clock.seconds()):
        filled = filled.with_faults({"": [Fault("too_fast")]})
    if not filled.faults and (wrong := proof.wrong(*_proof(filled), by_program=_is_json(request))):
        filled = filled.with_faults({"": [Fault(wrong)]})
    if filled.faults:
        return _say_faults(request, filled)
    submitted = _submitted(filled, opened)
    send([submitted])
    return taken(request, {"id": submitted.id}, filled.texts["thanks"] or f"/{request.language}/register/sent")


@pages.post("/initiatives/challenge")
def challenge(request: Request) -> Response:
    return give_challenge(request, "registration")


def _proof(filled: Filled) -> tuple[str, str, str]:
    return filled.texts["altcha"], "registration", filled.texts["email"]


def _is_json(request: Request) -> bool:
    return request.content_type == "application/json"


@pages.get("/initiatives")
def lead_to_form(request: Request) -> Response:
    """Who reloads what came of a form, or opens its address anew, finds the form again."""
    return see_other(f"/{request.language}/register")


@pages.get("/{lang}/register/sent")
def show_sent(request: Request) -> Response:
    return page(request, "registration/sent.html")


def _sender(request: Request) -> str:
    """The site on our list whose form this is, or "" for our own page and for programs. Raises Halt 403 otherwise."""
    origin = request.headers.get("origin", "")
    if origin in [site.origin for site in edition().sites]:
        return origin
    check_sender(request)
    return ""


def _checked(filled: Filled, origin: str) -> Filled:
    texts = filled.texts
    found = {
        **fields.check_texts(texts, ("contact_name", "email")),
        **{name: [] if texts[name] == "yes" else [Fault(f"{name}.needed")] for name in ("consent", "people_agree")},
        "newsletter": fields.check_tick(texts["newsletter"]),
        # Never "we mailed you" without a mail: what fills in all there is may have done so for a person.
        "": [Fault("trap")] if texts[TRAP] else [],
        "thanks": _check_thanks(texts["thanks"], origin),
    }
    found["email"] = found["email"] or _check_email(texts["email"])
    return fields.check_initiative(filled, edition()).with_faults(found)


def _check_email(typed: str) -> list[Fault]:
    try:
        addresses.checked(typed)
    except Refused:
        return [Fault("email.wrong" if typed else "email.empty")]
    return []


def _check_thanks(thanks: str, origin: str) -> list[Fault]:
    sites = [site.origin for site in edition().sites]
    return [] if not thanks or rules.may_send_back_to(thanks, origin, sites) else [Fault("thanks.wrong")]


def _submitted(filled: Filled, opened: Stamp | None) -> InitiativeSubmitted:
    """What was sent in, under an id that the same content from the same form page always gets."""
    texts = filled.texts
    now = clock.now()
    initiative = fields.initiative(filled)
    email = addresses.checked(texts["email"])
    contact = Contact(texts["contact_name"], email, texts["language"], texts["newsletter"] == "yes")
    # Without a form page of ours, the day tells a second press from next week's second try.
    form_page = opened.name if opened else now.date().isoformat()
    content = msgspec.json.encode((initiative, contact, addresses.canonical(email))).decode()
    digest = keys.derived("registration", edition().name, form_page, content)
    initiative_id = str(uuid.UUID(bytes=digest[:16]))
    return InitiativeSubmitted(initiative_id, initiative, contact, int(now.timestamp()), uuid.uuid4().hex)


def _say_faults(request: Request, filled: Filled) -> Response:
    errors = fields.said(filled.faults, request.language)
    return sent_back(request, errors, lambda: _with_faults(request, filled, errors))


def _with_faults(request: Request, filled: Filled, errors: Mapping[str, list[str]]) -> Response:
    # The same stamp again: it is still the same form, and it was not opened just now.
    kept = {"stamp": filled.texts["stamp"] if read_stamp(filled.texts["stamp"]) else stamp(clock.seconds())}
    thanks = filled.texts["thanks"]
    if not thanks or "thanks" in filled.faults:
        return _form(request, filled, kept, 422, errors)
    response = _form(request, filled, kept | {"thanks": thanks}, 422, errors)
    # Browsers hold a form to this policy all the way to where it is sent back to.
    allowed = f"form-action 'self' {rules.origin_of(thanks)}"
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("form-action 'self'", allowed)
    return response


def _form(
    request: Request,
    filled: Filled,
    hidden: Mapping[str, str],
    status: int,
    errors: Mapping[str, list[str]] | None = None,
) -> Response:
    return page(
        request,
        "registration/register.html",
        status,
        **fields.shown(filled, edition(), request.language),
        errors=errors or {},
        hidden_fields=hidden,
        closes=edition().registration.closes,
    )


def _closed(request: Request, now: datetime, status: int, typed: Filled | None = None) -> Response:
    phase = edition().registration
    name, moment = ("early", phase.opens) if now < phase.opens else ("over", phase.closes)
    if typed is None:
        return notice(request, f"registration_{name}", status, moment=moment)
    # Browsers ask again for what a form led to: what was typed stands here, to be copied, or it is nowhere.
    kept = [(name, typed.texts[name]) for name in fields.ORDER if name in fields.TEXTS and typed.texts.get(name)]
    shown = {"notice": f"registration_{name}", "values": {"moment": moment}, "typed": kept}
    errors = {"": [say(request.language, f"notices.registration_{name}.text", moment=moment)]}
    return sent_back(request, errors, lambda: page(request, "registration/closed.html", status, **shown), status)


# The button


@pages.get("/{lang}/confirm/{token}")
def show_button(request: Request, token: str) -> Response:
    link = links.read("confirm", token, clock.seconds())
    draft = store.find(link.subject[0])
    if draft is None or (draft.is_disowned and clock.seconds() >= draft.gone_from):
        raise links.LinkExpired
    if draft.is_disowned and not links.is_typed(link):
        return page(request, "web/notice.html", 410, notice="link_void", values={})
    if draft.confirmed_at is not None and not draft.is_disowned:
        return _confirmed(request, token, draft.confirmed_at)
    return page(
        request,
        "registration/confirm.html",
        initiative=draft.initiative,
        hidden_fields={"button": links.csrf_token(token)},
    )


def _confirmed(request: Request, token: str, at: int) -> Response:
    """It is confirmed; whoever reads the mailbox may say for an hour that it was a machine which pressed the button."""
    hidden = {"button": links.csrf_token(token)} if clock.seconds() - at < rules.UNDONE_WITHIN else {}
    return page(request, "web/notice.html", notice="registration_confirmed", values={}, hidden_fields=hidden)


@pages.post("/{lang}/confirm/{token}")
def press_button(request: Request, token: str) -> Response:
    now = clock.seconds()
    link = links.read("confirm", token, now)
    form = read_form(request, ("button", "not_me"))
    check_button(request, token, form.texts["button"])
    if form.texts["not_me"]:
        send([RegistrationDisowned(link.subject[0], now)])
        return see_other(f"/{request.language}/register/disowned")
    send([RegistrationConfirmed(link.subject[0], now, uuid.uuid4().hex, links.is_typed(link))])
    return see_other(f"/{request.language}/register/confirmed")


@pages.get("/{lang}/register/confirmed")
def show_confirmed(request: Request) -> Response:
    return page(request, "web/notice.html", notice="registration_confirmed", values={})


@pages.get("/{lang}/register/disowned")
def show_disowned(request: Request) -> Response:
    return page(request, "web/notice.html", notice="registration_disowned", values={})
