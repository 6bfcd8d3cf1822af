"""What moderators do among themselves is kept once, and who knows the people decides nothing."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.expressions import Row
from tests.simulation.invariants.dossiers import events_of
from tests.simulation.people.memory import history
from tests.simulation.people.moderators import DECISIONS
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.moderation.rules import AMONG


def check_colleagues(stage: Stage, dossier: Row) -> Iterator[str]:
    """I7 and I8, of one dossier."""
    events = events_of(stage, dossier)
    among = [event for event in events if event["what"] in AMONG]
    if len({event["press"] for event in among}) < len(among):
        yield "I8: what a moderator told colleagues once stands there twice"
    recused: set[str] = set()
    for event in events:
        if event["what"] == "recused":
            recused.add(event["who"])
        elif event["what"] == "returned":
            recused.discard(event["who"])
        elif event["what"] in (*DECISIONS, "undone") and event["who"] in recused:
            yield f"I7: {event['what']} by somebody who knows these people"
    yield from _kept(stage, dossier, events)


def _kept(stage: Stage, dossier: Row, events: list[dict[str, Any]]) -> Iterator[str]:
    """Each note is there, word for word, but of who may not read it; without a word where its people were forgotten."""
    if dossier["state"]["S"] == "forgotten":
        return
    disowned = max((number for number, event in enumerate(events) if event["what"] == "disowned"), default=-1)
    is_nobodys = not json.loads(dossier["contact"]["S"])["email"]
    among = {event["press"]: (number, event) for number, event in enumerate(events) if event["what"] in AMONG}
    ever = {event["who"] for _, event in among.values() if event["what"] == "recused"}
    for one in (one for one in history(stage).handled if one.id == dossier["id"]["S"]):
        number, event = among.get(one.press_id, (0, None))
        if one.what == "noted" and one.who not in ever and event is None:
            yield "I8: a note for colleagues is lost"
        elif event and number > disowned and not is_nobodys and event["reason"] != one.words:
            yield "I8: a note for colleagues says something else"
        elif event and number < disowned and event["reason"]:
            yield "I11: a note says still what it said of who was forgotten"


def ever_recused(stage: Stage, dossier: Row) -> set[str]:
    """Who said at any time that they know these people: what they pressed then may be refused."""
    return {event["who"] for event in events_of(stage, dossier) if event["what"] == "recused"}
