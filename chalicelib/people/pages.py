"""Where people with a task accept it and see where they are signed in, and where organisers say who may do what."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import uuid4

from chalice.app import Response

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.people import (
    DigestWished,
    PersonAccepted,
    PersonAway,
    PersonRemoved,
    PersonSignedOut,
)
from chalicelib.people import forms, shown, store
from chalicelib.people.rules import Member
from chalicelib.person import AT_THE_DESK, ORGANISER, TEAM, Person, Session
from chalicelib.places import EVERY_AREA
from chalicelib.web import fields, links, sessions
from chalicelib.web.answers import Halt, notice_page, page, see_other, see_sent, sent_back, was_sent
from chalicelib.web.fields import BUTTON, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button
from chalicelib.web.words import say

pages = Pages()

# Invitations


@pages.get("/{lang}/invitation/{token}")
def show_invitation(request: Request, token: str) -> Response:
    member, number = _invited(token)
    if member.person.accepted:
        return notice_page(request, "invitation_accepted")
    if member.invited != number or not member.person.grants:
        raise Halt(410, "not_invited")
    if was_sent(request):
        return notice_page(request, "invitation_on_its_way")
    return page(
        request,
        "people/invitation.html",
        name=member.person.name,
        tasks=shown.tasks(member.person, request.language),
        hidden_fields={"button": links.csrf_token(token)},
    )


@pages.post("/{lang}/invitation/{token}")
def accept(request: Request, token: str) -> Response:
    now = clock.seconds()
    link = links.read("invitation", token, now)
    check_button(request, token, read_form(request, BUTTON).texts["button"])
    send([PersonAccepted(link.recipient, int(link.subject[0]), now)])
    return see_sent(request, "accepted")


def _invited(token: str) -> tuple[Member, int]:
    link = links.read("invitation", token, clock.seconds())
    member = store.find(link.recipient)
    if member is None:
        raise links.LinkExpired
    return member, int(link.subject[0])


# One's own page


@pages.get("/{lang}/account", for_=TEAM)
def show_account(request: Request) -> Response:
    person, session = _here(request)
    going_on = [its for its in store.sessions(person.id) if its.is_on(person, clock.seconds())]
    return page(
        request,
        "people/account.html",
        person=person,
        tasks=shown.tasks(person, request.language),
        is_organiser="organiser" in person.roles(edition().name),
        is_juror="juror" in person.roles(edition().name),
        is_at_the_desk=bool(AT_THE_DESK & person.roles(edition().name)),
        devices=[shown.device(its, session) for its in sorted(going_on, key=lambda its: -its.began_at)],
        sent=was_sent(request),
        hidden_fields={"button": request.nonce},
    )


@pages.post("/{lang}/account/sign-out", for_=TEAM)
def sign_out(request: Request) -> Response:
    """End one session of theirs, or this one."""
    person, mine = _here(request)
    ended = read_form(request, forms.PRESS).texts["session"] or mine.id
    store.end(person.id, ended, clock.seconds())
    return _signed_out(request) if ended == mine.id else see_other(f"/{request.language}/account")


@pages.post("/{lang}/account/sign-out-everywhere", for_=TEAM)
def sign_out_everywhere(request: Request) -> Response:
    (person, session), now = _here(request), clock.seconds()
    store.end(person.id, session.id, now)
    send([PersonSignedOut(uuid4().hex, person.id, now)])
    return _signed_out(request)


@pages.post("/{lang}/account/away", for_=TEAM)
def be_away(request: Request) -> Response:
    away = read_form(request, forms.PRESS).texts["away"] == "yes"
    send([PersonAway(uuid4().hex, _here(request)[0].id, away, clock.seconds())])
    return see_other(f"/{request.language}/account?{urlencode({'sent': 'away' if away else 'back'})}")


@pages.post("/{lang}/account/digest", for_=TEAM)
def mail_daily(request: Request) -> Response:
    daily = read_form(request, forms.PRESS).texts["digest"] == "yes"
    send([DigestWished(uuid4().hex, _here(request)[0].id, daily, clock.seconds())])
    return see_other(f"/{request.language}/account?{urlencode({'sent': 'daily' if daily else 'singly'})}")


def _signed_out(request: Request) -> Response:
    response = see_other(f"/{request.language}/sign-in/out")
    response.headers["Set-Cookie"] = sessions.ended()
    return response


# Who may do what


@pages.get("/{lang}/organise/people", for_=ORGANISER)
def show_people(request: Request) -> Response:
    members, sent = store.everyone(), was_sent(request)
    with_task = sorted((its for its in members if its.person.grants), key=lambda its: its.person.name.casefold())
    return page(
        request,
        "people/people.html",
        people=[(its.person, shown.tasks(its.person, request.language)) for its in with_task],
        # What was sent just now, until its step has run.
        waits=bool(sent) and not any(its.has(sent) for its in members),
    )


@pages.get("/{lang}/organise/people/{person}", for_=ORGANISER)
def show_person(request: Request, person: str) -> Response:
    return _person(request, _member(person), {}, {})


@pages.post("/{lang}/organise/people/{person}", for_=ORGANISER)
def put_person(request: Request, person: str) -> Response:
    """Ask for what the form says; somebody new is invited."""
    member = _member(person)
    filled = forms.checked(read_form(request, forms.form(edition(), member)), edition())
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, lambda: _person(request, member, filled.texts, errors))
    if member and member.person.email:
        if filled.texts["base"] != str(member.number):
            return _refuse(request, member, filled, "changed_meanwhile")
        if not forms.has(filled, "role_organiser") and store.is_last_organiser(member):
            return _refuse(request, member, filled, "last_organiser")
    else:
        # Somebody new may have had a task before, and whoever is invited meanwhile is not invited once more.
        member = store.find(keys.address_hash(addresses.canonical(forms.email(filled, None))))
        if member and member.person.grants:
            return _refuse(request, None, filled, "email.has_task", "email")
    change = forms.change(filled, edition(), member, _here(request)[0].id, clock.seconds())
    send([change])
    return _see_people(request, change.id)


@pages.post("/{lang}/organise/people/{person}/remove", for_=ORGANISER)
def remove_person(request: Request, person: str) -> Response:
    member = _member(person)
    filled = fields.checked(read_form(request, (forms.WHY, *BUTTON)), edition())
    if member is None:
        raise Halt(404)
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, lambda: _person(request, member, filled.texts, errors))
    if store.is_last_organiser(member):
        return _refuse(request, member, filled, "last_organiser")
    change = PersonRemoved(uuid4().hex, member.person.id, _here(request)[0].id, filled.texts["why"], clock.seconds())
    send([change])
    return _see_people(request, change.id)


def _member(person: str) -> Member | None:
    """Somebody by the name in a path; none for who is new. Raises Halt 404."""
    member = store.find(person) if person != "new" else None
    if member is None and person != "new":
        raise Halt(404)
    return member


def _see_people(request: Request, change: str) -> Response:
    return see_other(f"/{request.language}/organise/people?sent={change}")


def _refuse(request: Request, member: Member | None, filled: Filled, fault: str, field: str = "") -> Response:
    """What was filled in, with why nobody is asked for it."""
    errors = {field: [say(request.language, f"form.errors.{fault}")]}
    return sent_back(request, errors, lambda: _person(request, member, filled.texts, errors), 409)


def _person(
    request: Request, member: Member | None, values: Mapping[str, str], errors: Mapping[str, list[str]]
) -> Response:
    year = edition()
    known = forms.as_filled(member, year) if member else {"language": request.language, "base": "0"}
    return page(
        request,
        "people/person.html",
        422 if errors else 200,
        who=member.person if member else None,
        values={**known, **values},
        in_part=any(name.startswith(("area_", "category_")) and text for name, text in {**known, **values}.items()),
        errors=errors,
        areas=EVERY_AREA,
        categories=[(key, year.category(key).name[request.language]) for key in forms.categories(year, member)],
        history=shown.history(member, store.everyone()) if member else [],
        hidden_fields={"button": request.nonce, "base": known["base"]},
    )


def _here(request: Request) -> tuple[Person, Session]:
    """Who is signed in, and by which session; the routing lets nobody else in."""
    if request.person is None or request.session is None:
        raise Halt(403)
    return request.person, request.session
