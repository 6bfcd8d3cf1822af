"""What a voter holds once they pressed: how their vote stands, and where the public log has it."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from chalice.app import Response
from msgspec import Struct, to_builtins
from msgspec.structs import asdict

from chalicelib import clock
from chalicelib.cloud import closings, editions, limits
from chalicelib.cloud.settings import settings
from chalicelib.disqualification import Reason
from chalicelib.edition import Edition
from chalicelib.initiative import SLUG
from chalicelib.site import past, public_log
from chalicelib.voting import rules, store, tokens
from chalicelib.voting.disqualifying import rules as disqualifying
from chalicelib.voting.disqualifying import store as cases
from chalicelib.voting.disqualifying.rules import Case
from chalicelib.voting.receipts import seals
from chalicelib.voting.rules import Press
from chalicelib.web import links
from chalicelib.web.answers import Halt, as_json, either, page
from chalicelib.web.fields import Field, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.told import TEXT, Told, a_struct
from chalicelib.web.words import say

pages = Pages()

_NOTHING = {"type": "null"}
RECEIPT = Told(
    "receipt",
    "How a vote stands, for whoever holds its receipt.",
    gives="receipt",
    schema=a_struct(
        {
            **dict.fromkeys(("state", "reason", "receipt", "round", "rules"), TEXT),
            "candidate": {"anyOf": [_NOTHING, a_struct({"slug": {**TEXT, "pattern": f"^{SLUG}$"}, "title": TEXT})]},
            "disqualified": {"anyOf": [_NOTHING, a_struct({"decision": TEXT, "reason": TEXT})]},
            "at": {"anyOf": [_NOTHING, {**TEXT, "format": "date-time"}]},
            "log": TEXT,
            "is_sealed": {"type": "boolean"},
            "entry": {"anyOf": [_NOTHING, {"type": "integer"}]},
            "key": TEXT,
            "replaces": TEXT,
        }
    ),
    refuses=(404, 410, 503),
)
CODE: Form = (Field("code", "as_it_came"),)


@pages.get("/{lang}/receipts/{token}")
def show_receipt(request: Request, token: str) -> Response:
    """How a vote stands, for whoever holds its receipt; not for whom it is."""
    return _receipt_page(request, token)


@pages.post("/{lang}/receipts/{token}")
def show_choice(request: Request, token: str) -> Response:
    """For whom the vote is, or why it does not count, for who types the code of its mail too.

    No one who only has the link can prove a choice.
    """
    receipt = tokens.read_receipt(token)
    texts = read_form(request, CODE).texts
    if not limits.allow_code(receipt.mail):
        return _receipt_page(request, token, 429, {"code": [say(request.language, "receipt.too_many")]})
    if not links.is_code_of(receipt.mail, texts["code"]):
        return _receipt_page(request, token, 422, {"code": [say(request.language, "receipt.wrong_code")]})
    return _receipt_page(request, token, code=texts["code"])


def _receipt_page(
    request: Request,
    token: str,
    status: int = 200,
    errors: Mapping[str, list[str]] | None = None,
    code: str = "",
) -> Response:
    its = _receipt(token, bool(code))
    vote = seals.year_of(its.round).vote
    ours = f"{settings().public_url}/{request.language}"
    address = settings().public_url + links.path(request.language, "receipt", token)
    proof = f"/receipts/{token}.tlog-proof"
    shown = {
        **asdict(its),
        **_results(seals.year_of(its.round)),
        "ask": seals.year_of(its.round).contact,
        "all_of_them": f"{ours}/vote" if vote.is_open(clock.now()) else "",
        "its_page": f"{ours}/initiatives/{its.candidate.slug}" if its.candidate else "",
        "address": address,
        "qr": _qr(address),
        "proof": proof,
        "code": code,
    }
    drawn = partial(page, request, "voting/receipt.html", status, **shown, errors=errors or {})
    return either(request, {"errors": errors} if errors else to_builtins(its), drawn, status)


def _results(year: Edition) -> dict[str, object]:
    """When everyone sees the numbers, as it is this moment: a key under [receipt.results], and where they stand.

    Raises TryAgain where nobody says whether they are held back.
    """
    now, planned = clock.now(), year.vote.results
    embargo = closings.embargo(year, now)
    state = "known" if now >= embargo.lifts(planned) else "held" if embargo.is_held(planned, now) else "planned"
    below = past.path(year.name, "results") if editions.seems_over(year.name) else "results"
    return {"results": state, "results_at": planned, "results_below": below}


@pages.get("/receipts/{token}.json", RECEIPT)
def give_receipt(request: Request, token: str) -> Response:
    """The same for a program."""
    return as_json(to_builtins(_receipt(token, False)))


@pages.post("/receipts/{token}.tlog-proof")
def give_proof(request: Request, token: str) -> Response:
    """That it is in the public log, as a file for programs that check such logs: for who typed the code too.

    With it anybody finds the entry, and after the results what that was for.
    """
    receipt = tokens.read_receipt(token)
    texts = read_form(request, CODE).texts
    if not limits.allow_code(receipt.mail):
        raise Halt(429)
    if not links.is_code_of(receipt.mail, texts["code"]):
        raise Halt(403)
    answer = Response(seals.proof(receipt), {"Content-Type": "text/plain; charset=utf-8"})
    answer.headers["Content-Disposition"] = f'attachment; filename="{receipt.id}.tlog-proof"'
    return answer


class _Choice(Struct, frozen=True):
    slug: str
    title: str


class Disqualified(Struct, frozen=True):
    """By which decision a vote is left out, as the public log calls it, and why."""

    decision: str
    reason: Reason


class _Receipt(Struct, frozen=True):
    """How a vote stands, for its page and for programs."""

    state: str
    reason: str
    disqualified: Disqualified | None
    candidate: _Choice | None
    receipt: str
    round: str
    rules: str
    at: datetime | None
    log: str
    """Where the public log of its round is."""
    is_sealed: bool
    """Whether it is in it."""
    entry: int | None
    """Its number there, for who typed the code: once the log is opened, it says for whom the vote was."""
    key: str
    """What shows that the entry is for this candidate, beside what it replaces."""
    replaces: str


def _receipt(token: str, with_choice: bool) -> _Receipt:
    receipt = tokens.read_receipt(token)
    ballot = store.ballot(receipt.round, receipt.voter)
    found = rules.receipt_status(receipt.id, receipt.links, ballot)
    candidate = store.candidate(receipt.round, found.press.candidate) if found.press else None
    if candidate is not None and candidate.left:
        found, candidate = rules.withdrawn(found) if found.state == "counted" else found, None
    case = _left_out(receipt.round, ballot.domain, found.press) if ballot and found.state == "counted" else None
    if case:
        found = rules.disqualified(found)
    seal = seals.seal(receipt) if found.state != "counting" else None
    if found.state == "not_counted" and not with_choice:
        # "Your candidate left" would say for whom the vote was: without the code no reason, rules or moment is told.
        found = rules.ReceiptStatus("not_counted")
    return _Receipt(
        state=found.state,
        reason=found.reason,
        disqualified=Disqualified(case.id, case.reason) if case and with_choice else None,
        candidate=_Choice(candidate.slug, candidate.title) if candidate and with_choice else None,
        receipt=receipt.id,
        round=receipt.round,
        rules=found.press.rules if found.press else "",
        at=clock.local(found.press.at // 1_000_000) if found.press else None,
        log=f"{settings().public_url}/{public_log.place(seals.year_of(receipt.round))}",
        is_sealed=seal is not None,
        entry=seal.entry if seal and with_choice else None,
        key=seal.key if seal and with_choice else "",
        replaces=seal.replaces if seal and with_choice else "",
    )


def _left_out(round_name: str, domain: str, press: Press | None) -> Case | None:
    """By what a vote is left out; None where it counts."""
    if press is None:
        return None
    fact = (press.candidate, domain, press.network, press.at, press.pace)
    return disqualifying.left_out_by(disqualifying.standing(cases.cases(round_name)), fact)


def _qr(address: str) -> str:
    """A drawing of an address that a phone's camera reads, for what is printed."""
    # Imported here: only a receipt is printed.
    import segno

    return str(segno.make(address, error="m").svg_inline(scale=3, border=2, omitsize=True))
