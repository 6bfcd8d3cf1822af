"""Who won a tie follows from what its jurors chose last, and never changes once everyone read it."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from tests.cloud.expressions import Row
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.jury.panel import Juror
from chalicelib.tie import Tie
from infra.make import recount
from infra.make.log import Differs
from tests.years import YEAR

_ROW = ("2027 results", YEAR.vote.key)


def watch_tie(stage: Stage) -> None:
    """I3, at any moment: of the same votes nobody else wins than whom everyone read."""
    won: dict[str, str] = {}

    def on_put(table: str, row: Row) -> None:
        if table.endswith("publications") and "votes" in row:
            tie = row["tie"]["S"] if "tie" in row else ""
            if won.setdefault(row["votes"]["S"], tie) != tie:
                stage.world.violated("I3: whom the jury chose is another than everyone read")

    stage.world.cloud.dynamodb.on_put = on_put


def check_tie(stage: Stage) -> Iterator[str]:
    """I3: whoever counts the choices again finds who won; each is what a juror chose of those, and nobody's twice."""
    row = stage.world.table("publications").rows.get(_ROW)
    if row is None:
        return
    votes = Counter({slug: number for slug, number in msgspec.json.decode(row["votes"]["S"]).items() if number})
    told = row["tie"]["S"] if "tie" in row else "null"
    tie = msgspec.json.decode(told, type=Tie | None)
    try:
        recount.broken(votes, msgspec.json.decode(told))
    except Differs as problem:
        yield f"I3: {problem}"
    if tie:
        yield from _of_the_jurors(stage, tie)


def _of_the_jurors(stage: Stage, tie: Tie) -> Iterator[str]:
    said: dict[str, list[Any]] = {}
    for _, kind, fields in stage.sent:
        if kind == "TieChoiceGiven":
            said.setdefault(fields["juror"], []).append(fields)
    about = {who: [its for its in words if {*its["tied"]} == {*tie.tied}] for who, words in said.items()}
    for slug, count in tie.choices.items():
        if count > sum(any(its["chosen"] == slug for its in words) for words in about.values()):
            yield f"I3: more jurors chose {slug} than ever said so"
    if tie.count > sum(bool(words) for words in about.values()):
        yield "I3: somebody's choice counts twice"
    for who, words in said.items():
        yield from _newest(stage, who, words)


def _newest(stage: Stage, who: str, words: list[Any]) -> Iterator[str]:
    """Of who was never told that it is too late, the newest word stands."""
    row = stage.world.table("panels").rows.get((f"{YEAR.vote.key} tie", f"juror {who}"))
    late = ("tie_closed", "tie_changed", "not_a_juror")
    refused = any(its.get("kind") == "TieChoiceGiven" and its.get("reason") in late for _, its in stage.world.lines)
    chose = [its for its in words if its["chosen"]]
    if refused or row is None or not chose:
        return
    last = max(chose, key=lambda its: (its["at"], its["id"]))
    ranked = msgspec.json.decode(row["said"]["S"], type=Juror).ranked
    if ranked is None or ranked.order[0] != last["chosen"] or {*ranked.order} != {*last["tied"]}:
        yield f"I3: what {who} chose last does not stand"
