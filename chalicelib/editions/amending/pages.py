"""Where an organiser proposes to change what decides a round once one has opened, and another agrees to it or not."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from uuid import uuid4

from chalice.app import Response
from msgspec import structs

from chalicelib import clock
from chalicelib.amendment import LONGEST_NOTE, Changed, Note
from chalicelib.cloud import people
from chalicelib.cloud.editions import Version
from chalicelib.cloud.queues import send
from chalicelib.edition import LANGUAGES, Edition, Round
from chalicelib.editions import asked, groups, store, stories, told, typed
from chalicelib.editions.amending import rules, shown
from chalicelib.editions.shown import field
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled
from chalicelib.person import ORGANISER
from chalicelib.web.answers import Halt, page, see_other, see_sent, sent_back, was_sent
from chalicelib.web.fields import Field, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.sessions import NONCE
from chalicelib.web.words import say

pages = Pages()

GROUPS = ("dates", "rules")
"""Where the fields of a round are."""
NOTES = {tongue: f"note_{tongue}" for tongue in LANGUAGES}
OWN = (
    *NONCE,
    Field("base", "own"),
    Field("change", "own"),
    *(Field(name, "own", most=LONGEST_NOTE) for name in NOTES.values()),
    Field(TONGUE, "own"),
)
"""The version that the form was drawn of, an id, so that a button pressed twice is one proposal, and what everybody
reads."""
ANSWERS = ("agree", "drop")
ANSWER = (*NONCE, Field("base", "own"), Field("change", "own"), Field("answer", "own"))

Errors = Mapping[str, Sequence[str]]

# To propose it


@pages.get("/{lang}/organise/edition/{name}/amend/{key}", for_=ORGANISER)
def show_form(request: Request, name: str, key: str) -> Response:
    """What of a round two may still change; nothing, where that is over."""
    version = _version(name)
    return _form(request, version, _round(version.edition, key), uuid4().hex, _as_typed(version.edition), {})


@pages.post("/{lang}/organise/edition/{name}/amend/{key}", for_=ORGANISER)
def propose(request: Request, name: str, key: str) -> Response:
    """Let it wait for somebody else. Nothing of the round changes."""
    newest, now = _version(name), clock.seconds()
    base = asked.began_with(newest, read_form(request, (Field("base", "own"),)).texts["base"])
    its = _round(base.edition, key)
    there = shown.items(base.edition, its, rules.FIELDS[its.kind])
    filled = read_form(request, (*(Field(name, "own") for item in there for name in item.names), *OWN))
    change = asked.change_id(filled)
    if change in {one.id for one in (*newest.edition.waits, *newest.edition.amendments)}:
        return see_other(_path(request, name, change))
    wanted, errors = _read(base.edition, its, filled, request)
    changed = _changed(its, _round(wanted, key))
    is_over = name in store.head().past
    reason = rules.refusal_to_propose(newest.edition, key, changed, now, is_over)
    errors = errors or ({"": [told.refusal(reason, request.language)]} if reason else {})
    errors = {**errors, **filled.said(request.language), **_unsaid(filled, request)}
    if errors or filled.texts[TONGUE] or not change:
        again = partial(_form, request, base, its, change or uuid4().hex, filled.texts, errors)
        return sent_back(request, errors, again)
    note = Note(*(filled.texts[NOTES[tongue]] for tongue in LANGUAGES))
    send([AmendmentProposed(change, newest.number, name, key, changed, note, _whose(request), now)])
    return see_other(_path(request, name, change))


def _as_typed(edition: Edition) -> dict[str, str]:
    return {name: text for group in GROUPS for name, text in groups.as_typed(edition, group).items()}


def _read(base: Edition, its: Round, filled: Filled, request: Request) -> tuple[Edition, Errors]:
    """The year as somebody typed a round of it, and what is wrong with that."""
    items = shown.items(base, its, rules.fields(base, its, clock.seconds()))
    asked_for = {name for item in items for name in item.names}
    # What the form had not, or has no more, stays as it was unless something else was sent.
    texts = {name: text for name, text in filled.texts.items() if text or name in asked_for}
    wanted, wrong = base, typed.Faults()
    for group in GROUPS:
        wanted, faults = typed.read(wanted, group, {**_as_typed(base), **texts})
        wrong |= faults
    return wanted, told.faults(wrong or typed.faults_of(wanted, items), items, request.language)


def _changed(before: Round, after: Round) -> tuple[Changed, ...]:
    old, new = structs.asdict(before), structs.asdict(after)
    return tuple(Changed(name, old[name], new[name]) for name in rules.FIELDS[before.kind] if old[name] != new[name])


def _unsaid(filled: Filled, request: Request) -> Errors:
    """In which languages why is not said, or at too great a length."""
    tongues = {name: say(request.language, f"organise.tongue.{tongue}") for tongue, name in NOTES.items()}
    return {
        name: [say(request.language, "organise.missing.note", tongue=tongue, most=LONGEST_NOTE)]
        for name, tongue in tongues.items()
        if not 0 < len(filled.texts[name]) <= LONGEST_NOTE
    }


def _form(
    request: Request, base: Version, its: Round, change: str, values: Mapping[str, str], errors: Errors
) -> Response:
    edition, language, now = base.edition, request.language, clock.seconds()
    items = shown.items(edition, its, rules.fields(edition, its, now))
    return page(
        request,
        "editions/amend.html",
        422 if errors else 200,
        year=edition.name,
        title=edition.title[language],
        kind=its.kind,
        fields=[field(item, language) for item in items],
        notes=[(name, say(language, f"organise.tongue.{tongue}"), tongue) for tongue, name in NOTES.items()],
        waits=edition.waits[0].id if edition.waits and not rules.is_lapsed(edition, now) else "",
        most=LONGEST_NOTE,
        values=values,
        errors=errors,
        hidden_fields={"button": request.nonce, "base": base.number, "change": change},
    )


# To agree to it


@pages.get("/{lang}/organise/edition/{name}/amendment/{amendment}", for_=ORGANISER)
def show_amendment(request: Request, name: str, amendment: str) -> Response:
    """What would change, and who may agree to it until when; or what became of it."""
    version = _version(name)
    if not re.fullmatch("[0-9a-f]{32}", amendment):
        raise Halt(404)
    history = stories.of(store.history(name), {person.id: person.name for person in people.everyone()})
    language, reader = request.language, _whose(request)
    its = shown.of(version.edition, history, amendment, was_sent(request), reader, language, clock.seconds())
    return page(
        request,
        "editions/amendment.html",
        year=name,
        title=version.edition.title[language],
        its=its,
        again=request.asks,
        hidden_fields={"button": request.nonce, "base": version.number, "change": uuid4().hex},
    )


@pages.post("/{lang}/organise/edition/{name}/amendment/{amendment}", for_=ORGANISER)
def answer(request: Request, name: str, amendment: str) -> Response:
    """Agree to what waits, or drop it; its step knows whether that is in time, and who may."""
    filled, newest = read_form(request, ANSWER), _version(name)
    change, said = asked.change_id(filled), filled.texts["answer"]
    if not change or said not in ANSWERS:
        raise Halt(400)
    seen = asked.began_with(newest, filled.texts["base"])
    if amendment not in {its.id for its in seen.edition.waits}:
        return see_other(request.path)
    send([AmendmentSettled(change, seen.number, name, said == "agree", _whose(request), clock.seconds())])
    return see_sent(request, change)


def _version(name: str) -> Version:
    head = store.head()
    if name not in head.versions:
        raise Halt(404)
    return head.versions[name]


def _round(edition: Edition, key: str) -> Round:
    its = rules.round_of(edition, key)
    if its is None:
        raise Halt(404)
    return its


def _path(request: Request, name: str, amendment: str) -> str:
    return f"/{request.language}/organise/edition/{name}/amendment/{amendment}"


def _whose(request: Request) -> str:
    if request.person is None:
        raise Halt(403)
    return request.person.id
