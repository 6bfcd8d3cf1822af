"""Where organisers see which votes stand out, and decide by two which are left out."""

from collections.abc import Mapping, Sequence
from functools import partial
from secrets import token_hex

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud import people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.disqualification import REASONS
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed
from chalicelib.person import ORGANISER
from chalicelib.voting import rules as voting
from chalicelib.voting.disqualifying import form, rules, shown, store
from chalicelib.web.answers import Halt, after_sending, page, see_other, see_sent, sent_back, was_sent
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.words import say

pages = Pages()

_HERE = "organise/votes"


@pages.get("/{lang}/organise/votes", for_=ORGANISER)
def show_votes(request: Request) -> Response:
    """What stands out by the newest recount, and all that was proposed."""
    round_name, language = edition().vote.key, request.language
    report, everyone = store.report(round_name), people.everyone()
    cases = sorted(store.cases(round_name), key=lambda its: its.turns[0].at, reverse=True)
    return page(
        request,
        "voting/outstanding.html",
        as_of=clock.local(report.as_of // 1_000_000) if report.as_of else None,
        people=report.people,
        found=shown.outstanding(report, language),
        cases=[shown.case(its, report, everyone, _whose(request), language) for its in cases],
        may=_may_decide(),
    )


@pages.get("/{lang}/organise/votes/new", for_=ORGANISER)
def show_proposal(request: Request) -> Response:
    """The form that proposes to leave out what a line of the list is about."""
    about = form.about({name: values[0] for name, values in request.query.items()})
    if about is None or not any(about.values()):
        raise Halt(404)
    return _proposal(request, about, {**about, "id": token_hex(6)}, {})


@pages.post("/{lang}/organise/votes", for_=ORGANISER)
def propose(request: Request) -> Response:
    """Send a proposal on; nothing is left out by it."""
    filled, now = read_form(request, form.PROPOSAL), clock.seconds()
    about = form.about(filled.texts)
    if about is None or not form.is_id(filled.texts["id"]):
        raise Halt(400)
    _check_open()
    found = form.condition(about, now)
    wrong = form.faults(filled, found, now)
    if wrong or found is None:
        errors = {name: [say(request.language, f"disqualifying.faults.{fault}")] for name, fault in wrong.items()}
        return sent_back(request, errors, partial(_proposal, request, about, filled.texts, errors))
    its, reason = filled.texts, next(one for one in REASONS if one == filled.texts["reason"])
    send([DisqualificationProposed(its["id"], edition().vote.key, found, reason, its["note"], _whose(request), now)])
    return see_other(f"/{request.language}/{_HERE}/{its['id']}?sent=0")


def _proposal(
    request: Request, about: Mapping[str, str], values: Mapping[str, str], errors: Mapping[str, Sequence[str]]
) -> Response:
    report = store.report(edition().vote.key)
    said = form.condition({**about, "since": "", "until": ""}, clock.seconds())
    return page(
        request,
        "voting/proposal.html",
        422 if errors else 200,
        what=shown.condition(said, report.titles, request.language) if said else "",
        by_pace=bool(about["pace"]),
        reasons=REASONS,
        most=rules.LONGEST_NOTE,
        values=values,
        errors=errors,
        hidden_fields={
            "button": request.nonce,
            **{name: values.get(name, "") for name in ("id", "domain", "network", "candidate", "pace")},
        },
    )


@pages.get("/{lang}/organise/votes/{case}", for_=ORGANISER)
def show_case(request: Request, case: str) -> Response:
    """A case with what its next step changes, and its buttons; or that what was sent is still to be done."""
    sent, round_name = was_sent(request), edition().vote.key
    its = store.case(round_name, case) if form.is_id(case) else None
    if its is None and not (sent and form.is_id(case)):
        raise Halt(404)
    report = store.report(round_name)
    told = shown.case(its, report, people.everyone(), _whose(request), request.language) if its else None
    return page(
        request,
        "voting/case.html",
        case=told,
        titles=report.titles,
        waits=told is None or sent == str(told.number),
        again=after_sending(request, sent),
        may=_may_decide(),
        settles=edition().vote.settled,
        hidden_fields={"button": request.nonce, "number": str(told.number) if told else ""},
    )


@pages.post("/{lang}/organise/votes/{case}", for_=ORGANISER)
def answer(request: Request, case: str) -> Response:
    """Send on what somebody says of a case, as this page showed it to them."""
    texts, round_name = read_form(request, form.ANSWER).texts, edition().vote.key
    said = next((one for one in shown.ANSWERS if one == texts["answer"]), None)
    its = store.case(round_name, case) if form.is_id(case) else None
    if its is None:
        raise Halt(404)
    if said is None or not texts["number"].isdecimal():
        raise Halt(400)
    _check_open()
    # What changed meanwhile is shown as it is now; the step would refuse it too.
    if texts["number"] == str(its.number) and rules.may(its, said, _whose(request)):
        send([DisqualificationAnswered(case, round_name, its.number, said, _whose(request), clock.seconds())])
        return see_sent(request, texts["number"])
    return see_other(request.path)


def _may_decide() -> bool:
    return not voting.is_settled(edition().vote, clock.now())


def _check_open() -> None:
    """Raises Halt 409 once nothing changes the numbers any more."""
    if not _may_decide():
        raise Halt(409, "numbers_settled")


def _whose(request: Request) -> str:
    if request.person is None:
        raise Halt(403)
    return request.person.id
