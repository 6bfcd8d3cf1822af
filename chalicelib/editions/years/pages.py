"""Where organisers begin the next year, and make its pages the site."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import uuid4

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.editions import Head, Version
from chalicelib.cloud.queues import send
from chalicelib.editions import asked, store, told
from chalicelib.editions.years import rules
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.person import ORGANISER
from chalicelib.web.answers import Halt, page, see_other, see_sent, sent_back, was_sent
from chalicelib.web.fields import Field
from chalicelib.web.forms import read_form
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.sessions import NONCE
from chalicelib.web.words import say

pages = Pages()

BEGIN = (
    *NONCE,
    Field("base", "own"),
    Field("change", "own"),
    Field("why", "own", most=asked.LONGEST_WHY),
    Field(TONGUE, "own"),
)
"""Of which version of the present year the next is made, and an id, so that a button pressed twice is one change."""

TURN = (*NONCE, Field("confirmed", "own"), Field(TONGUE, "own"))

Errors = Mapping[str, Sequence[str]]


# The next year


@pages.get("/{lang}/organise/next", for_=ORGANISER)
def show_next_year(request: Request) -> Response:
    """What it would be. Nothing is saved."""
    head = store.head()
    if name := rules.coming(head):
        return see_other(_year(request, name))
    return _next_year(request, _present(head), uuid4().hex, "", {})


@pages.post("/{lang}/organise/next", for_=ORGANISER)
def begin_next_year(request: Request) -> Response:
    """Send it on once somebody saw what it is and said why; its step knows whether it is the first."""
    filled, head, now = read_form(request, BEGIN), store.head(), clock.seconds()
    base, change = asked.began_with(_present(head), filled.texts["base"]), asked.change_id(filled)
    why = filled.texts["why"]
    if name := rules.coming(head):
        return see_other(_change(request, name, change) if change else _year(request, name))
    is_said = 0 < len(why) <= asked.LONGEST_WHY
    errors = {} if is_said else {"why": [say(request.language, "organise.missing.why")]}
    if errors or filled.texts[TONGUE] or not change:
        return sent_back(request, errors, partial(_next_year, request, base, change or uuid4().hex, why, errors))
    wanted = rules.year_after(base.edition, now)
    send([EditionPut(change, 0, wanted, _whose(request), why, now)])
    return see_other(_change(request, wanted.name, change))


def _next_year(request: Request, base: Version, change: str, why: str, errors: Errors) -> Response:
    before = base.edition
    wanted = rules.year_after(before, clock.seconds())
    return page(
        request,
        "editions/next.html",
        422 if errors else 200,
        year=before.name,
        title=before.title[request.language],
        begun=wanted.name,
        lines=told.year_after(before, wanted, request.language),
        asks_again=rules.asks_again(before, wanted),
        opens=wanted.registration.opens,
        forgets=before.forget_addresses_on,
        errors=errors,
        values={"why": why},
        most=asked.LONGEST_WHY,
        hidden_fields={"button": request.nonce, "base": base.number, "change": change},
    )


def _present(head: Head) -> Version:
    """The newest version of the year whose pages are the site."""
    if head.current not in head.versions:
        raise Halt(404)
    return head.versions[head.current]


def _year(request: Request, name: str) -> str:
    return f"/{request.language}/organise/edition/{name}"


def _change(request: Request, name: str, change: str) -> str:
    return f"{_year(request, name)}/change/{change}"


def _whose(request: Request) -> str:
    if request.person is None:
        raise Halt(403)
    return request.person.id


# Its pages as the site


@pages.get("/{lang}/organise/turn/{name}", for_=ORGANISER)
def show_turn(request: Request, name: str) -> Response:
    """What happens when the pages of a year are made the site; or that it is on its way, done, or not possible yet."""
    return _turn(request, _head_with(name), name, bool(was_sent(request)), {})


@pages.post("/{lang}/organise/turn/{name}", for_=ORGANISER)
def turn(request: Request, name: str) -> Response:
    """Ask for it. Who presses when it is done already, or not possible yet, reads that."""
    filled, head, now = read_form(request, TURN), _head_with(name), clock.seconds()
    if rules.state(head, name, now, False) != "ask":
        return see_other(request.path)
    is_meant = bool(filled.texts["confirmed"])
    errors = {} if is_meant else {"confirmed": [say(request.language, "organise.turn.unconfirmed", year=name)]}
    if errors or filled.texts[TONGUE]:
        return sent_back(request, errors, partial(_turn, request, head, name, False, errors))
    send([EditionTurned(name, _whose(request), now)])
    return see_sent(request, "turned")


def _head_with(name: str) -> Head:
    """All years in play, of which this is one that is not over. Raises Halt 404."""
    head = store.head()
    if name not in head.versions or name in head.past or head.current not in head.versions:
        raise Halt(404)
    return head


def _turn(request: Request, head: Head, name: str, is_sent: bool, errors: Errors) -> Response:
    # Once it is done, the one before is the last that is over.
    before = head.versions.get(next(reversed(head.past), "") if name == head.current else head.current)
    its = head.versions[name].edition
    return page(
        request,
        "editions/turn.html",
        422 if errors else 200,
        year=name,
        title=its.title[request.language],
        state=rules.state(head, name, clock.seconds(), is_sent),
        before=before.edition if before else None,
        asks_again=before is not None and rules.asks_again(before.edition, its),
        opens=its.registration.opens,
        forgets=before.edition.forget_addresses_on if before else None,
        errors=errors,
        values={},
        hidden_fields={"button": request.nonce},
    )
