"""Nothing lost, nothing counted twice, whatever fails: so many schedules from seed 0 on, of which every one holds.

`python -m tests.simulation` plays any number of them, over all processors.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from tests.depth import IS_DEEP, TRIED
from tests.simulation import runs, seeded_bugs
from tests.simulation.draws import shortest
from tests.simulation.edges import edges
from tests.simulation.fates import FATES
from tests.simulation.playing import THEMES, run

SCHEDULES = int(os.environ.get("GASTVRIJ_SCHEDULES", "3000"))
EACH = 40 if IS_DEEP else 4
"""Replays of each theme."""
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_no_schedule_breaks_a_promise(part: int) -> None:
    found = runs.figures(range(part, SCHEDULES, PARTS))
    TRIED["schedules played"] += found.schedules
    TRIED["AWS calls in them"] += found.calls
    TRIED["faults in them"] += found.faults.total()
    TRIED["of them broke a promise"] += len(found.failed)
    TRIED["seconds that they took, over all processes"] += round(found.seconds)
    assert found.schedules == len(range(part, SCHEDULES, PARTS))
    assert not found.failed, runs.explained(found.failed[0])


def test_faults_of_every_kind_are_met() -> None:
    wanted = {"copy", "deletion lost", "stale read", "answer to the browser lost", "ran out of time", *FATES} - {""}
    with edges():
        for seed in range(40):
            wanted -= {fault for theme in THEMES.values() for fault in run(seed, theme).faults}
            if not wanted:
                return
    assert not wanted


def traces(seeds: Sequence[int]) -> list[str]:
    """What happened in these schedules of each theme."""
    with edges():
        return [run(seed, theme).trace for seed in seeds for theme in THEMES.values()]


ANEW = """
import json, sys
from tests.simulation.test_simulation import traces
json.dump(traces(range(2)), sys.stdout)
"""


def test_a_seed_replays_exactly() -> None:
    """Also in another process, where Python orders sets otherwise."""
    found = traces(range(EACH))
    # Now and then what was drawn makes no difference, such as a scanner of a page that nobody may see any more.
    assert len(set(found)) >= 0.95 * len(found)
    assert traces(range(EACH)) == found
    TRIED["seeds replayed, all with the same trace"] += len(found)
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    other = subprocess.run([sys.executable, "-c", ANEW], env=env, capture_output=True, check=True)
    assert json.loads(other.stdout) == found[: 2 * len(THEMES)]


def test_what_was_drawn_replays_exactly() -> None:
    with edges():
        for seed in range(10):
            first = run(seed)
            assert run(seed, again=first.drawn).trace == first.trace


def test_a_failing_schedule_is_told_in_its_shortest_form() -> None:
    bug = next(bug for bug in seeded_bugs.BUGS if bug.name.startswith("a lost answer counts as"))
    with edges(), seeded_bugs.seeded(bug):
        failed = next(one for one in map(run, range(4000)) if one.violations)
        told = runs.explained(failed)
    assert told.startswith(f"seed {failed.seed}, {failed.theme}: ")
    assert "voting" in told
    decisions = int(told.splitlines()[1].partition(" ")[0])
    assert decisions <= 3 < sum(map(bool, failed.drawn))
    assert len(told.splitlines()) < 120


def test_shrinking_keeps_what_is_needed() -> None:
    assert shortest([3, 0, 5, 7, 0, 2, 9], lambda drawn: 5 in drawn and 2 in drawn) in ([5, 2], [0, 5, 2])
