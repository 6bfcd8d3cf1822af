"""Where moderators read and decide: by the link of a mail, or signed in at the desk, where all stands that waits."""

import re
from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode
from uuid import uuid4

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud import editions
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.initiative import SLUG
from chalicelib.messages.message import Link
from chalicelib.messages.reports import ReportsClosed
from chalicelib.moderation import mailed, queues, store
from chalicelib.moderation.colleagues import presence
from chalicelib.moderation.colleagues import shown as colleagues
from chalicelib.moderation.desk import decided, deciding, listed, reported, several
from chalicelib.moderation.desk.deciding import DECISION, Seat
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.pages_of import dossiers_of
from chalicelib.moderation.shown import Team
from chalicelib.person import AT_THE_DESK, ORGANISER, Person
from chalicelib.web import links
from chalicelib.web.answers import Halt, as_json, page, see_other, sent_back, too_late, was_sent
from chalicelib.web.fields import BUTTON, Field, Filled, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button
from chalicelib.web.words import say

pages = Pages()

# By the link of a mail


@pages.get("/{lang}/review/{token}")
def show_review(request: Request, token: str) -> Response:
    link = links.read("review", token, clock.seconds())
    dossier, version = mailed.dossier(link)
    if void := mailed.void(request, link, dossier, link.recipient):
        return void
    return deciding.read(request, _by_link(token, link, dossier, version))


@pages.post("/{lang}/review/{token}")
def take_review(request: Request, token: str) -> Response:
    now = clock.seconds()
    link = links.read("review", token, now)
    filled = read_form(request, DECISION)
    check_button(request, token, filled.texts["button"])
    if filled.texts["not_me"]:
        return mailed.disown(request, link, link.recipient, now)
    name = links.year(link)
    if name is not None and filled.texts["decision"] != "takedown" and editions.seems_over(name):
        raise links.LinkOfYear(name)
    dossier, version = mailed.dossier(link)
    if dossier.version > version and dossier.decision(dossier.approved_as(version)) is None:
        return too_late(request, "changed_meanwhile", 409, filled.typed)
    return deciding.take(request, _by_link(token, link, dossier, version), filled)


def _by_link(token: str, link: Link, dossier: Dossier, version: int) -> Seat:
    team = deciding.team(link.recipient, dossier.edition, dossier.recused)
    return Seat(team, dossier, dossier.approved_as(version), {"button": links.csrf_token(token)}, links.is_typed(link))


# Signed in

WHICH: Form = (*DECISION, Field("version", "own"))

_PAGE = re.compile(rf"(?:/editions/([\w-]+))?/initiatives/({SLUG})(?![\w-])")
"""The address of a public page, as somebody pastes it; of a year that is over it says the year."""


@pages.get("/{lang}/desk", for_=AT_THE_DESK)
def show_desk(request: Request) -> Response:
    """What waits, the longest first: read in one call, however much it is. A page's address leads to its dossier."""
    if pasted := _PAGE.search(request.query.get("q", [""])[0]):
        year = f"?year={pasted[1]}" if pasted[1] else ""
        return see_other(f"/{request.language}/desk/initiatives/{pasted[2]}{year}")
    return _desk(request)


def _desk(request: Request, filled: Filled | None = None, errors: Mapping[str, list[str]] | None = None) -> Response:
    person, state = _who(request), listed.state(request)
    queue = queues.read(edition().name, state, newest_first=state != "waiting")
    asked = listed.Tab(state, reported.is_asked(request))
    shown = listed.shown(request, queue, person, asked, clock.seconds())
    its = {"typed": filled.texts if filled else {}, "chosen": filled.lists["chosen"] if filled else []}
    context = {"errors": errors or {}, "hidden_fields": {"button": request.nonce}, **its, **shown}
    return page(request, "moderation/desk.html", 422 if errors else 200, **context)


@pages.post("/{lang}/desk", for_=AT_THE_DESK)
def decide_on_several(request: Request) -> Response:
    """Show each that was ticked and what is mailed of it; once that was seen, decide on each that waits still."""
    filled = several.checked(read_form(request, several.SEVERAL))
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, partial(_desk, request, filled, errors))
    if editions.seems_over(edition().name):
        raise links.LinkOfYear(edition().name)
    team = deciding.team(_who(request).id, edition().name)
    chosen, decision = several.ticked(filled), filled.texts["decision"]
    found = several.find(chosen, team, decision)
    if not several.is_seen(filled):
        return _once_more(request, team, filled, found)
    if not several.is_meant(filled):
        errors = {"word": [say(request.language, "form.errors.word.other")]}
        return sent_back(request, errors, partial(_once_more, request, team, filled, found, errors))
    send(several.decisions(found, team, filled))
    its = [("decision", decision), *(("its", str(one)) for one in chosen)]
    return see_other(f"{request.path}/several?{urlencode(its)}")


def _once_more(
    request: Request,
    team: Team,
    filled: Filled,
    found: list[several.Found],
    errors: Mapping[str, list[str]] | None = None,
) -> Response:
    decision = filled.texts["decision"]
    said = {"decision": decision, "reason": filled.texts["reason"], "sure": decision}
    return page(
        request,
        "moderation/several.html",
        422 if errors else 200,
        **several.asked_once_more(found, filled, request.language),
        decision=decision,
        word=say(request.language, f"review.word.{decision}"),
        errors=errors or {},
        values={"word": filled.texts["word"]},
        left_out=several.left_out(found, team),
        moderator=team.acting.name,
        hidden_fields={"button": request.nonce, **said},
    )


@pages.get("/{lang}/desk/several", for_=AT_THE_DESK)
def show_several(request: Request) -> Response:
    """What became of each that somebody decided on at once."""
    team, decision = deciding.readers(_who(request).id, edition().name), request.query.get("decision", [""])[0]
    chosen = several.of_address(request.query.get("its", []))[: several.MOST]
    told = several.told(several.find(chosen, team, decision), team)
    here = f"{request.path}?{urlencode(request.query, doseq=True)}"
    return page(request, "moderation/several_done.html", its=told, again=here)


@pages.get("/{lang}/desk/decisions.csv", for_=ORGANISER)
def show_decisions(request: Request) -> Response:
    """All decisions of the year, for its organisers."""
    name = f"decisions-{edition().name}.csv"
    kept = f'attachment; filename="{name}"'
    table = decided.table(edition().name).decode()
    return Response(table, {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": kept})


@pages.get("/{lang}/desk/initiatives/{slug}", for_=AT_THE_DESK)
def find_dossier(request: Request, slug: str) -> Response:
    """From the name of a public page to its newest dossier, or that of a year, where it is taken down."""
    year = request.query.get("year", [""])[0]
    found = [its for its in dossiers_of(slug) if not year or editions.newest(its.edition).edition.name == year]
    if not found:
        raise Halt(404)
    return see_other(f"/{request.language}/desk/{found[0].id}")


@pages.get("/{lang}/desk/{dossier}", for_=AT_THE_DESK)
def show_dossier(request: Request, dossier: str) -> Response:
    """Its newest version, for who may decide and for organisers, who see all."""
    its, who = _dossier(dossier), _who(request)
    if who.id in its.recused:
        sent = was_sent(request)
        return page(request, "moderation/recused.html", hidden_fields={"button": request.nonce}, sent=sent)
    return deciding.read(request, _here(request, its, deciding.readers(who.id, its.edition, its.recused)))


@pages.post("/{lang}/desk/{dossier}", for_=AT_THE_DESK)
def take_decision(request: Request, dossier: str) -> Response:
    """A decision on the version that was read: where it changed meanwhile, what is new is shown."""
    filled = read_form(request, WHICH)
    its = _dossier(dossier)
    seat = _here(request, its, deciding.team(_who(request).id, its.edition, its.recused))
    if filled.texts["version"] != str(its.version):
        if filled.texts["edits"]:
            # Its form would hold words of the version before, and take back what is new.
            return too_late(request, "changed_meanwhile_edited", 409, filled.typed)
        return deciding.changed_meanwhile(request, seat, filled)
    if filled.texts["decision"] != "takedown" and editions.seems_over(its.edition):
        raise links.LinkOfYear(its.edition)
    return deciding.take(request, seat, filled)


@pages.post("/{lang}/desk/{dossier}/reports", for_=AT_THE_DESK)
def close_reports(request: Request, dossier: str) -> Response:
    """Whoever may decide looked at these reports, and it stays."""
    ids = reported.chosen(read_form(request, reported.CLOSING).texts["reports"])
    its = _dossier(dossier)
    who = deciding.team(_who(request).id, its.edition, its.recused).acting
    send([ReportsClosed(its.id, ids, who.id, clock.seconds(), uuid4().hex)])
    return see_other(f"/{request.language}/desk/{its.id}?sent={reported.LOOKED}")


@pages.post("/{lang}/desk/{dossier}/colleagues", for_=AT_THE_DESK)
def tell_colleagues(request: Request, dossier: str) -> Response:
    """A note for colleagues, or whom it is passed on to, or that somebody knows these people: nothing is decided."""
    filled = read_form(request, colleagues.HANDLING)
    its, who = _dossier(dossier), _who(request)
    if editions.seems_over(its.edition):
        raise links.LinkOfYear(its.edition)
    if filled.texts["what"] != "returned":
        team = deciding.team(who.id, its.edition, its.recused)
        filled = colleagues.checked(filled, team)
        if filled.faults:
            return deciding.sent_back_to(request, _here(request, its, team), filled)
    handled = colleagues.handled(filled, its, who.id, clock.seconds())
    send([handled])
    return see_other(f"/{request.language}/desk/{its.id}?sent={handled.what}")


@pages.post("/{lang}/desk/{dossier}/open", for_=AT_THE_DESK)
def tell_who_is_here(request: Request, dossier: str) -> Response:
    """Who else has it open now: their pages say so while they are in sight."""
    read_form(request, BUTTON)
    its = _dossier(dossier)
    team = deciding.readers(_who(request).id, its.edition, its.recused)
    here = presence.open_here(its.id, team.acting.id)
    return as_json({"here": [team.names[one] for one in here if one in team.names]})


def _dossier(dossier_id: str) -> Dossier:
    found = store.find(dossier_id)
    if found is None or not found.versions:
        raise Halt(404)
    return found


def _here(request: Request, dossier: Dossier, team: Team) -> Seat:
    hidden_fields = {"button": request.nonce, "version": str(dossier.version)}
    return Seat(team, dossier, dossier.version, hidden_fields, is_known=True, is_here=True)


def _who(request: Request) -> Person:
    if request.person is None:
        raise Halt(403)
    return request.person
