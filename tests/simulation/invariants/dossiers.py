"""What the rows tell of an initiative, and people of the mails about it."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from tests.cloud.expressions import Row
from tests.simulation.letters import Letter
from tests.simulation.people.memory import Pressed, history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.web import links

NEXT = {
    ("waiting", "approve"): "approved",
    ("waiting", "reject"): "rejected",
    ("waiting", "changes"): "changes",
    ("waiting", "edited"): "waiting",
    ("changes", "changed"): "waiting",
    ("waiting", "changed"): "waiting",
    ("approved", "changed"): "waiting",
    ("waiting", "withdrew"): "withdrawn",
    ("changes", "withdrew"): "withdrawn",
    ("approved", "withdrew"): "withdrawn",
    ("rejected", "withdrew"): "withdrawn",
    ("taken down", "withdrew"): "withdrawn",
    ("approved", "takedown"): "taken down",
    ("waiting", "disowned"): "withdrawn",
    ("changes", "disowned"): "withdrawn",
    ("approved", "disowned"): "withdrawn",
    ("rejected", "disowned"): "withdrawn",
    ("taken down", "disowned"): "withdrawn",
    ("withdrawn", "reopened"): "waiting",
    ("approved", "undone"): "waiting",
    ("changes", "undone"): "waiting",
    ("rejected", "undone"): "waiting",
    ("taken down", "undone"): "approved",
}
"""Every legal step; said here once more, so that a mistake in the rules shows."""

MOVES = {what for _, what in NEXT}
"""What leads from one state to another."""


BROUGHT = ("edited", "changed", "undone")
"""What brings a next version of what it is about; what is reopened is so as one."""


class Step(NamedTuple):
    """A move in a dossier's history, and where its own rules lead from there."""

    event: dict[str, Any]
    was: str
    version: int
    """Its newest, then."""
    state: str | None
    """None where it may not happen."""
    public: int


def walked(stage: Stage, dossier: Row) -> Iterator[Step]:
    """Each move of a dossier, until one that may not happen."""
    state, version, public, earlier = "waiting", 1, 0, [("waiting", 0)]
    for event in events_of(stage, dossier):
        what = event["what"]
        if what not in MOVES:
            continue
        version += what in (*BROUGHT, "reopened")
        was, after = state, _after(state, what, public)
        if what == "undone":
            stood, public = earlier[-1]
            # What was approved is so again as a version of its own; all else waits.
            after = after and ("approved" if (state, stood) == ("taken down", "approved") else "waiting")
            public = version if after == "approved" else public
        else:
            earlier.append((state, public))
            public = version if what == "approve" else 0 if what in ("takedown", "withdrew", "disowned") else public
        yield Step(event, was, version, after, public)
        if after is None:
            return
        state = after


def _after(state: str, what: str, public: int) -> str | None:
    """Where an event leads, beside what is public."""
    if public and (state, what) == ("waiting", "reject"):
        return "approved"
    return "taken down" if public and what == "takedown" else NEXT.get((state, what))


def versions(stage: Stage, dossier: Row) -> list[dict[str, Any]]:
    """What was sent in as each version, from the rows that the dossier names."""
    rows = [_words(stage, dossier, number) for number in json.loads(dossier["versions"]["S"])]
    return [json.loads(row["initiative"]["S"]) for row in rows]


def public(stage: Stage, dossier: Row) -> dict[str, Any] | None:
    """The version that it says everyone may see; none where it is not public."""
    number = int(dossier["public"]["N"])
    return versions(stage, dossier)[number - 1] if number else None


def events_of(stage: Stage, dossier: Row) -> list[dict[str, Any]]:
    """What happened to it, with each reason in its place."""
    events = json.loads(dossier["events"]["S"])
    rows = [event.get("row") and _words(stage, dossier, event["row"]) for event in events]
    said = [
        row.get("reason", {"S": ""})["S"] if row else event["reason"] for event, row in zip(events, rows, strict=True)
    ]
    return [{**event, "reason": reason} for event, reason in zip(events, said, strict=True)]


def _words(stage: Stage, dossier: Row, number: int) -> Row:
    return stage.world.table("dossiers").rows[f"{dossier['id']['S']}#{number}",]


def subject(letter: Letter) -> tuple[str, ...]:
    return links.read(letter.purpose.replace("vote/confirm", "vote"), letter.token, 0).subject


def presses_on(stage: Stage, name: str, *what: str) -> list[Pressed]:
    """The presses behind the mails about a registration or dossier that may have come through."""
    told = (press for press in history(stage).pressed if press.what in what and press.told != "no")
    return [press for press in told if press.letter.purpose != "vote/confirm" and subject(press.letter)[0] == name]
