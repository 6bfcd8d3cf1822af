"""Where jurors stand back, read and rank, and sign what was decided; and where organisers see how far they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode
from uuid import uuid4

from chalice.app import Response
from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import choosing, closings, people
from chalicelib.cloud.competing import Competing
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.edition import Round
from chalicelib.jury import entries, panel, shown, store
from chalicelib.jury.panel import Juror, Time
from chalicelib.kinds import Slug
from chalicelib.messages.jury import ConflictsDeclared, MinutesSigned, RankingGiven
from chalicelib.outcome import NO_AWARD
from chalicelib.person import JUROR, ORGANISER, Person
from chalicelib.web.answers import Halt, after_sending, page, see_other, sent_back, too_late, was_sent
from chalicelib.web.fields import BUTTON, Field, Form, checked
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.words import say

pages = Pages()

NONE = "-"
"""What a form says for no award."""
MOST = 150
"""Places that a form has at most: who is equal to the last nominee goes on too, however many these are."""

CONFLICTS: Form = (*BUTTON, Field("asked", "boxes", most=MOST), Field("back", "boxes", most=MOST))
RANKING: Form = (
    *BUTTON,
    *(Field(f"place_{number}", "own") for number in range(1, MOST + 1)),
    Field("abstain", "own"),
    Field("why", "text", most=300),
)


class Desk(Struct, frozen=True):
    """A category of a round in front of the juror who judges it."""

    person: Person
    round: Round
    category: str
    juror: Juror
    time: Time
    found: Sequence[Competing]
    now: datetime
    """When they came: what is in time then, is."""

    @property
    def may(self) -> bool:
        """Whether they may say anything: after the close only who did before, since all ranks are shown then."""
        if self.time == "revising":
            return self.juror.ranks and self.juror.revised is None
        return self.time == "open"

    @property
    def path(self) -> str:
        """Of its page, below the language."""
        return f"jury/{self.round.key}/{self.category}"


@pages.get("/{lang}/jury", for_=JUROR)
def show_jury(request: Request) -> Response:
    year, now = edition(), clock.now()
    is_tied = year.vote.closes <= now < closings.embargo(year, now).lifts(year.vote.results) and choosing.tied(year)
    return page(request, "jury/jury.html", lines=shown.lines(_here(request), request.language, now), is_tied=is_tied)


@pages.get("/{lang}/jury/{round_name}/{category}", for_=JUROR)
def show_category(request: Request, round_name: str, category: str) -> Response:
    return _category(request, _desk(request, round_name, category), {}, {})


@pages.post("/{lang}/jury/{round_name}/{category}/conflicts", for_=JUROR)
def stand_back(request: Request, round_name: str, category: str) -> Response:
    """Note from which a juror stands back, or from none: until then they read nothing."""
    desk = _desk(request, round_name, category)
    known = {one.slug for one in desk.found}
    lists = read_form(request, CONFLICTS).lists
    asked, back = (tuple(slug for slug in dict.fromkeys(lists[name]) if slug in known) for name in ("asked", "back"))
    if not desk.may:
        return too_late(request, "jury_closed", 409, [])
    back = (*back, *(slug for slug in _before(desk) if slug in known and slug not in back))
    send([ConflictsDeclared(round_name, category, desk.person.id, back, int(desk.now.timestamp()), asked)])
    return _see(request, desk, "conflicts")


@pages.post("/{lang}/jury/{round_name}/{category}/ranking", for_=JUROR)
def rank(request: Request, round_name: str, category: str) -> Response:
    """Take a ranking, or that somebody abstains and why."""
    desk = _desk(request, round_name, category)
    filled = read_form(request, RANKING)
    texts, wrong = filled.texts, checked(filled, edition()).said(request.language)
    found = _entries(request, desk)
    order, abstains, fault = _order(found, texts), "", ""
    if not desk.may:
        return too_late(request, "jury_closed", 409, _typed(request, found, order, texts["why"]))
    if not desk.juror.declared:
        raise Halt(409, "jury_declare_first")
    if texts["abstain"] == "yes":
        order, abstains, fault = (), texts["why"], "" if texts["why"] else "why"
    else:
        fault = panel.faults(desk.round, desk.juror, order, [one.slug for one in desk.found])
    errors = {name: said for name, said in wrong.items() if name == "why"}
    if fault:
        errors["why" if fault == "why" else "place_1"] = [say(request.language, f"jury.faults.{fault}")]
    if errors:
        return sent_back(request, errors, lambda: _category(request, desk, texts, errors))
    # Of two presses in a second the later one is the greater, and nothing waits for one that another replaced.
    change = f"{clock.microseconds():020}{uuid4().hex}"
    send([RankingGiven(change, round_name, category, desk.person.id, order, abstains, int(desk.now.timestamp()))])
    return _see(request, desk, change)


@pages.get("/{lang}/jury/{round_name}/{category}/read", for_=JUROR)
def read(request: Request, round_name: str, category: str) -> Response:
    """All that somebody may judge in a category on one page, to be printed and read anywhere."""
    desk = _desk(request, round_name, category)
    if not desk.juror.declared:
        raise Halt(409, "jury_declare_first")
    return page(
        request,
        "jury/read.html",
        desk=desk,
        name=_name(request, category),
        questions=_questions(request, category),
        entries=[one for one in _entries(request, desk) if one.judged],
    )


@pages.get("/{lang}/jury/{round_name}/{category}/minutes", for_=JUROR)
def show_minutes(request: Request, round_name: str, category: str) -> Response:
    person, its = _seated(request, round_name, category)
    return _minutes(request, its, category, store.juror(round_name, category, person.id))


@pages.post("/{lang}/jury/{round_name}/{category}/minutes", for_=JUROR)
def sign(request: Request, round_name: str, category: str) -> Response:
    person, _ = _seated(request, round_name, category)
    if store.outcome(round_name, category) is None:
        raise Halt(404)
    send([MinutesSigned(round_name, category, person.id, clock.seconds())])
    return see_other(f"{request.path}?sent=signed")


# For organisers


@pages.get("/{lang}/organise/jury", for_=ORGANISER)
def watch(request: Request) -> Response:
    now = clock.now()
    rounds = [
        (its, shown.time(its, now), shown.until(its, now), shown.watch(its, request.language)) for its in edition().jury
    ]
    return page(request, "jury/organise.html", rounds=rounds)


@pages.get("/{lang}/organise/jury/{round_name}/{category}", for_=ORGANISER)
def watch_minutes(request: Request, round_name: str, category: str) -> Response:
    return _minutes(request, _round(round_name, category), category, None)


# What these share


def _here(request: Request) -> Person:
    if request.person is None:
        raise Halt(403)
    return request.person


def _round(round_name: str, category: str) -> Round:
    """The round. Raises Halt 404 where there is none, or no such category."""
    its = panel.round_of(edition(), round_name, category)
    if its is None:
        raise Halt(404)
    return its


def _seated(request: Request, round_name: str, category: str) -> tuple[Person, Round]:
    """Who is here, and the round. Raises Halt 404 for who does not judge it."""
    person, its = _here(request), _round(round_name, category)
    if person.seat(edition().name, category) is None:
        raise Halt(404)
    return person, its


def _desk(request: Request, round_name: str, category: str) -> Desk:
    """Raises Halt 404 for who does not judge it, and 409 before it opens."""
    person, its = _seated(request, round_name, category)
    now = clock.now()
    stands = shown.time(its, now)
    if stands == "before":
        raise Halt(409, "jury_early", opens=shown.until(its, now))
    juror = store.juror(round_name, category, person.id)
    return Desk(person, its, category, juror, stands, entries.of(its, category), now)


def _before(desk: Desk) -> Sequence[str]:
    """From what they stood back in the rounds before this one: conflicts only come."""
    earlier = [its for its in edition().jury if its.opens < desk.round.opens]
    return [slug for its in earlier for slug in store.juror(its.key, desk.category, desk.person.id).conflicts]


def _order(found: Sequence[shown.Entry], texts: Mapping[str, str]) -> tuple[Slug, ...]:
    """What was chosen, by what stands for each on the page."""
    slugs = {NONE: NO_AWARD, **{one.key: one.slug for one in found}}
    typed = [texts[f"place_{number}"] for number in range(1, MOST + 1)]
    return tuple(slugs.get(key, key) for key in typed if key)


def _typed(request: Request, found: Sequence[shown.Entry], order: Sequence[Slug], why: str) -> list[tuple[str, str]]:
    """The same in words, for who came too late: by the names of fields."""
    called = {NO_AWARD: say(request.language, "jury.no_award")}
    called |= {one.slug: one.called for one in found}
    gone = say(request.language, "jury.gone")
    places = ", ".join(f"{place}. {called.get(slug, gone)}" for place, slug in enumerate(order, 1))
    return [(name, said) for name, said in (("ranking", places), ("abstains", why)) if said]


def _see(request: Request, desk: Desk, sent: str) -> Response:
    return see_other(f"/{request.language}/{desk.path}?{urlencode({'sent': sent})}")


def _name(request: Request, category: str) -> str:
    return edition().category(category).name[request.language]


def _questions(request: Request, category: str) -> str:
    its = edition().category(category).questions
    return its[request.language] or its.nl


def _entries(request: Request, desk: Desk) -> list[shown.Entry]:
    return shown.entries(desk.round, desk.category, desk.juror, desk.found, request.language)


def _category(request: Request, desk: Desk, values: Mapping[str, str], errors: Mapping[str, list[str]]) -> Response:
    found, juror, sent = _entries(request, desk), desk.juror, was_sent(request)
    judged = [one for one in found if one.judged]
    keys = {NO_AWARD: NONE, **{one.slug: one.key for one in found}}
    is_final = desk.round.kind == "final"
    ranked = panel.order(juror, {NO_AWARD, *(one.slug for one in judged)})
    known = {f"place_{n}": keys[slug] for n, slug in enumerate(ranked, 1)}
    waits = bool(sent) and not (juror.declared if sent == "conflicts" else juror.said and juror.said.id >= sent)
    called = {one.slug: one.called for one in found}
    decided = store.outcome(desk.round.key, desk.category) is not None
    may_see = decided or (desk.time == "revising" and juror.ranks)
    read = called if decided else {one.slug: one.called for one in judged}
    return page(
        request,
        "jury/category.html",
        422 if errors else 200,
        desk=desk,
        name=_name(request, desk.category),
        questions=_questions(request, desk.category),
        entries=found,
        judged=judged,
        places=panel.most(desk.round, len(judged)) + is_final,
        values={**known, **values},
        errors=errors,
        until=shown.until(desk.round, clock.now()),
        waits=waits,
        again=after_sending(request, sent),
        mine=shown.order(juror.said, called, request.language),
        ranks=shown.ranks(desk.round, desk.category, read, decided) if may_see else [],
        decided=decided,
        hidden_fields={"button": request.nonce},
    )


def _minutes(request: Request, its: Round, category: str, juror: Juror | None) -> Response:
    found = store.outcome(its.key, category)
    if found is None:
        raise Halt(404)
    return page(
        request,
        "jury/minutes.html",
        name=_name(request, category),
        kind=its.kind,
        minutes=shown.minutes(its, category, *found, people.everyone(), request.language),
        juror=juror,
        sent=was_sent(request),
        hidden_fields={"button": request.nonce},
    )
