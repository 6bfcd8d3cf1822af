"""Who has which task: somebody organises at every moment, and whoever lost a task does nothing more."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
from greenlet import getcurrent

from tests.cloud.expressions import Row
from tests.simulation.people.moderators import DECISIONS
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.people import ORGANISERS, TEAM
from chalicelib.people import store
from chalicelib.people.rules import OWN, Member
from chalicelib.person import Person

STEPS = ("invited", "changed", "accepted", "removed")
"""What counts as the next number of somebody."""


def member(stage: Stage, person: str) -> Member | None:
    """Somebody as their page shows them."""
    row = stage.world.table("people").rows.get((TEAM, person))
    return _member(row) if row else None


def _member(row: Row) -> Member:
    became = msgspec.json.decode(row["became"]["S"], type=store._Became)
    person = msgspec.json.decode(row["said"]["S"], type=Person)
    return Member(person, became.number, became.invited, became.began_at, became.changes, became.asks)


def watch_team(stage: Stage) -> None:
    """I18, at any moment: somebody organises the campaign, and decisions are of who may."""

    def on_put(table: str, row: Row) -> None:
        if table.endswith("people"):
            _somebody_organises(stage)
            _nothing_is_overwritten(stage, row)
        elif table.endswith("dossiers") and "events" in row:
            _decided_by_who_may(stage, row)

    stage.world.cloud.dynamodb.on_put = on_put


def _somebody_organises(stage: Stage) -> None:
    rows = stage.world.table("people").rows
    organisers = {key[1] for key, row in rows.items() if key[0] == TEAM and _member(row).is_organiser}
    counted = set(json.loads(rows[ORGANISERS, ORGANISERS]["said"]["S"]))
    if not organisers:
        stage.world.violated("I18: nobody organises the campaign any more")
    if not counted or counted - organisers:
        stage.world.violated("I18: somebody is counted who is no organiser")


def _nothing_is_overwritten(stage: Stage, row: Row) -> None:
    table = stage.world.table("people")
    _, before = table.past[table.key(row)][-1]
    if before is None or "became" not in row:
        return
    # Of what somebody does themselves just the newest is kept.
    changes = [[its for its in _member(one).changes if its.what not in OWN] for one in (before, row)]
    known, now = ([its.id for its in each] for each in changes)
    if now[: len(known)] != known:
        stage.world.violated("I18: what became of somebody is written over")
    for change in changes[1][len(known) :]:
        if change.what in ("invited", "changed", "removed") and change.by and not _organised(stage, change.by):
            stage.world.violated(f"I18: {change.what} by somebody who organised no more")


def _organised(stage: Stage, person: str) -> bool:
    """Whether somebody was an organiser at any moment since the step that goes on began."""
    then = stage.world.table("people").since((TEAM, person), getcurrent().worker.started)
    return any(_member(its).is_organiser for its in then if its)


def _decided_by_who_may(stage: Stage, row: Row) -> None:
    table, events = stage.world.table("dossiers"), json.loads(row["events"]["S"])
    _, before = table.past[table.key(row)][-1]
    known = json.loads(before["events"]["S"]) if before else []
    for event in events[len(known) :]:
        if event["what"] not in DECISIONS:
            continue
        began = getcurrent().worker.started
        then = stage.world.table("people").since((TEAM, event["who"]), began)
        if not any("moderator" in _member(its).person.roles("2027") for its in then if its):
            stage.world.violated(f"I18: {event['what']} by somebody whose task was taken before")


def check_team(stage: Stage) -> Iterator[str]:
    """I18: each change is made on the one it says, or refused; nobody who was removed comes back by what is older."""
    sent = _sent(stage)
    puts = {fields["id"]: fields for fields in sent["PersonPut"]}
    members = {key[1]: _member(row) for key, row in stage.world.table("people").rows.items() if key[0] == TEAM}
    for its in members.values():
        yield from _history_is_right(its, puts)
    refused = {extra["kind"] for event, extra in stage.world.lines if event == "refused"}
    for put in puts.values():
        whom = members.get(_mailbox(put["email"]))
        is_known = whom is not None and (whom.has(put["id"]) or whom.number > put["base"])
        if not is_known and "PersonPut" not in refused:
            yield f"I18: what was asked of {put['email']} is lost"
    for removal in sent["PersonRemoved"]:
        its = members[removal["person"]]
        if not any(change.what == "removed" for change in its.changes) and "PersonRemoved" not in refused:
            yield "I18: a removal is lost"
    for accepted in sent["PersonAccepted"]:
        its = members[accepted["person"]]
        if its.person.grants and its.invited == accepted["number"] and not its.person.accepted:
            yield "I18: somebody joined in, and it is lost"
    for forgotten in sent["PersonForgotten"]:
        gone = members.get(forgotten["person"])
        is_theirs = gone is not None and gone.began_at <= forgotten["at"] and "PersonForgotten" not in refused
        if is_theirs and gone and _is_known(gone):
            yield "I11: the team knows somebody who was forgotten"
    if not stage.weather.skew:
        yield from _away_is_newest(members, sent["PersonAway"])


def _is_known(gone: Member) -> bool:
    """Whether anything is kept of who they were; who was invited anew in that same second is somebody again."""
    ids = [change.id for change in gone.changes]
    last = ids.index("forgotten") if "forgotten" in ids else len(ids)
    before, since = gone.changes[:last], gone.changes[last:]
    came_back = any(change.what == "invited" for change in since)
    return any(its.why for its in before) or (not came_back and bool(gone.person.name or gone.person.email))


def _sent(stage: Stage) -> dict[str, list[Any]]:
    kinds = ("PersonPut", "PersonRemoved", "PersonAccepted", "PersonAway", "PersonForgotten")
    return {kind: [fields for _, its, fields in stage.sent if its == kind] for kind in kinds}


def _mailbox(email: str) -> str:
    return keys.address_hash(addresses.canonical(email))


def _history_is_right(its: Member, puts: dict[str, Any]) -> Iterator[str]:
    """Number after number, each put on the one before it; what they have is what was put last."""
    number, grants, accepted, invited = 0, its.changes[0].grants, its.changes[0].id == "first", 0
    for change in its.changes:
        if change.id in puts:
            if puts[change.id]["base"] != number:
                yield f"I18: a change made on number {puts[change.id]['base']} is number {number + 1}"
            grants, accepted = change.grants, accepted or puts[change.id]["accepted"]
        if change.what == "removed":
            grants, accepted = (), False
        if change.what == "accepted":
            accepted = True
            if change.id != f"accepted {invited}":
                yield f"I18: of the invitation {invited}, {change.id} is taken"
        number += change.what in STEPS
        invited = number if change.what == "invited" else invited
    made = [change.id for change in its.changes if change.id != "forgotten"]
    if len(set(made)) < len(made):
        yield "I18: a change was made twice"
    if (number, grants, accepted) != (its.number, its.person.grants, its.person.accepted):
        yield f"I18: {its.person.name} is not what became of them"


def _away_is_newest(members: dict[str, Member], wishes: list[Any]) -> Iterator[str]:
    for person, its in members.items():
        mine = [wish for wish in wishes if wish["person"] == person and its.has(wish["id"])]
        mine = [wish for wish in mine if wish["at"] > its.began_at]
        newest = [wish["away"] for wish in mine if wish["at"] == max(its["at"] for its in mine)]
        if its.person.grants and len(set(newest)) == 1 and its.person.away != newest[0]:
            yield "I18: somebody is away who is back, or the other way round"
