"""Where the numbers of a vote end: tally, log, recount and what organisers were told of it say the same, for good."""

import json
from collections.abc import Iterator

import msgspec

from tests import sealed
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud import closings
from chalicelib.cloud.closings import Counted, Sealed
from infra.make.log import Differs
from tests.years import YEAR


def check_settled(stage: Stage) -> Iterator[str]:
    """I3: no two of them differ, and the newest count is the one that organisers know of."""
    (tally,) = stage.world.table("tallies").rows.values()
    votes = {slug: number for slug, number in json.loads(tally["votes"]["S"]).items() if number}
    files = sealed.among(stage.world.cloud.s3.files)
    try:
        again = {**files.recounted()}
    except Differs as difference:
        yield f"I3: whoever counts again finds: {difference}"
        return
    said = msgspec.json.decode(files["results.json"])["votes"]
    if not votes == again == said:
        yield f"I3: the tally says {votes}, results.json {said}, and whoever counts again finds {again}"
    yield from _told(stage, tally["name"]["S"], int(tally["as_of"]["N"]) // 10**6, json.loads(tally["cases"]["S"]))


def _told(stage: Stage, name: str, as_of: int, cases: dict[str, int]) -> Iterator[str]:
    counted, log = (closings.told(YEAR.name, kind) for kind in (Counted, Sealed))
    if not isinstance(counted, Counted) or (counted.numbers, counted.at, {**counted.cases}) != (name, as_of, cases):
        yield f"I25: organisers are told of {counted}, and the newest count is {name} of {as_of} by {cases}"
    if not isinstance(log, Sealed) or not log.agrees:
        yield f"I25: organisers are told that the log comes to something else: {log}"
