"""Where organisers see whether a year can close: each check, who signed them, and the button that opens the results."""

from collections.abc import Mapping
from datetime import datetime

from chalice.app import Response
from msgspec import Struct

from chalicelib import clock
from chalicelib.closing import rules, shown, store
from chalicelib.closing.rules import Known, Refusal, Said
from chalicelib.cloud import choosing, closings, decided, editions, people, waiting
from chalicelib.cloud.choosing import Choosing
from chalicelib.cloud.closings import Counted, Sealed
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.edition import LANGUAGES
from chalicelib.messages.closing import NumbersSigned, ResultsHeld, ResultsOpened
from chalicelib.messages.message import Message
from chalicelib.person import ORGANISER, Person
from chalicelib.web.answers import Halt, page, see_other, sent_back, was_sent
from chalicelib.web.fields import Field, Form, checked
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.sessions import NONCE
from chalicelib.web.words import say

pages = Pages()

SIGN: Form = (*NONCE, Field("seen", "own"), Field("taken_back", "own"))
OPEN: Form = (*NONCE, Field("seen", "own"), Field("meant", "tick", needed=True, says="meant"))
HOLD: Form = (
    *NONCE,
    Field("why_nl", "text", least=10, most=300, needed=True),
    Field("why_fr", "text", most=300),
    Field("why_en", "text", most=300),
)


class Desk(Struct, frozen=True):
    """A year that is to be closed, in front of an organiser."""

    known: Known
    said: Said
    seen: str
    organisers: list[Person]
    now: datetime
    chose: Choosing

    @property
    def may_sign(self) -> Refusal | None:
        """Why nobody signs, if so."""
        return rules.may_sign(self.known, self.said, self.now)

    @property
    def may_open(self) -> Refusal | None:
        """Why nobody opens it, if so."""
        return rules.may_open(self.known, self.said, self.seen, {its.id for its in self.organisers}, self.now)

    @property
    def may_hold(self) -> Refusal | None:
        """Why nobody holds it back, if so."""
        return rules.may_hold(self.known.edition, self.said, self.now)


@pages.get("/{lang}/organise/closing", for_=ORGANISER)
def show_this_year(request: Request) -> Response:
    return see_other(f"/{request.language}/organise/closing/{edition().name}")


@pages.get("/{lang}/organise/closing/{name}", for_=ORGANISER)
def show(request: Request, name: str) -> Response:
    return _page(request, _desk(name), {}, {})


@pages.post("/{lang}/organise/closing/{name}/sign", for_=ORGANISER)
def sign(request: Request, name: str) -> Response:
    desk, texts = _desk(name), read_form(request, SIGN).texts
    is_taken_back = texts["taken_back"] == "yes"
    refused = desk.may_sign or ("changed" if texts["seen"] != desk.seen and not is_taken_back else None)
    if refused:
        return _refused(request, desk, refused)
    wanted = NumbersSigned(name, _here(request), texts["seen"], clock.microseconds(), is_taken_back)
    return _sent(request, name, wanted, "taken_back" if is_taken_back else "signed")


@pages.post("/{lang}/organise/closing/{name}/open", for_=ORGANISER)
def open_now(request: Request, name: str) -> Response:
    desk, filled = _desk(name), checked(read_form(request, OPEN), edition())
    if refused := desk.may_open or ("changed" if filled.texts["seen"] != desk.seen else None):
        return _refused(request, desk, refused)
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, lambda: _page(request, desk, filled.texts, errors))
    return _sent(request, name, ResultsOpened(name, _here(request), desk.seen, clock.seconds()), "opened")


@pages.post("/{lang}/organise/closing/{name}/hold", for_=ORGANISER)
def hold(request: Request, name: str) -> Response:
    desk, filled = _desk(name), checked(read_form(request, HOLD), edition())
    if refused := desk.may_hold:
        return _refused(request, desk, refused)
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, lambda: _page(request, desk, filled.texts, errors))
    why = {language: text for language in LANGUAGES if (text := filled.texts[f"why_{language}"])}
    return _sent(request, name, ResultsHeld(name, _here(request), why, clock.seconds()), "held")


# What these share


def _here(request: Request) -> str:
    if request.person is None:
        raise Halt(403)
    return request.person.id


def _desk(name: str) -> Desk:
    """Raises Halt 404 where there is no such year."""
    year = next((its.edition for its in editions.years() if its.edition.name == name), None)
    if year is None:
        raise Halt(404)
    counted = closings.told(name, Counted)
    chose = choosing.of(year, counted.tied if counted else ())
    cases, sealed = closings.cases(year.vote.key), closings.told(name, Sealed)
    known = Known(year, counted, decided.of(year), cases, sealed, chose.tie)
    said, _ = store.find(name)
    organisers = [its for its in people.everyone() if its.is_organiser]
    return Desk(known, said, rules.seen(known, said), organisers, clock.now(), chose)


def _sent(request: Request, name: str, wanted: Message, what: str) -> Response:
    send([wanted])
    return see_other(f"/{request.language}/organise/closing/{name}?sent={what}")


def _refused(request: Request, desk: Desk, why: Refusal) -> Response:
    errors = {"": [say(request.language, f"closing.refused.{why}")]}
    return sent_back(request, errors, lambda: _page(request, desk, {}, errors), 409)


def _page(request: Request, desk: Desk, values: Mapping[str, str], errors: Mapping[str, list[str]]) -> Response:
    year, said, who = desk.known.edition, desk.said, _here(request)
    mine = said.signed.get(who)
    return page(
        request,
        "closing/closing.html",
        422 if errors else 200,
        year=year.name,
        title=year.title[request.language],
        checks=shown.checks(desk.known, waiting.everywhere(), desk.chose, request.language, desk.now),
        signers=shown.signers(said, desk.seen, desk.organisers),
        is_signed=bool(mine and mine.seen == desk.seen and not mine.taken_back),
        may={"sign": desk.may_sign, "open": desk.may_open, "hold": desk.may_hold},
        stands=shown.stands(year, said, desk.organisers, desk.now),
        again=request.path,
        sent=was_sent(request) if not errors else "",
        forgotten=shown.forgotten(year),
        forget_on=year.forget_addresses_on,
        values=values,
        errors=errors,
        hidden_fields={"button": request.nonce},
        seen={"seen": desk.seen},
    )
