"""Sessions: one link, one browser; and none after its owner signed out or lost their task."""

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from tests.cloud.expressions import Row
from tests.simulation.invariants.dossiers import subject
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import addresses
from chalicelib.cloud.people import TEAM
from chalicelib.person import Person
from chalicelib.web import sessions

QUARTER = 15 * 60
MOST = {False: 2, True: 3}
"""Mails in a quarter that anybody may cause, and that a browser may that somebody used; said here once more."""


def check_use(stage: Stage, cookie: str, began: int, path: str) -> None:
    """I19: whoever is shown a page, or taken a form of, was signed in when they asked."""
    person, session, *_ = sessions._signer("session").loads(cookie)
    rows = stage.world.table("sessions").since((person, session), began)
    if all(row is None or "ended" in row for row in rows):
        stage.world.violated(f"I19: {path} by a session that was signed out")
    team = stage.world.table("people")
    if not any(row and _person(row).accepted for row in team.since((TEAM, person), began)):
        stage.world.violated(f"I19: {path} by somebody who has no task any more")
    if _is_over(stage, person, session.removesuffix("-typed"), began):
        stage.world.violated(f"I19: {path} by a link that was mailed before its owner was signed out everywhere")


def _is_over(stage: Stage, person: str, link: str, by: int) -> bool:
    """Whether somebody was signed out everywhere, or had no task, between asking for a link and a moment."""
    was_asked, ends = False, 0
    for moment, row in _versions(stage, person):
        if row is None or moment > by:
            continue
        became = msgspec.json.decode(row["became"]["S"])
        now = sum(its["what"] in ("signed_out", "removed") for its in became["changes"])
        if was_asked and now > ends:
            return True
        if not was_asked and any(its["id"] == link for its in became["asks"]):
            was_asked, ends = True, now
    return False


def _versions(stage: Stage, person: str) -> Iterator[tuple[int, Row | None]]:
    """What somebody's row was, each time with since when."""
    table = stage.world.table("people")
    past = table.past.get((TEAM, person), [])
    rows = [*(row for _, row in past), table.rows.get((TEAM, person))]
    yield from zip([0, *(moment for moment, _ in past)], rows, strict=True)


def _person(row: Row) -> Person:
    return msgspec.json.decode(row["said"]["S"], type=Person)


def check_sessions(stage: Stage) -> Iterator[str]:
    """I19: a link signs in one browser; and I9: strangers have few of them mailed."""
    browsers: dict[str, set[str]] = defaultdict(set)
    for entered in history(stage).entered:
        _, _, secret, _ = sessions._signer("session").loads(entered.cookie)
        browsers[entered.link].add(secret)
    if any(len(secrets) > 1 for secrets in browsers.values()):
        yield "I19: one link signed in two browsers"
    asks = {fields["id"]: fields for _, kind, fields in stage.sent if kind == "SignInAsked"}
    mailed: dict[tuple[str, bool], dict[str, int]] = defaultdict(dict)
    for letter in stage.letters:
        if letter.purpose == "sign-in":
            its = asks[subject(letter)[0]]
            mailed[addresses.canonical(letter.to), its["known"]][its["id"]] = its["at"]
    for (_, known), its in mailed.items():
        moments = sorted(its.values())
        if any(over - first < QUARTER for first, over in zip(moments, moments[MOST[known] :], strict=False)):
            yield f"I9: more than {MOST[known]} mails to sign in within a quarter"
