"""The tally is what the ballots say, and the ballots what was pressed."""

import json
from collections import Counter
from collections.abc import Iterator

from greenlet import getcurrent

from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.simulation.invariants.disqualifying import left_out
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.edition import SETTLES
from tests.years import YEAR


def tally_is_right(stage: Stage, counted: Counter[str] | None = None) -> Iterator[str]:
    """I3: it says what the rows say, and what was pressed, where somebody counted that."""
    rows = stage.world.table("tallies").rows
    if not rows:
        return
    tally = next(iter(rows.values()))
    if _came_after_the_counting(stage, int(tally["as_of"]["N"])):
        return
    votes = {slug: number for slug, number in json.loads(tally["votes"]["S"]).items() if number}
    ballots = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    meets, people = left_out(stage), len(ballots)
    again = Counter(row["candidate"]["S"] for row in ballots if not meets(row))
    for slug in history(stage).withdrawn:
        again.pop(slug, None)
    if votes != dict(again):
        yield f"I3: the tally says {votes}, the ballots {dict(again)}"
    if int(tally["people"]["N"]) != people:
        yield f"I3: the tally says {tally['people']['N']} people, the ballots {people}"
    tried = sum(call.startswith("dynamodb.UpdateItem") and "deliveries" in call for _, _, call, _ in stage.world.trace)
    if not people <= int(tally["requested"]["N"]) <= max(people, tried):
        yield f"I3: {tally['requested']['N']} votes are said to be asked for, {tried} mails tried and {people} voted"
    unsure = counted is None or sum(press.told == "unknown" for press in history(stage).pressed)
    if not unsure and counted is not None and votes != {slug: number for slug, number in counted.items() if number}:
        yield f"I3: the tally says {votes}, the receipts {dict(counted)}"


def _came_after_the_counting(stage: Stage, as_of: int) -> bool:
    """Whether time ran on past the round's last recount before the newest ballot could be in one."""
    ends = int((YEAR.vote.results + SETTLES).timestamp()) * SECOND - stage.weather.skew
    changes = stage.world.table("ballots").past.values()
    newest = max((moment for its in changes for moment, _ in its), default=0)
    return stage.world.now >= ends and as_of <= newest + stage.weather.skew


def check_ballots(stage: Stage) -> Iterator[str]:
    """I1 to I4, of presses of which only the queue heard: of each voter the newest counts."""
    told, vote = history(stage), YEAR.vote
    opens, closes = (int(moment.timestamp()) * SECOND for moment in (vote.opens, vote.closes))
    rows = {key[1]: row for key, row in stage.world.table("ballots").rows.items()}
    counted: Counter[str] = Counter()
    for voter in {press.voter for press in told.ballots}:
        mine = [press for press in told.ballots if press.voter == voter]
        in_time = sorted((press.at, press.receipt) for press in mine if opens <= press.at < closes)
        known = {receipt for _, receipt in in_time}
        refused = {press.receipt for press in mine} - known
        row = rows[voter]
        if any(receipt not in str(row["refused"]["SS"]) for receipt in refused):
            yield "I2: nothing says why a press made no vote"
        if not known:
            if "candidate" in row:
                yield "I1: a press that was too early or too late counts"
            continue
        _, newest = in_time[-1]
        slug = next(press.candidate for press in mine if press.receipt == newest)
        if (row["receipt"]["S"], row["candidate"]["S"]) != (newest, slug):
            yield f"I1: {row['receipt']['S']} counts, and the newest is {newest}"
        if set(row["receipts"]["SS"]) != known:
            yield "I2: a receipt that counted once is not known any more"
        if slug not in told.withdrawn:
            counted[slug] += 1
    if len(rows) > len({press.voter for press in told.ballots}):
        yield "I5: a ballot of which nobody pressed the button"
    yield from tally_is_right(stage, counted)


def watch_tally(stage: Stage) -> None:
    """I3: a recount holds at least every ballot that was there from when it began until it was written."""

    def on_put(table: str, row: Row) -> None:
        if not table.endswith("tallies"):
            return
        ballots = stage.world.table("ballots")
        # Not when it says that it began: its clock may be off.
        began = getcurrent().worker.started
        there = sum(all(_counts(then) for then in ballots.since(key, began)) for key in ballots.rows)
        if int(row["people"]["N"]) < there:
            stage.world.violated(f"I3: a recount finds {row['people']['N']} of {there} ballots")

    stage.world.cloud.dynamodb.on_put = on_put


def _counts(ballot: Row | None) -> bool:
    """Whether it does; one whose voter says that it was somebody else does not."""
    return ballot is not None and "candidate" in ballot
