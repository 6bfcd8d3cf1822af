"""The public log of the vote: each vote is in it once, it only grows, tells nothing too soon, and can be counted."""

import json
from collections.abc import Iterator
from itertools import pairwise

from tests import sealed
from tests.sealed import PLACE, Files
from tests.simulation.invariants.disqualifying import left_out
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, moment

# isort: split
from chalicelib.cloud import keys
from infra.make import recount
from infra.make.recount import Differs
from tests.years import YEAR

OTHERS = "\n— cera.example ".encode()
"""Where the signatures of witnesses begin, below ours."""
MAY_CHANGE = ("checkpoint", "openings.csv", "results.json", "witnesses.json")


def watch_log(stage: Stage) -> None:
    """I6, I10: no file of the log is ever another, and none says a choice while nobody may know who leads."""
    written: dict[str, bytes] = {}
    checkpoints = history(stage).checkpoints

    def on_put(key: str, content: bytes) -> None:
        if not key.startswith(PLACE):
            return
        path = key.removeprefix(PLACE)
        if path not in MAY_CHANGE and written.setdefault(path, content) != content:
            stage.world.violated(f"I6: {path} is written a second time, with something else in it")
        if path == "checkpoint":
            checkpoints.append(content)
        is_early = stage.world.now < moment(YEAR.vote.results) - stage.weather.skew
        if is_early and any(slug.encode() in content for slug in SLUGS):
            stage.world.violated(f"I10: {path} says for whom somebody voted, while nobody may know")

    stage.world.cloud.s3.on_put = on_put


def check_log(stage: Stage) -> Iterator[str]:
    """I1, I3, I6: by a verifier that others wrote, and by the recount that anybody can run."""
    files = sealed.among(stage.world.cloud.s3.files)
    if "checkpoint" not in files:
        yield "I6: there is no log"
        return
    said = [json.loads(entry) for entry in sealed.verified(files)]
    (log,) = (row for row in stage.world.table("logs").rows.values() if "chains" in row)
    if not int(log["size"]["N"]) == int(log["drawn"]["N"]) == len(said):
        yield f"I6: a log of {log['size']['N']} entries, of which everyone can read {len(said)}"
    yield from _only_grew(stage, files, said)
    yield from _each_vote_once(stage, said)
    yield from _says_the_same(stage, files)


def _only_grew(stage: Stage, files: Files, said: list[dict[str, str]]) -> Iterator[str]:
    seen = {sealed.said_in(checkpoint) for checkpoint in history(stage).checkpoints}
    for size, root in seen:
        if sealed.root_of(files, size) != root:
            yield f"I6: the log of {size} entries is not how the log of {len(said)} begins"
    sizes = sorted({0, *(size for size, _ in seen)})
    for start, end in pairwise(sizes):
        ids = [entry["id"] for entry in said[start:end] if entry["kind"] == "vote"]
        if ids != sorted(ids):
            yield "I10: what was sealed together stands in some other order than that of its ids"
    others = ("vote", "openings", "disqualified", "reinstated")
    if [entry["kind"] for entry in said if entry["kind"] not in others] != ["opened", "rules", "closed"]:
        yield "I6: the log does not say once that the vote opened, by which rules, and that it closed"


def _each_vote_once(stage: Stage, said: list[dict[str, str]]) -> Iterator[str]:
    """A receipt has a second entry only where another of its voter's was sealed in between."""
    rows = stage.world.table("ballots").rows.values()
    kept = [{keys.log_id(YEAR.vote.key, one) for one in row.get("receipts", {"SS": []})["SS"]} for row in rows]
    ids = [entry["id"] for entry in said if entry["kind"] == "vote"]
    if {one for its in kept for one in its} != set(ids):
        yield "I1: the log does not hold just the votes"
    for its in kept:
        mine = [one for one in ids if one in its]
        if len(mine) > len(set(mine)) and len(set(mine)) == 1:
            yield "I1: a vote is in the log twice"


def _says_the_same(stage: Stage, files: Files) -> Iterator[str]:
    rows = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    meets, withdrawn = left_out(stage), history(stage).withdrawn
    running = [row for row in rows if row["candidate"]["S"] not in withdrawn]
    ours = [row["candidate"]["S"] for row in running if not meets(row)]
    if "openings.csv" not in files:
        yield "I3: the log is never opened"
        return
    try:
        counted = files.recounted()
    except Differs as difference:
        yield f"I3: whoever counts again finds: {difference}"
        return
    if counted != {slug: ours.count(slug) for slug in set(ours)}:
        yield f"I3: whoever counts again finds {dict(counted)}, and the ballots say {sorted(ours)}"
    yield from _each_byte_matters(stage, files)


def _each_byte_matters(stage: Stage, files: Files) -> Iterator[str]:
    """Any byte of what is read for it, changed: whoever counts again refuses. Signatures of others are not read."""
    asked = set[str]()

    def fetch(path: str) -> bytes:
        asked.add(path)
        return files.fetch(path)

    recount.recount(fetch)
    path = stage.world.random.choice(sorted(asked))
    content, _, others = files[path].partition(OTHERS)
    changed = bytearray(content)
    changed[stage.world.random.randrange(len(changed) - 1)] ^= 0x80
    try:
        Files(files | {path: bytes(changed) + (OTHERS + others if others else b"")}).recounted()
        yield f"I3: a byte of {path} is another, and whoever counts again finds nothing wrong"
    except (Differs, ValueError):
        return
