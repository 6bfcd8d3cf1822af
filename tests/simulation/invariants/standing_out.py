"""What organisers are shown of domains that are new in a vote, made again from the ballots."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.cloud.calls import HOUR, SECOND
from tests.simulation.edges import MANY
from tests.simulation.invariants.disqualifying import left_out
from tests.simulation.people.deciders import ROUND
from tests.simulation.schedule import Stage

# isort: split
from tests.years import YEAR


def check_fresh(stage: Stage) -> Iterator[str]:
    """I26: what two organisers decide by is right: a domain is new where nobody voted from it on the first day, and
    half of its ballots, many, came on its own first two.
    """
    report = stage.world.table("disqualifications").rows.get((f"{ROUND} report", "newest"))
    changes = stage.world.table("ballots").past.values()
    newest = max((moment for its in changes for moment, _ in its), default=0)
    if report is None or int(report["at"]["N"]) <= newest + stage.weather.skew:
        return
    told = {
        its["domain"]: its["at_once"]
        for its in json.loads(report["said"]["S"])["clusters"]
        if its["kind"] == "domain" and "begins" in its
    }
    if told != (wanted := _fresh(stage)):
        yield f"I26: of the domains that are new organisers are shown {told}, and by the ballots it is {wanted}"


def _fresh(stage: Stage) -> dict[str, int]:
    meets, days = left_out(stage), dict[str, Counter[int]]()
    for row in stage.world.table("ballots").rows.values():
        if "candidate" in row and not meets(row):
            day = (int(row["at"]["N"]) - int(YEAR.vote.opens.timestamp()) * SECOND) // (24 * HOUR)
            days.setdefault(row["domain"]["S"], Counter())[day] += 1
    found = {}
    for domain, its in days.items():
        at_once = its[min(its)] + its[min(its) + 1]
        if min(its) > 0 and at_once >= MANY and 2 * at_once >= its.total():
            found[domain] = at_once
    return found
