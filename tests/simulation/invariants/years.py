"""What is of one year stays in it, and what is over is over."""

from collections.abc import Iterator

from tests.cloud.calls import MINUTE
from tests.cloud.expressions import Row
from tests.simulation.invariants.files import SIGN
from tests.simulation.people.old import NEW
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud.editions import HEAD
from chalicelib.site.past import is_of_any
from tests.years import NEXT, YEAR


def check_years(stage: Stage) -> Iterator[str]:
    """I17: each year shows what is its own; of one that is over something is taken away, and nothing added."""
    rows = [row for row in stage.world.table("publications").rows.values() if "at" in row]
    for row in rows:
        if (row["slug"]["S"] == NEW) != (row["edition"]["S"] == NEXT.name):
            yield f"I17: {row['slug']['S']} is in {row['edition']['S']}"
    yield from _pages(stage, rows)
    yield from _nothing_added(stage)


def watch_years(stage: Stage) -> None:
    """I17, at any moment: before the pages of the next year take their place, those of the last one are kept."""
    files = stage.world.cloud.s3

    def on_put(key: str, content: bytes) -> None:
        if key == "nl/editions" and "nl/editions/2027" not in files.files:
            stage.world.violated("I17: the next year takes the place of one that is not kept")

    files.on_put = on_put


def _pages(stage: Stage, rows: list[Row]) -> Iterator[str]:
    old, new = (
        {row["slug"]["S"]: _sign(row) for row in rows if row["edition"]["S"] == year and "initiative" in row}
        for year in (YEAR.name, NEXT.name)
    )
    files = stage.world.cloud.s3.files
    for key, content in files.items():
        its = old if is_of_any(key) else new
        if wrong := {*SIGN.findall(content.decode())} - {*its.values()}:
            yield f"I17: {key} shows {sorted(wrong)}"
    for language in ("nl", "fr", "en"):
        for slug, sign in old.items():
            page = files.get(f"{language}/editions/{YEAR.name}/initiatives/{slug}", b"").decode()
            if sign not in page:
                yield f"I17: what was public of {slug} is not kept"
        kept = files.get(f"{language}/editions/{YEAR.name}/initiatives", b"").decode()
        if {*SIGN.findall(kept)} != {*old.values()}:
            yield "I17: the list that is kept is not what was public"
        if not {*SIGN.findall(files[f"{language}/initiatives"].decode())} >= {*new.values()}:
            yield "I17: the site does not show the year that is on"


def _sign(row: Row) -> str:
    found = SIGN.search(row["initiative"]["S"])
    assert found
    return found.group()


def _nothing_added(stage: Stage) -> Iterator[str]:
    """From four minutes after the year was over, when each process knew."""
    head = stage.world.table("editions").past[HEAD]
    over = max(until for until, _ in head) + 4 * MINUTE + stage.weather.skew
    for moment, before, now in _changes(stage, "dossiers"):
        if moment > over and now.get("state") == {"S": "approved"} != (before or {}).get("state"):
            yield f"I17: {now['id']['S']} was approved after its year was over"
    for moment, before, now in _changes(stage, "ballots"):
        if moment > over and now.get("candidate") != (before or {}).get("candidate"):
            yield "I17: a vote was counted after its year was over"


def _changes(stage: Stage, table: str) -> Iterator[tuple[int, Row | None, Row]]:
    """When each row of a table was written, and what it was before."""
    its = stage.world.table(table)
    for key, row in its.rows.items():
        past = its.past.get(key, [])
        after = [*(one or {} for _, one in past[1:]), row]
        yield from ((moment, before, now) for (moment, before), now in zip(past, after, strict=True))
