"""What a voter sees: the ballot, and the button behind the mail. What they hold afterwards: see receipts/."""

import re
from collections.abc import Mapping
from functools import partial

from chalice.app import Response
from msgspec.structs import asdict

from chalicelib import clock
from chalicelib.cloud import lateness, limits
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.errors import TryAgain
from chalicelib.initiative import SLUG
from chalicelib.messages.voting import VoteConfirmed, VoteDisowned
from chalicelib.places import plain
from chalicelib.site.shown import Ballot, Candidate
from chalicelib.voting import pace, rules, signing, store, tokens
from chalicelib.voting.ballot import BALLOT, CANDIDATE, checked, mail_for
from chalicelib.web import links, told
from chalicelib.web.answers import Halt, notice_page, page, see_other, sent_back, taken
from chalicelib.web.fields import BUTTON, SUM, Fault, Field, Filled, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button, check_sender, give_challenge
from chalicelib.web.told import Told, a_struct

pages = Pages()

_SLUG = re.compile(SLUG)
CHOOSE = "choose"
"""In the query of a mailed link's page: show all who may be voted for."""


VOTE = Told(
    "ballot",
    "Ask for the mail with the button that votes. The answer is the same whoever asks.",
    form=BALLOT,
    gives="requested",
    schema=a_struct({"status": {"const": "mail_requested"}}),
    takes=True,
    refuses=(400, 403, 404, 409, 410, 413, 415, 422, 429, 503),
)
CHOICE: Form = (Field("candidate", "as_it_came"), *BUTTON)


# The ballot


@pages.get("/{lang}/vote/{slug}")
def show_ballot(request: Request, slug: str) -> Response:
    """The ballot for one candidate. While the vote is open it is a file: this is for who comes before or after."""
    _check_open()
    return _ballot(request, slug, "", {}, 200)


def _ballot(request: Request, slug: str, email: str, errors: Mapping[str, list[str]], status: int) -> Response:
    candidate = _candidate(slug)
    shown = Ballot(Candidate(candidate.slug, candidate.title), edition().vote.closes, {"email": email}, errors)
    return page(request, "voting/vote.html", status, **asdict(shown))


def _candidate(slug: str) -> store.Candidate:
    found = store.candidate(edition().vote.key, slug) if _SLUG.fullmatch(slug) else None
    if found is None:
        raise Halt(404, "not_a_candidate")
    if found.left:
        raise Halt(410, "candidate_withdrawn")
    return found


def _check_open() -> None:
    """Raises Halt 409, which says when there is voting, while there is none."""
    vote = edition().vote
    if reason := rules.refusal(vote, clock.now()):
        raise Halt(409, f"vote_{reason}", opens=vote.opens, closes=vote.closes)


@pages.post("/votes/challenge", told.challenge("vote", (CANDIDATE, *SUM), 409, 410))
def challenge(request: Request) -> Response:
    _check_open()
    return give_challenge(request, "vote", (CANDIDATE, *SUM), _chosen)


def _chosen(texts: Mapping[str, str]) -> Mapping[str, str]:
    """Whom a challenge is for, which its proof then says of itself."""
    candidate = _candidate(texts["candidate"])
    asked = str(clock.microseconds())
    return {"round": edition().vote.key, "candidate": candidate.slug, "title": candidate.title, pace.ASKED: asked}


# Asking for the mail


@pages.get("/votes", Told("the ballots", "For people who open this address: leads to the ballots."))
def lead_to_ballots(request: Request) -> Response:
    """Who reloads what came of a ballot, or opens its address anew, finds the ballots again."""
    return see_other(f"/{request.language}/initiatives")


@pages.post("/votes", VOTE)
def ask_for_mail(request: Request) -> Response:
    """Ask for the mail with the button. The answer and the work are the same whoever asks: strangers learn nothing."""
    check_sender(request)
    filled = read_form(request, BALLOT, language=request.language)
    _check_open()
    filled, proved = checked(filled)
    if proved is None:
        return _again(request, filled)
    if rules.comes_too_late(edition().vote, clock.now(), lateness.heard()):
        return _again(request, filled.with_faults({"": [Fault("vote.mail_late")]}), 503)
    send([mail_for(filled, proved, request.language)])
    return taken(request, {"status": "mail_requested"}, f"/{request.language}/votes/sent")


def _again(request: Request, filled: Filled, status: int = 422) -> Response:
    """The ballot once more, with what was typed and a sentence per field."""
    errors, texts = filled.said(request.language), filled.texts
    # What the page has no field for is said about the form as a whole.
    whole = [sentence for name, its in errors.items() for sentence in its if name != "email"]
    shown = {name: its for name, its in (("email", errors.get("email", [])), ("", whole)) if its}
    drawn = partial(_ballot, request, texts["candidate"], texts["email"], shown, status)
    return sent_back(request, errors, drawn, status)


# The button behind the mail


@pages.get("/{lang}/vote/confirm/{token}")
def show_button(request: Request, token: str) -> Response:
    """For whom the vote is, and the button. Reads nothing: mail scanners open every link, some of them often.

    With ?choose, all who may be voted for: a link proves a mailbox, and whoever reads it chooses.
    """
    asked = tokens.read_vote_link(token)
    _check_open()
    return page(
        request,
        "voting/confirm.html",
        candidate={"slug": asked.candidate, "title": asked.title},
        choices=_choices(asked.round) if CHOOSE in request.query else [],
        hidden_fields={"button": links.csrf_token(token)},
    )


def _choices(round_name: str) -> list[store.Candidate]:
    return sorted(store.running(round_name), key=lambda its: plain(its.title))


@pages.post("/{lang}/vote/confirm/{token}")
def press_button(request: Request, token: str) -> Response:
    """The voter confirms, or says that it was somebody else. The same choice again counts anew, by the same receipt."""
    asked = tokens.read_vote_link(token)
    texts = read_form(request, CHOICE).texts
    check_button(request, token, texts["button"])
    at = clock.microseconds()
    _check_open()
    if texts["not_me"]:
        send([signing.signed(VoteDisowned(asked.round, asked.voter, asked.link, at))])
        return see_other(f"/{request.language}/votes/disowned")
    candidate = texts["candidate"] or asked.candidate
    if candidate != asked.candidate:
        # The link's own candidate was checked when its mail was asked for; a receipt says if it left since.
        _candidate(candidate)
    receipt = asked.receipt(candidate)
    press = VoteConfirmed(
        round=asked.round,
        voter=asked.voter,
        candidate=candidate,
        receipt=receipt,
        rules=edition().rules,
        at=at,
        link=asked.link,
        domain=asked.domain,
        network=_network(request),
        pace=asked.pace,
    )
    send([signing.signed(press)])
    return see_other(links.path(request.language, "receipt", tokens.receipt_token(asked, receipt)))


def _network(request: Request) -> str:
    """What stands for the network of a press today; "" where that cannot be had now: no vote is lost by it."""
    try:
        return limits.neighbourhood(request.network)
    except TryAgain:
        return ""


@pages.get("/{lang}/votes/disowned")
def show_disowned(request: Request) -> Response:
    return notice_page(request, "vote_disowned")
