"""What visitors reported is at the desk until somebody looked at it or its page is gone."""

import json
from collections.abc import Iterator

from tests.cloud.expressions import Row
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage


def check_reports(stage: Stage, dossiers: dict[str, Row]) -> Iterator[str]:
    """I22: an accepted report is at the desk until somebody closed it or its initiative is gone, and hides nothing."""
    told, rows = history(stage), stage.world.table("dossiers").rows
    waiting: set[str] = set()
    for name, dossier in dossiers.items():
        its = rows.get((f"{name}#reports",))
        open_ones = [one for one, _ in json.loads(its["open"]["S"])] if its else []
        with_words = {key[0] for key, row in rows.items() if key[0].startswith(f"{name}#report-") and "words" in row}
        if its:
            yield from _stands_at_the_desk(its, bool(open_ones))
        if not with_words <= {f"{name}#report-{one}" for one in open_ones}:
            yield "I22: words of a report are kept that nobody sees"
        if open_ones and not _is_public(dossier):
            yield f"I22: reports wait of what is {dossier['state']['S']}"
        waiting |= {rows[one,]["words"]["S"] for one in with_words}
    # What was off the site meanwhile took its reports along, also where that was undone.
    public = {its["slug"]["S"] for its in dossiers.values() if _is_public(its) and not _was_gone(its)}
    for report in told.reported:
        if report.told == "ok" and report.slug in public and report.words not in waiting | told.looked:
            yield "I8: a report that was accepted is nowhere"


def _is_public(dossier: Row) -> bool:
    return dossier["public"]["N"] != "0" and dossier["state"]["S"] not in ("withdrawn", "forgotten")


def _was_gone(dossier: Row) -> bool:
    gone = ("takedown", "undone", "disowned", "withdrew")
    return any(event["what"] in gone for event in json.loads(dossier["events"]["S"]))


def _stands_at_the_desk(its: Row, is_open: bool) -> Iterator[str]:
    first = min((at for _, at in json.loads(its["open"]["S"])), default=0)
    place = its.get("queue", {"S": ""})["S"], its.get("line", {"S": ""})["S"].partition(" ")[0]
    if place != (("2027 waiting", f"!{first}") if is_open else ("", "")):
        yield f"I22: reports stand at the desk in {place}"
