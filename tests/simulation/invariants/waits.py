"""What waits long has been told of."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.calls import SECOND
from tests.people import MODERATORS
from tests.simulation.invariants.files import SIGN
from tests.simulation.invariants.team import member
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import brussels
from tests.staff import AN, KARIM, SOFIE

DAY = 24 * 3600


def check_waits(stage: Stage) -> Iterator[str]:
    """I23: in a healed world of whatever waits longer than a term a mail was asked for to each who has to hear of it,
    and it is the turn of somebody who is there. That such a mail comes, and how often, is I9.
    """
    for (name,), row in stage.world.table("dossiers").rows.items():
        if row.get("state", {}).get("S") != "waiting":
            continue
        days = (stage.world.now // SECOND - int(row["opened_at"]["N"])) / DAY
        if not json.loads(row["line"]["S"].partition(" ")[2])[4]:
            yield f"I23: it is nobody's turn to read {name}"
        asked = [fields for _, kind, fields in stage.sent if kind == "MailRequested" and _tells_of(fields, name)]
        for among, mail in _expected(days, json.loads(row["contact"]["S"])["email"]):
            told = {fields["to"] for fields in asked if fields["mail"] in (mail, "many-late")}
            if not told or not told <= {*among} or (days >= 4 and len(told) < len(among)):
                yield f"I23: {name} waits for {int(days)} days, and of {among} {sorted(told)} were told"


def _tells_of(mail: Any, name: str) -> bool:
    """Whether a mail is about it, or about many that it is among the first of."""
    return name in mail["id"] or name in mail["about"].get("ids", "")


def _expected(days: float, initiator: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """To whom, to all of them from the second term on, and by which mail."""
    if days >= 2:
        yield tuple(MODERATORS), "review-reminder"
    if days >= 7:
        yield (SOFIE.email,), "review-late"
        yield (initiator,), "decision-late"


def check_digests(stage: Stage) -> Iterator[str]:
    """I23: for who wants one mail a day one is asked for each morning, and it names what waits."""
    asked = [
        fields for _, kind, fields in stage.sent if kind == "MailRequested" and fields["mail"] == "moderation-digest"
    ]
    now = brussels.moment(stage.world.now // SECOND)
    today, is_morning = now.date().isoformat(), 8 <= now.hour < 12
    for person in (AN, KARIM):
        told = {fields["id"] for fields in asked if fields["to"] == person.email and f"-{today}-" in fields["id"]}
        its = member(stage, person.id)
        if is_morning and its and its.person.digest and len(told) != 1:
            yield f"I23: {person.name} wants one mail a day, and of today {len(told)} are asked for"
    yield from _wishes_are_kept(stage)
    for fields in asked:
        if not SIGN.search(fields["about"]["lines"]):
            yield "I23: a mail of what waits names nothing that does"


def _wishes_are_kept(stage: Stage) -> Iterator[str]:
    wishes = [fields for _, kind, fields in stage.sent if kind == "DigestWished"] if not stage.weather.skew else []
    for person in (AN, KARIM):
        theirs = [its for its in wishes if its["person"] == person.id]
        newest = {its["digest"] for its in theirs if its["at"] == max(its["at"] for its in theirs)}
        its = member(stage, person.id)
        if its and len(newest) == 1 and its.person.digest not in newest:
            yield f"I18: {person.name} wants one mail a day, or no more, and it is not so"
