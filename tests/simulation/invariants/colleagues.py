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
    yield from _kept(stage, dossier, among)


def _kept(stage: Stage, dossier: Row, among: list[dict[str, Any]]) -> Iterator[str]:
    """Each note is there, word for word, but of who may not read it; of what is forgotten no word is."""
    asked = [one for one in history(stage).handled if one.id == dossier["id"]["S"]]
    ever = {event["who"] for event in among if event["what"] == "recused"}
    there = {(event["press"], event["reason"]) for event in among}
    if dossier["state"]["S"] == "forgotten" or not json.loads(dossier["contact"]["S"])["email"]:
        # Whoever answers for it is forgotten, and with them what was said of them.
        return
    for one in asked:
        if one.what == "noted" and one.who not in ever and (one.press_id, one.words) not in there:
            yield "I8: a note for colleagues is lost"


def ever_recused(stage: Stage, dossier: Row) -> set[str]:
    """Who said at any time that they know these people: what they pressed then may be refused."""
    return {event["who"] for event in events_of(stage, dossier) if event["what"] == "recused"}
