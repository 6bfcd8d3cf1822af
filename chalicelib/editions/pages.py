"""Where organisers see the year, change it, and read what was changed."""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud import people
from chalicelib.cloud.editions import Head, Version
from chalicelib.cloud.queues import send
from chalicelib.edition import LONGEST_NAME, NAME
from chalicelib.editions import asked, groups, passages, rules, shown, store, stories, told, typed
from chalicelib.editions.amending import rules as amending
from chalicelib.editions.groups import ADDED, GROUPS
from chalicelib.editions.proposal import Proposal
from chalicelib.editions.stories import History
from chalicelib.editions.years import rules as years
from chalicelib.messages.editions import EditionPut
from chalicelib.person import ORGANISER
from chalicelib.web.answers import Halt, page, see_other, sent_back
from chalicelib.web.fields import Field, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.sessions import NONCE
from chalicelib.web.words import say

pages = Pages()

GROUP = (*NONCE, Field("base", "own"), Field("again", "own"), Field(TONGUE, "own"))
"""What stands in the form of each group beside its fields."""
# The year


@pages.get("/{lang}/organise", for_=ORGANISER)
def show_this_year(request: Request) -> Response:
    head = store.head()
    return _overview(request, head, head.current)


@pages.get("/{lang}/organise/edition/{name}", for_=ORGANISER)
def show_year(request: Request, name: str) -> Response:
    return _overview(request, store.head(), name)


def _overview(request: Request, head: Head, name: str) -> Response:
    version, now, language = _version(head, name), clock.seconds(), request.language
    moments = shown.timeline(version.edition, now, language)
    return page(
        request,
        "editions/overview.html",
        year=name,
        title=version.edition.title[language],
        is_current=name == head.current,
        is_over=name in head.past,
        coming=shown.coming(moments, now, language),
        moments=moments,
        today=clock.local(now),
        groups=GROUPS,
        topics=passages.topics(),
        begins=years.year_after(version.edition, now).name if name == head.current and not years.coming(head) else "",
        turns=years.state(head, name, now, False) if name not in head.past else "",
        turns_from=_version(head, head.current).edition.vote.settled,
        others=[(other, its.edition.title[language]) for other, its in head.versions.items() if other != name],
        waits="" if amending.is_lapsed(version.edition, now) else "".join(its.id for its in version.edition.waits),
    )


def _version(head: Head, name: str) -> Version:
    """The newest version of a year. Raises Halt 404 for none that is in play."""
    if name not in head.versions:
        raise Halt(404)
    return head.versions[name]


# A group of its fields


@pages.get("/{lang}/organise/edition/{name}/{group}", for_=ORGANISER)
def show_group(request: Request, name: str, group: str) -> Response:
    version = _version(store.head(), name)
    return _group(request, version, _known(group), groups.as_typed(version.edition, group), {})


@pages.post("/{lang}/organise/edition/{name}/{group}", for_=ORGANISER)
def propose_group(request: Request, name: str, group: str) -> Response:
    """Show what a form would change. Nothing is saved."""
    head = store.head()
    # What fields there are, the version says that the form was drawn of: it is read first.
    said = read_form(request, (Field("base", "own"),)).texts["base"]
    base = asked.began_with(_version(head, name), said)
    filled = read_form(request, (*groups.form(base.edition, _known(group)), *GROUP))
    if filled.texts["again"]:
        return _group(request, base, group, filled.texts, {})
    mine, wrong = typed.read(base.edition, group, filled.texts)
    proposal = asked.proposal(head, base, mine)
    wrong = wrong or typed.faults_of(proposal.wanted, groups.items(base.edition, group))
    items = (*groups.items(base.edition, group), *ADDED.get(group, ()))
    errors = {**told.faults(wrong, items, request.language), **filled.said(request.language)}
    errors = errors or _no_change(proposal, request)
    if errors or filled.texts[TONGUE]:
        return sent_back(request, errors, partial(_group, request, base, group, filled.texts, errors))
    back = {name: text for name, text in filled.texts.items() if name != TONGUE}
    return _differences(request, proposal, {}, {"group": group, "typed": asked.packed(back)})


def _known(group: str) -> str:
    if group not in groups.known():
        raise Halt(404)
    return group


def _no_change(proposal: Proposal, request: Request) -> dict[str, list[str]]:
    """Why nothing would come of it, if so."""
    reason = "unchanged" if proposal.changes_nothing else proposal.refusal(clock.seconds())
    return {"": [told.refusal(reason, request.language)]} if reason else {}


def _group(
    request: Request,
    base: Version,
    group: str,
    values: Mapping[str, str],
    errors: Mapping[str, Sequence[str]],
) -> Response:
    now, edition, language = clock.seconds(), base.edition, request.language
    is_frozen = rules.is_frozen(edition, now)
    return page(
        request,
        "editions/group.html",
        422 if errors else 200,
        year=edition.name,
        title=edition.title[language],
        group=group,
        topic=group.removeprefix(passages.PAGE) if group.startswith(passages.PAGE) else "",
        licences=shown.LICENCES,
        fields=shown.fields(edition, group, language, is_frozen),
        several=shown.several(edition, group, language),
        may_add=group != "categories" or not is_frozen,
        amendable=[(its.key, its.kind) for its in edition.rounds if amending.fields(edition, its, now)],
        may_leave_out=group != "categories" or (not is_frozen and edition.registration.opens > clock.local(now)),
        moments=shown.timeline(edition, now, language),
        today=clock.local(now),
        values=values,
        errors=errors,
        hidden_fields={"button": request.nonce, "base": base.number},
    )


# What would change, and saving it


@pages.post("/{lang}/organise/edition/{name}", for_=ORGANISER)
def take_proposal(request: Request, name: str) -> Response:
    """Send a change on once somebody saw what it is and said why; its step knows whether it is the first."""
    filled, head = read_form(request, asked.PROPOSAL), store.head()
    proposal, change = asked.proposed(head, _version(head, name), filled), asked.change_id(filled)
    page_of_it = f"/{request.language}/organise/edition/{name}/change/{change}"
    if change and proposal.is_late and asked.is_there(proposal, change):
        return see_other(page_of_it)
    errors = _no_change(proposal, request)
    is_seen = change and not filled.texts[TONGUE] and not proposal.is_late
    if is_seen:
        errors = {**errors, **_not_said(filled, proposal, request)}
    answer = partial(_differences, request, proposal, errors, filled.texts)
    if errors:
        return sent_back(request, errors, answer)
    if not is_seen:
        return answer()
    number, why, confirmed = proposal.newest.number, filled.texts["why"], bool(filled.texts["confirmed"])
    send([EditionPut(change, number, proposal.wanted, _whose(request), why, clock.seconds(), confirmed)])
    return see_other(page_of_it)


def _not_said(filled: Filled, proposal: Proposal, request: Request) -> dict[str, list[str]]:
    """What has to be said with a change and is not."""
    missing: Mapping[str, object] = {
        "why": not 0 < len(filled.texts["why"]) <= asked.LONGEST_WHY,
        "confirmed": proposal.to_confirm(clock.seconds()) and not filled.texts["confirmed"],
    }
    return {name: [say(request.language, f"organise.missing.{name}")] for name, is_so in missing.items() if is_so}


def _differences(
    request: Request,
    proposal: Proposal,
    errors: Mapping[str, Sequence[str]],
    values: Mapping[str, str],
) -> Response:
    now, newest, language = clock.seconds(), proposal.newest, request.language
    between = (proposal.base.edition, newest.edition, language)
    group, back = values.get("group", ""), asked.back(values)
    again = {"group": group, "typed": values.get("typed", "")}
    wanted = {"wanted": asked.packed(proposal.wanted), "base": newest.number, "change": uuid4().hex}
    return page(
        request,
        "editions/differences.html",
        422 if errors else 200,
        year=newest.edition.name,
        title=newest.edition.title[language],
        lines=told.lines(newest.edition, proposal.wanted, language),
        follows=[] if proposal.is_coming else told.consequences(newest.edition, proposal.wanted, now, language),
        meanwhile=told.lines(*between),
        at_once=[told.line(its, *between) for its in proposal.at_once()],
        to_confirm=told.to_confirm(proposal.to_confirm(now), language),
        may_save="" not in errors,
        errors=errors,
        values=values,
        most=asked.LONGEST_WHY,
        group=group if back else "",
        back={**back, "button": request.nonce},
        hidden_fields={"button": request.nonce, **wanted, **again},
    )


def _whose(request: Request) -> str:
    if request.person is None:
        raise Halt(403)
    return request.person.id


# What was changed


@pages.get("/{lang}/organise/edition/{name}/change/{change}", for_=ORGANISER)
def show_change(request: Request, name: str, change: str) -> Response:
    """What a change changed and what became of it; or that it is on its way."""
    if not re.fullmatch("[0-9a-z-]{1,40}", change):
        raise Halt(404)
    head, story = store.head(), _history(name).one(request.language, change)
    present = _version(head, head.current)
    # What begins a year is told beside the present one until it is there.
    is_begun = name not in head.versions and name == years.year_after(present.edition, clock.seconds()).name
    its = present if is_begun else _version(head, name)
    return _told(request, "editions/change.html", its, story=story, is_coming=years.is_coming(head, name))


@pages.get("/{lang}/organise/history/{name}", for_=ORGANISER)
def show_history(request: Request, name: str) -> Response:
    history, asked = _history(name), request.query.get("page", ["1"])[0]
    number = int(asked) if re.fullmatch("[1-9][0-9]{0,3}", asked) else 0
    if not 1 <= number <= history.pages:
        raise Halt(404)
    told_then = history.told(request.language, number)
    version = _version(store.head(), name)
    return _told(request, "editions/history.html", version, stories=told_then, number=number, pages=history.pages)


def _history(name: str) -> History:
    # The row that says which years there are is in the same table, and is none.
    if not re.fullmatch(NAME, name) or len(name) > LONGEST_NAME:
        raise Halt(404)
    return stories.of(store.history(name), {person.id: person.name for person in people.everyone()})


def _told(request: Request, template: str, version: Version, **shown: Any) -> Response:
    year, title = version.edition.name, version.edition.title[request.language]
    return page(request, template, year=year, title=title, hidden_fields={"button": request.nonce}, **shown)
