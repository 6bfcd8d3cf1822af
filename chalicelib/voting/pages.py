"""What a voter sees: the ballot, the button behind the mail, and the receipt."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chalice.app import Response
from msgspec import Struct

from chalicelib import addresses, clock, fields, keys, links, proof
from chalicelib.edition import LANGUAGES, edition
from chalicelib.errors import Refused
from chalicelib.initiative import SLUG
from chalicelib.links import LinkExpired
from chalicelib.messages import ConfirmationMailRequested, Link, VoteConfirmed
from chalicelib.queues import send
from chalicelib.voting import rules, store
from chalicelib.web import (
    Form,
    Halt,
    Pages,
    Request,
    as_json,
    check_button,
    check_sender,
    page,
    read_form,
    see_other,
)
from chalicelib.words import say

pages = Pages()

_SLUG = re.compile(SLUG)
_FOR_EVER = int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())


# The ballot


@pages.get("/{lang}/vote/{slug}")
def show_ballot(request: Request, slug: str) -> Response:
    """The ballot for one candidate. While the vote is open it is a file: this is for who comes before or after."""
    return _no_voting_now(request) or _ballot(request, slug, "", {}, 200)


def _ballot(request: Request, slug: str, email: str, errors: Mapping[str, list[str]], status: int) -> Response:
    shown = {"candidate": _candidate(slug), "closes": edition().vote.closes}
    return page(request, "vote.html", status, **shown, values={"email": email}, errors=errors)


def _candidate(slug: str) -> store.Candidate:
    found = store.candidate(edition().vote.round, slug) if _SLUG.fullmatch(slug) else None
    if found is None:
        raise Halt(404, "not_a_candidate")
    if found.left:
        raise Halt(410, "candidate_withdrawn")
    return found


def _no_voting_now(request: Request) -> Response | None:
    """The page or JSON that says when there is voting, while there is none."""
    vote = edition().vote
    reason = rules.refusal(vote, clock.now())
    if not reason:
        return None
    values = {"opens": vote.opens, "closes": vote.closes}
    if request.wants_json:
        return as_json({"errors": {"": [say(request.language, f"notices.vote_{reason}.text", **values)]}}, 409)
    return page(request, "notice.html", 409, notice=f"vote_{reason}", values=values)


@pages.get("/votes/challenge", limited=True)
def give_challenge(request: Request) -> Response:
    """The sum for one candidate and one address, of which only the hash comes by."""
    refused = _no_voting_now(request)
    if refused:
        return refused
    slug, address = (request.query.get(name, [""])[-1] for name in ("candidate", "address"))
    candidate = _candidate(slug)
    try:
        made = proof.challenge(edition().vote.round, slug, candidate.title, address, clock.seconds())
    except Refused as refusal:
        raise Halt(400) from refusal
    return as_json(made)


# Asking for the mail


@pages.get("/votes")
def lead_to_ballots(request: Request) -> Response:
    """Who reloads what came of a ballot, or opens its address anew, finds the ballots again."""
    return see_other(f"/{request.language}/initiatives")


class _Ask(Struct, frozen=True):
    """A ballot that was sent in and is in order."""

    email: str
    proof: proof.Proof


@pages.post("/votes")
def ask_for_mail(request: Request) -> Response:
    """Ask for the mail with the button. The answer and the work are the same whoever asks: strangers learn nothing."""
    check_sender(request)
    form = _tidied(read_form(request, ("candidate", "email", "language", "altcha")))
    language = form.texts["language"] or request.language
    refused = _no_voting_now(request)
    if refused:
        return refused
    ask, errors = _checked(form, language)
    if ask is None:
        return _sent_back(request, form, errors)
    send([_mail_for(ask, request.language)])
    if request.wants_json:
        return as_json({"status": "mail_requested"}, 202)
    return see_other(f"/{request.language}/votes/sent")


def _tidied(form: Form) -> Form:
    return Form(fields.fill(form.texts, form.lists, {}).texts, form.lists, form.errors)


def _checked(form: Form, language: str) -> tuple[_Ask | None, dict[str, str]]:
    """The ballot, or for each field that is wrong the key of its sentence."""
    errors = {field: f"form.errors.{shape}" for field, shape in form.errors.items()}
    email, candidate = form.texts["email"], form.texts["candidate"]
    if language not in LANGUAGES:
        errors.setdefault("language", "voting.errors.language")
    if not _SLUG.fullmatch(candidate):
        errors.setdefault("candidate", "voting.errors.candidate")
    try:
        address = addresses.checked(email)
    except Refused:
        errors.setdefault("email", f"form.errors.email.{'wrong' if email else 'empty'}")
    # Without a good address and candidate there is nothing that the proof could be for.
    if errors:
        return None, errors
    try:
        return _Ask(address, proof.checked(form.texts["altcha"], email, candidate, clock.seconds())), {}
    except Refused as refusal:
        return None, {"altcha": f"voting.errors.{refusal.sentence}"}


def _sent_back(request: Request, form: Form, errors: Mapping[str, str]) -> Response:
    """The ballot again, with what was typed and a sentence per field."""
    # A name that somebody made up may be as long as the whole body.
    names = {field: field[:60] for field in errors}
    sentences = {names[field]: [say(request.language, key, name=names[field])] for field, key in errors.items()}
    if request.wants_json:
        return as_json({"errors": sentences}, 422)
    # What the page has no field for is said about the form as a whole.
    whole = [sentence for field, its in sentences.items() for sentence in its if field != "email"]
    shown = {field: its for field, its in (("email", sentences.get("email", [])), ("", whole)) if its}
    return _ballot(request, form.texts["candidate"], form.texts["email"], shown, 422)


def _mail_for(ask: _Ask, language: str) -> ConfirmationMailRequested:
    """The mail. Its link is made of the proof alone: pressing the page's button twice gives one vote, in two mails."""
    vote, sum_done = edition().vote, ask.proof
    voter = keys.keyed_hash(keys.voter_key(), *rules.voter_fields(sum_done.round, ask.email))
    link = Link(
        "vote",
        (sum_done.round, sum_done.candidate, sum_done.title),
        voter,
        sum_done.at + vote.link_hours * 3600,
    )
    return ConfirmationMailRequested(
        id=f"vote-{uuid4()}",
        mail="vote-confirm",
        to=ask.email,
        language=language,
        about={"title": sum_done.title},
        link=link,
        at=sum_done.at,
    )


# The button behind the mail


@pages.get("/{lang}/vote/confirm/{token}")
def show_button(request: Request, token: str) -> Response:
    """For whom the vote is, and the button. Reads nothing: mail scanners open every link, some of them often."""
    link = _vote_link(token)
    refused = _no_voting_now(request)
    if refused:
        return refused
    candidate = {"slug": link.subject[1], "title": link.subject[-1]}
    hidden = {"button": links.button_stamp(token)}
    return page(request, "vote_confirm.html", candidate=candidate, hidden_fields=hidden)


@pages.post("/{lang}/vote/confirm/{token}")
def press_button(request: Request, token: str) -> Response:
    """The voter confirms. The same link pressed again leads to the same receipt."""
    link = _vote_link(token)
    form = read_form(request, ("button",))
    check_button(request, token, form.texts["button"])
    at = clock.microseconds()
    refused = _no_voting_now(request)
    if refused:
        return refused
    round_name, candidate = link.subject[:2]
    receipt = links.receipt_for(token)
    send([VoteConfirmed(round_name, link.recipient, candidate, receipt, edition().rules, at)])
    shown = links.sign(Link("receipt", (round_name, receipt), link.recipient, _FOR_EVER))
    return see_other(links.path(request.language, "receipt", shown))


def _vote_link(token: str) -> Link:
    link = links.read("vote", token, clock.seconds())
    if link.subject[0] != edition().vote.round:
        raise LinkExpired
    return link


# The receipt


@pages.get("/{lang}/receipts/{token}")
def show_receipt(request: Request, token: str) -> Response:
    """How a vote stands, for whoever holds its receipt."""
    return page(request, "receipt.html", **_receipt(token))


@pages.get("/receipts/{token}.json")
def give_receipt(request: Request, token: str) -> Response:
    """The same for a program."""
    told = _receipt(token)
    candidate, at = told["candidate"], told["at"]
    return as_json(
        {
            **told,
            "candidate": candidate and {"slug": candidate.slug, "title": candidate.title},
            "at": at and at.isoformat(),
        }
    )


def _receipt(token: str) -> dict[str, Any]:
    link = links.read("receipt", token, clock.seconds())
    round_name, receipt = link.subject
    found = rules.standing(receipt, store.ballot(round_name, link.recipient))
    candidate = store.candidate(round_name, found.press.candidate) if found.press else None
    if candidate is not None and candidate.left:
        found, candidate = rules.withdrawn(found), None
    return {
        "state": found.state,
        "reason": found.reason,
        "candidate": candidate,
        "receipt": receipt,
        "round": round_name,
        "rules": found.press.rules if found.press else "",
        "at": clock.local(found.press.at // 1_000_000) if found.press else None,
    }
