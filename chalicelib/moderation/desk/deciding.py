"""Reading a dossier and deciding on it, whichever way somebody came in: by the link of a mail, or signed in.

A decision is chosen on one page and said once more on a second. There somebody who is signed in presses again; by a
link, which a mail scanner may follow too, they also type a word, which no machine that presses every button does.
"""

from collections.abc import Collection, Mapping
from functools import partial
from typing import cast
from uuid import uuid4

from chalice.app import Response
from msgspec import Struct
from msgspec.structs import asdict

from chalicelib import clock
from chalicelib.cloud import editions, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DecisionTaken, DecisionUndone, EditsApproved
from chalicelib.moderation import preview, reasons, rules, shown, texts
from chalicelib.moderation.colleagues import shown as colleagues
from chalicelib.moderation.desk import editing, reported
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.edits.rules import NAMES, changed, edited
from chalicelib.web import fields
from chalicelib.web.answers import Halt, after_sending, notice_page, page, see_sent, sent_back, was_sent
from chalicelib.web.fields import BUTTON, Fault, Field, Filled, Form
from chalicelib.web.request import Request
from chalicelib.web.typed import is_word
from chalicelib.web.words import say

DECISION: Form = (
    Field("decision", "choice", choices=rules.ACTS),
    Field("why", "own"),
    Field("reason", "text", most=2000, lines=True),
    Field("word", "text", most=60),
    Field("sure", "own"),
    Field("undoes", "own"),
    *editing.TYPED,
    *BUTTON,
)


class Seat(Struct, frozen=True):
    """Who reads which version of a dossier, and what their form sends along."""

    team: shown.Team
    dossier: Dossier
    version: int
    hidden_fields: Mapping[str, str]
    is_known: bool = False
    """Whether no machine can sit here: who is signed in, or typed the code of their mail."""
    is_here: bool = False
    """Whether they are signed in."""


def readers(person_id: str, year: str, recused: Collection[str] = ()) -> shown.Team:
    """Who acts, and who the others are: whoever may decide in this year, or organises. Raises Halt 403."""
    team = people.everyone()
    deciding = {one.id for one in team if rules.may_decide(one, year, team, recused)}
    acting = next((one for one in team if one.id == person_id), None)
    if acting is None or not (acting.id in deciding or acting.is_organiser):
        raise Halt(403, "not_a_moderator")
    colleagues = [one.id for one in team if one.id in deciding and one != acting and not one.away]
    return shown.Team(acting, {one.id: one.name for one in team}, acting.id in deciding, colleagues)


def team(person_id: str, year: str, recused: Collection[str] = ()) -> shown.Team:
    """The same, of who may decide. Raises Halt 403."""
    if person_id in recused:
        raise Halt(403, "recused")
    its = readers(person_id, year, recused)
    if not its.decides:
        raise Halt(403, "moderators_decide")
    return its


def read(request: Request, seat: Seat) -> Response:
    """The page of a version, or that what its button sent is on its way."""
    sent = was_sent(request)
    if _is_on_its_way(seat.dossier, seat.version, sent):
        return notice_page(request, "decision_sent", again=after_sending(request, sent))
    return _page(request, seat)


def take(request: Request, seat: Seat, filled: Filled) -> Response:
    """Ask once more, then send the decision on; whether it is the first, its step knows, and the page says."""
    if filled.texts["decision"] == "edit" and (asked := _words_asked(request, seat, filled)):
        return asked
    filled = _checked(seat, filled)
    decision = filled.texts["decision"]
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, partial(_page, request, seat, errors, _typed(filled)))
    if refused := _cannot_be(request, seat, filled):
        return refused
    if filled.texts["sure"] != decision:
        return _once_more(request, seat, filled, {})
    if not seat.is_known and not is_word(filled.texts["word"], f"review.word.{decision}"):
        errors = {"word": [say(request.language, "form.errors.word.other")]}
        return sent_back(request, errors, partial(_once_more, request, seat, filled, errors))
    # Whether they may decide still, its step looks.
    send([_message(seat, filled)])
    return see_sent(request, decision)


def _words_asked(request: Request, seat: Seat, filled: Filled) -> Response | None:
    """The page that asks which words are to be others; none once it was answered, and nothing is wrong with that."""
    own = texts.initiative(seat.dossier, seat.version)
    shown = editing.shown(own, seat.team, seat.hidden_fields, filled)
    if not filled.texts["edits"]:
        return page(request, "moderation/edits.html", errors={}, **shown)
    errors = editing.checked(filled, own).said(request.language)
    ask = partial(page, request, "moderation/edits.html", 422, errors=errors, **shown)
    return sent_back(request, errors, ask) if errors else None


def _message(seat: Seat, filled: Filled) -> Message:
    about = seat.dossier.id, seat.version, seat.team.acting.id
    now, press_id, decision = clock.seconds(), uuid4().hex, filled.texts["decision"]
    if decision == "undo":
        return DecisionUndone(*about, filled.texts["undoes"], now, press_id, seat.is_known)
    if decision == "edit":
        title, summary, description, join = (filled.texts[name] for name in NAMES)
        return EditsApproved(*about, title, summary, description, join, now, press_id, seat.is_known)
    return DecisionTaken(*about, decision, _reason(seat, filled), now, press_id, seat.is_known)


def _reason(seat: Seat, filled: Filled) -> str:
    return reasons.composed(seat.dossier, *(filled.texts[name] for name in _TYPED))


_TYPED = ("decision", "why", "reason")
"""What people choose and write, that stays when they are asked for something more."""


def _typed(filled: Filled) -> dict[str, str]:
    return {name: filled.texts[name] for name in _TYPED}


def sent_back_to(request: Request, seat: Seat, filled: Filled) -> Response:
    """Its page, for what somebody meant to say to colleagues."""
    errors = filled.said(request.language)
    return sent_back(request, errors, partial(_page, request, seat, errors, filled.texts))


def changed_meanwhile(request: Request, seat: Seat, filled: Filled) -> Response:
    """The newest version, for a decision on one before: what is new is marked, and what was typed stays."""
    errors = {"": [say(request.language, "form.errors.changed_meanwhile_dossier")]}
    return sent_back(request, errors, partial(_page, request, seat, errors, _typed(filled), 409), 409)


def _checked(seat: Seat, filled: Filled) -> Filled:
    decision, why = filled.texts["decision"], filled.texts["why"]
    # One that the year has no more, since somebody took it out after the page was read, is not left out unseen.
    is_unknown = decision == "reject" and bool(why) and why not in reasons.of(seat.dossier, "nl")
    needs_reason = decision in rules.WITH_REASON and not is_unknown and not _reason(seat, filled)
    faults = {
        "why": [Fault("why.choose")] if is_unknown else [],
        "reason": [Fault("reason.short")] if needs_reason else [],
    }
    return fields.checked(filled, edition()).with_faults(faults)


def _cannot_be(request: Request, seat: Seat, filled: Filled) -> Response | None:
    """The answer to a takedown of what is not on the site, or the undoing of what stands; none where it can be.

    Read here, and not left to the step: a takedown that waited in its queue would be done once somebody approves.
    """
    dossier, decision = seat.dossier, filled.texts["decision"]
    if decision == "takedown" and not dossier.public:
        if dossier.state == "taken down":
            return see_sent(request, decision)
        wrong = "not_public"
    elif decision == "undo" and not _may_be_undone(seat, filled.texts["undoes"]):
        wrong = "stands"
    else:
        return None
    errors = {"decision": [say(request.language, f"form.errors.decision.{wrong}")]}
    return sent_back(request, errors, partial(_page, request, seat, errors, {"reason": filled.texts["reason"]}))


def _may_be_undone(seat: Seat, decision: str) -> bool:
    """Whether this is the last decision still, of those that may be undone."""
    decided = seat.dossier.undoable(clock.seconds())
    return decided is not None and (decided.version, decided.what) == (seat.version, decision)


def _is_on_its_way(dossier: Dossier, version: int, sent: str) -> bool:
    if dossier.state == rules.WITHDRAWN or dossier.version > version:
        return False
    if sent == "takedown":
        return bool(dossier.public)
    if sent == "undo":
        return dossier.undoable(clock.seconds()) is not None
    return dossier.state == "waiting" and sent in (*rules.DECISIONS, "edit")


def _page(
    request: Request,
    seat: Seat,
    errors: Mapping[str, list[str]] | None = None,
    values: Mapping[str, str] | None = None,
    status: int = 422,
) -> Response:
    with editions.in_hand(editions.newest(seat.dossier.edition)):
        known = texts.with_reasons(seat.dossier)
        told = shown.review(known, seat.version, seat.team, was_sent(request), request.language)
    return page(
        request,
        "moderation/review.html",
        status if errors else 200,
        **asdict(told),
        errors=errors or {},
        values=values or {},
        hidden_fields=seat.hidden_fields,
        reasons=list(reasons.of(seat.dossier, request.language).items()),
        is_here=seat.is_here,
        colleagues=colleagues.shown(seat.dossier, seat.team, was_sent(request)) if seat.is_here else None,
        reports=reported.shown(seat.dossier.id, seat.team, was_sent(request)) if seat.is_here else None,
    )


def _once_more(request: Request, seat: Seat, filled: Filled, errors: Mapping[str, list[str]]) -> Response:
    """What is about to be decided, in words, with the mail that its initiator gets; and the last button."""
    decision, reason = cast("rules.Act", filled.texts["decision"]), _reason(seat, filled)
    with editions.in_hand(editions.newest(seat.dossier.edition)):
        initiative = texts.initiative(seat.dossier, seat.version)
        words = edited(initiative, filled.texts) if decision == "edit" else None
        mail = preview.mail(seat.dossier, seat.version, decision, reason, initiative, words)
    return page(
        request,
        "moderation/sure.html",
        422 if errors else 200,
        called=initiative.title,
        text_language=initiative.language,
        decision=decision,
        differences=changed(initiative, filled.texts) if words else {},
        mail=mail,
        mail_language=seat.dossier.contact.language,
        word="" if seat.is_known else say(request.language, f"review.word.{decision}"),
        moderator=seat.team.acting.name,
        errors=errors,
        values={"word": filled.texts["word"]},
        hidden_fields={
            **seat.hidden_fields,
            **_typed(filled),
            "undoes": filled.texts["undoes"],
            **({name: filled.texts[name] for name in ("edits", *NAMES)} if words else {}),
            "sure": decision,
        },
    )
