"""The form, and the button behind the mail that asks to confirm."""

import uuid
from collections.abc import Mapping, Sequence

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.registration import RegistrationConfirmed, RegistrationDisowned
from chalicelib.registration import rules, store
from chalicelib.registration.draft import Draft
from chalicelib.registration.form import EXAMPLE, FORM, checked, submitted
from chalicelib.web import fields, links, told
from chalicelib.web.answers import notice, notice_page, page, see_other, see_sent, sent_back, taken, too_late, was_sent
from chalicelib.web.fields import BUTTON, SUM, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.headers import CONTENT_SECURITY_POLICY
from chalicelib.web.initiatives import shown
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button, check_site, give_challenge
from chalicelib.web.stamp import read as read_stamp
from chalicelib.web.stamp import stamp
from chalicelib.web.told import Told, a_struct

pages = Pages()


REGISTER = Told(
    "initiative",
    "Register an initiative; its address gets a mail with a button to confirm.",
    form=FORM,
    gives="submitted",
    schema=a_struct({"id": {"type": "string", "format": "uuid"}}),
    takes=True,
    refuses=(400, 403, 413, 415, 422, 429, 503),
    example=EXAMPLE,
)


# The form


@pages.get("/{lang}/register")
def show_form(request: Request) -> Response:
    if not edition().registration.is_open(clock.now()):
        return _closed(request, 200)
    return _form(request, fields.fill(FORM, {}), {"stamp": stamp(clock.seconds())}, 200)


@pages.post("/initiatives", REGISTER)
def take_form(request: Request) -> Response:
    """Send the initiative on when all of it is right; else say all that is not."""
    origin = check_site(request)
    filled = read_form(request, FORM)
    opened = read_stamp(filled.texts["stamp"])
    if not rules.may_send(edition().registration, opened.opened if opened else None, clock.now()):
        return _closed(request, 403, filled)
    filled, proved = checked(filled, opened, origin, request.is_json)
    if filled.faults or filled.texts[TONGUE]:
        return _again(request, filled)
    sent = submitted(filled, opened, proved)
    send([sent])
    return taken(request, {"id": sent.id}, filled.texts["thanks"] or f"/{request.language}/register/sent")


@pages.post("/initiatives/challenge", told.challenge("registration", SUM))
def challenge(request: Request) -> Response:
    return give_challenge(request, "registration")


@pages.get("/initiatives", Told("the form", "For people who open this address: leads to the form."))
def lead_to_form(request: Request) -> Response:
    """Who reloads what came of a form, or opens its address anew, finds the form again."""
    return see_other(f"/{request.language}/register")


@pages.get("/{lang}/register/sent")
def show_sent(request: Request) -> Response:
    return page(request, "registration/sent.html")


def _again(request: Request, filled: Filled) -> Response:
    """The form once more, with what was typed and a sentence per field."""
    errors = filled.said(request.language)
    return sent_back(request, errors, lambda: _with_faults(request, filled, errors))


def _with_faults(request: Request, filled: Filled, errors: Mapping[str, list[str]]) -> Response:
    # The stamp that came, if it is ours: a new one would make it another form, opened just now and so sent too fast.
    kept = {"stamp": filled.texts["stamp"] if read_stamp(filled.texts["stamp"]) else stamp(clock.seconds())}
    thanks = filled.texts["thanks"]
    if not thanks or "thanks" in filled.faults:
        return _form(request, filled, kept, 422, errors)
    response = _form(request, filled, kept | {"thanks": thanks}, 422, errors)
    # The answer to this form redirects to the thank-you page, and form-action holds for redirects too.
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
        **shown(filled, edition(), request.language),
        errors=errors or {},
        hidden_fields=hidden,
        closes=edition().registration.closes,
    )


def _closed(request: Request, status: int, typed: Filled | None = None) -> Response:
    now, phase = clock.now(), edition().registration
    name, moment = ("early", phase.opens) if now < phase.opens else ("over", phase.closes)
    if typed is None:
        return notice(request, f"registration_{name}", status, moment=moment)
    return too_late(request, f"registration_{name}", status, typed.typed, moment=moment)


# The button

DISOWNED = "disowned"


@pages.get("/{lang}/confirm/{token}")
def show_button(request: Request, token: str) -> Response:
    link = links.read("confirm", token, clock.seconds())
    now = clock.seconds()
    draft, others = store.find(link.subject[0], link.recipient, now)
    waiting = [_button_of(request, other) for other in others]
    if draft is None or (draft.is_disowned and now >= draft.gone_from):
        raise links.LinkExpired
    sent = was_sent(request)
    if sent == DISOWNED:
        stays = draft.confirmed_at is not None and not draft.is_disowned and not draft.is_undone(now)
        told = "registration_stays" if stays else "registration_disowned"
        return notice_page(request, told, values={"email": edition().contact.email}, waiting=waiting)
    if draft.is_disowned and not links.is_typed(link):
        return notice_page(request, "link_void", 410)
    if sent or (draft.confirmed_at is not None and not draft.is_disowned):
        return _confirmed(request, token, draft.is_undone(now), waiting)
    return page(
        request,
        "registration/confirm.html",
        initiative=draft.initiative,
        photos=draft.photos,
        add=f"/{request.language}/photos/{token}",
        waiting=waiting,
        hidden_fields={"button": links.csrf_token(token)},
    )


def _button_of(request: Request, draft: Draft) -> Mapping[str, str]:
    """Where another registration of the same mailbox is confirmed: whoever opened its mail needs no mail for each."""
    path = links.path(request.language, "confirm", links.sign(draft.link))
    return {"title": draft.initiative.title, "language": draft.initiative.language, "path": path}


def _confirmed(request: Request, token: str, may_be_undone: bool, waiting: Sequence[Mapping[str, str]]) -> Response:
    """It is confirmed; whoever reads the mailbox may say for an hour that it was a machine which pressed the button."""
    hidden = {"button": links.csrf_token(token)} if may_be_undone else {}
    values = {"days": edition().moderation.promised_days}
    return notice_page(request, "registration_confirmed", values=values, hidden_fields=hidden, waiting=waiting)


@pages.post("/{lang}/confirm/{token}")
def press_button(request: Request, token: str) -> Response:
    now = clock.seconds()
    link = links.read("confirm", token, now)
    form = read_form(request, BUTTON)
    check_button(request, token, form.texts["button"])
    if form.texts["not_me"]:
        send([RegistrationDisowned(link.subject[0], now)])
        return see_sent(request, DISOWNED)
    send([RegistrationConfirmed(link.subject[0], now, uuid.uuid4().hex, links.is_typed(link))])
    return see_sent(request, "confirmed")
