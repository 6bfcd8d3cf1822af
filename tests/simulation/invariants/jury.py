"""What a jury decided: once, by what its jurors said last and in time, and nobody else."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.outcome import JurorBallot, Outcome
from infra.make import recount_jury
from tests.years import JUDGED, SHORTLIST

PANEL = f"{SHORTLIST.key} scholen"
CLOCKS, PATIENCE = 150, 600
"""Seconds by which no two clocks differ, and for which a category waits after its close."""


def watch_jury(stage: Stage) -> None:
    """I22, at any moment: what is decided stays as it is."""
    decided: dict[str, str] = {}

    def on_put(table: str, row: Row) -> None:
        if table.endswith("panels") and row["row"]["S"] == "outcome":
            said = row["said"]["S"]
            if decided.setdefault(row["panel"]["S"], said) != said:
                stage.world.violated("I22: what was decided is decided anew")

    stage.world.cloud.dynamodb.on_put = on_put


def check_jury(stage: Stage, slugs: Sequence[str]) -> Iterator[str]:
    """I22: a category is decided by the newest word of each juror, and everyone may count it again."""
    row = stage.world.table("panels").rows.get((PANEL, "outcome"))
    if row is None:
        yield "I22: nothing is decided of what closed"
        return
    its = msgspec.json.decode(row["said"]["S"], type=Outcome)
    if not {*its.entries} <= {*slugs}:
        yield "I22: something competes that nobody entered"
    one = {"round": its.round, "kind": its.kind, "rules": its.rules, "categories": [its]}
    try:
        wrong = recount_jury.recount(msgspec.json.encode({"edition": JUDGED.name, "rounds": [one]}))[1]
    except recount_jury.Unreadable as problem:
        wrong = [str(problem)]
    yield from (f"I22: whoever counts again finds otherwise: {said}" for said in wrong)
    at = int(row["at"]["N"])
    if at + CLOCKS < SHORTLIST.closes.timestamp() + PATIENCE:
        yield "I22: it is decided while something may be on its way"
    yield from _of_the_jurors(stage, its, at)
    yield from _as_everyone_reads_it(stage, its)


def _of_the_jurors(stage: Stage, its: Outcome, at: int) -> Iterator[str]:
    """Each ballot is what a juror wanted; of who said all in time and has the task still, the newest."""
    said, ballots = _said(stage), list(its.ballots)
    unsure = {juror for juror in said if _is_gone(stage, juror) or _came_late(stage, juror, at)}
    for juror, words in sorted(said.items()):
        wanted = _ballot(juror, words, its)
        if wanted and juror not in unsure:
            if wanted not in ballots:
                yield f"I22: what {juror} said last does not count"
                return
            ballots.remove(wanted)
    if len(ballots) > len(unsure - _removed(stage, at)):
        yield "I22: a ballot counts that no juror wants"
    if any({*one.order} & {*one.stood_back} for one in its.ballots):
        yield "I22: somebody judges what they stood back from"


Words = list[dict[str, Any]]


def _said(stage: Stage) -> dict[str, Words]:
    """What each juror sent, in the order in which they said it."""
    found: dict[str, Words] = {}
    for _, kind, fields in stage.sent:
        if kind in ("RankingGiven", "ConflictsDeclared"):
            found.setdefault(fields["juror"], []).append(fields)
    return found


def _stood_back(words: Words) -> set[str]:
    return {slug for its in words for slug in its.get("slugs", ())}


def _ballot(juror: str, words: Words, its: Outcome) -> JurorBallot | None:
    closes = SHORTLIST.closes.timestamp()
    ranked = [one for one in words if "order" in one and one["at"] < closes]
    if not ranked:
        return None
    newest = max(ranked, key=lambda one: (one["at"], one["id"]))
    back = _stood_back(words) & {*its.entries}
    order = tuple(slug for slug in newest["order"] if slug in its.entries and slug not in back)
    return JurorBallot(order, tuple(sorted(back)), juror == "juror-4")


def _is_gone(stage: Stage, juror: str) -> bool:
    """Whether somebody took the task away, or what they said."""
    what = {"PersonRemoved": "juror-1", "JurorForgotten": "juror-2"}
    kinds = {kind for _, kind, _ in stage.sent}
    return "PanelForgotten" in kinds or any(kind in kinds and who == juror for kind, who in what.items())


def _removed(stage: Stage, at: int) -> set[str]:
    """Who had lost the task for sure when it was decided."""
    ended = [end for queue, body, _, end in stage.done if '"PersonRemoved"' in str(body)]
    return {"juror-1"} if any(end < (at - CLOCKS) * SECOND for end in ended) else set()


def _came_late(stage: Stage, juror: str, at: int) -> bool:
    """Whether a word of theirs may have been dealt with only when it was decided."""
    ended = [end for queue, body, _, end in stage.done if queue == "organising" and f'"{juror}"' in str(body)]
    return any(end >= (at - CLOCKS) * SECOND for end in ended)


def _as_everyone_reads_it(stage: Stage, its: Outcome) -> Iterator[str]:
    row = stage.world.table("publications").rows.get(("2027 outcomes", PANEL))
    if row is None or msgspec.json.decode(row["said"]["S"], type=Outcome) != its:
        yield "I22: what was decided is not what everyone reads"
    elif stage.world.now // SECOND < SHORTLIST.results.timestamp():
        yield "I22: everyone reads it before its results"
