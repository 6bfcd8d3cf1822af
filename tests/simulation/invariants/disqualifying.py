"""Votes that are left out: just those that two organisers decided about, for all to read, and nothing once it settled.

What was decided is made again from what organisers sent: of a case's row only the order is believed.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from greenlet import getcurrent

from tests import sealed
from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.sealed import Files
from tests.simulation.people.deciders import ROUND, kept
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud import keys
from tests.years import YEAR

SETTLED = int(YEAR.vote.settled.timestamp()) * SECOND
ANSWERS = {
    "disqualified": "confirm",
    "reinstated": "confirm",
    "dropped": "drop",
    "kept": "drop",
    "undoing": "undo",
}
"""What somebody pressed who brought a case to where it is."""
PRESSED = ("id", "number", "answer", "by")


@dataclass
class Decided:
    """What became of a case, by what organisers sent of it."""

    id: str
    about: dict[str, Any]
    stands: bool
    decisions: list[tuple[str, int]]
    """Each that changed what counts, and when somebody pressed it."""
    by_one: bool
    unasked: bool
    """Whether it came where it is by something that nobody sent."""

    def is_met(self, row: Row) -> bool:
        """Whether its condition is about the ballot in this row."""
        its = {name: row.get(name, {"S": ""})["S"] for name in ("candidate", "domain", "network")}
        in_time = self.about.get("since", 0) <= int(row["at"]["N"]) < self.about["until"]
        is_alike = self.about.get("pace", 0) in (0, int(row.get("pace", {"N": "0"})["N"]))
        return in_time and is_alike and all(self.about.get(name, "") in ("", its[name]) for name in its)


def decided(stage: Stage) -> list[Decided]:
    """Every case, as those made it who pressed its buttons."""
    sent = [(kind, fields) for queue, kind, fields in stage.sent if queue == "organising"]
    return [_followed(name, case["turns"], sent) for name, case in kept(stage).items()]


def _followed(name: str, turns: list[Any], sent: list[tuple[str, Any]]) -> Decided:
    (_, asked_by, before, *_), *others = turns
    forms = [
        fields
        for kind, fields in sent
        if kind == "DisqualificationProposed" and (fields["id"], fields["by"], fields["at"]) == (name, asked_by, before)
    ]
    found = Decided(name, forms[0]["condition"] if forms else {"until": 0}, False, [], False, not forms)
    for number, (state, by, at, *_) in enumerate(others, 1):
        wanted = (name, number, ANSWERS[state], by)
        pressed_at = {
            fields["at"]
            for kind, fields in sent
            if kind == "DisqualificationAnswered" and wanted == tuple(fields[key] for key in PRESSED)
        }
        # Where clocks differ it is said to be when that was which it answers.
        found.unasked |= at not in {max(one, before) for one in pressed_at}
        if ANSWERS[state] == "confirm":
            found.by_one |= by == asked_by
            found.stands = not found.stands
            found.decisions.append(("disqualified" if found.stands else "reinstated", at))
        asked_by, before = by, at
    return found


def left_out(stage: Stage) -> Callable[[Row], list[str]]:
    """By which cases that stand a ballot is left out; by none where it counts."""
    standing = [its for its in decided(stage) if its.stands]
    return lambda row: [its.id for its in standing if its.is_met(row)]


def watch_cases(stage: Stage) -> None:
    """I26, at any moment: a case goes on from the state before it, one step, and not once the numbers have settled."""
    heard = stage.world.cloud.dynamodb.on_put

    def on_put(table: str, row: Row) -> None:
        heard(table, row)
        if not table.endswith("disqualifications") or row["round"]["S"] != ROUND:
            return
        before = stage.world.table("disqualifications").past[(ROUND, row["row"]["S"])][-1][1]
        turns = json.loads(before["said"]["S"])["turns"] if before else []
        if json.loads(row["said"]["S"])["turns"][:-1] != turns:
            stage.world.violated("I26: what somebody said of a case is no more")
        if getcurrent().worker.started >= SETTLED + stage.weather.skew:
            stage.world.violated("I26: something is decided once the numbers have settled")

    stage.world.cloud.dynamodb.on_put = on_put


def check_decided(stage: Stage) -> Iterator[str]:
    """I26: two decide, all can read it, and the log, its opening and the tally leave out just the same votes."""
    for its in decided(stage):
        if its.by_one:
            yield "I26: one organiser decides alone which votes count"
        if its.unasked:
            yield "I26: a case is where nobody brought it"
    files = sealed.among(stage.world.cloud.s3.files)
    said = [json.loads(entry) for entry in sealed.verified(files)]
    yield from _told_in_the_log(stage, said)
    yield from _in_the_tally(stage)
    if "openings.csv" in files:
        yield from _opened_so(stage, said, files)


def _told_in_the_log(stage: Stage, said: list[dict[str, Any]]) -> Iterator[str]:
    """Each decision stands in it once, those of a case in their order."""
    for its in decided(stage):
        told = [entry["kind"] for entry in said if entry["kind"] in ANSWERS and entry["id"] == its.id]
        if told != [kind for kind, _ in its.decisions]:
            yield f"I26: the log says {told} where organisers decided {its.decisions}"
    known = {its.id for its in decided(stage)}
    if any(entry["kind"] in ANSWERS and entry["id"] not in known for entry in said):
        yield "I26: the log says a decision that nobody took"


def _in_the_tally(stage: Stage) -> Iterator[str]:
    """What the tally, and so the page of the results, says of it is how many these are."""
    (tally,) = stage.world.table("tallies").rows.values()
    told = json.loads(tally["disqualified"]["S"])
    meets, withdrawn = left_out(stage), history(stage).withdrawn
    rows = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    number = sum(bool(meets(row)) for row in rows if row["candidate"]["S"] not in withdrawn)
    if {its["id"] for its in told} != {its.id for its in decided(stage) if its.stands}:
        yield "I26: the tally leaves out by other cases than those that stand"
    if sum(its["ballots"] for its in told) != number:
        yield f"I26: the tally says that {told} are left out, and the ballots {number}"


def _opened_so(stage: Stage, said: list[dict[str, Any]], files: Files) -> Iterator[str]:
    """What opens the log says of just those votes that they are left out, each by a decision that is about it."""
    lines = [line.split(",") for line in files["openings.csv"].decode().splitlines()[1:]]
    found = {(said[int(entry)]["id"], counts.partition(":")[2]) for entry, *_, counts in lines if ":" in counts}
    meets, wanted = left_out(stage), dict[str, list[str]]()
    for row in stage.world.table("ballots").rows.values():
        if "candidate" in row and row["candidate"]["S"] not in history(stage).withdrawn and (by := meets(row)):
            wanted[keys.log_id(ROUND, row["receipt"]["S"])] = by
    if {one for one, _ in found} != set(wanted) or any(by not in wanted[one] for one, by in found if one in wanted):
        yield "I26: what opens the log leaves out other votes than those that two organisers decided about"


def numbers(stage: Stage) -> tuple[Any, ...]:
    """All that anybody reads of what the vote comes to."""
    files = sealed.among(stage.world.cloud.s3.files)
    (tally,) = stage.world.table("tallies").rows.values()
    shown = [tally[name]["S"] for name in ("votes", "disqualified")]
    return (kept(stage), shown, files.get("openings.csv"), files.get("results.json"))
