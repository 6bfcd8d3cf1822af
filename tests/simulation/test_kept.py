"""A run that was cut goes on."""

import subprocess
import sys
import time
from pathlib import Path
from unittest.mock import patch

from infra import ROOT
from tests.simulation import runs, seeded_bugs
from tests.simulation.kept import Kept
from tests.simulation.runs import Figures

CUT = """
import sys
from pathlib import Path
from tests.simulation import runs
from tests.simulation.kept import Kept
runs.PART = 4
runs.figures_of_all(range(10**6), 1, Kept(Path(sys.argv[1])), lambda so_far: None)
"""


SCHEDULES, PART = 16, 4


def _played(kept: Kept, schedules: int = SCHEDULES) -> Figures:
    with patch.object(runs, "PART", PART):
        return runs.figures_of_all(range(schedules), 1, kept, lambda so_far: None)


def test_a_run_that_was_killed_goes_on(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    process = subprocess.Popen([sys.executable, "-c", CUT, kept.file], cwd=ROOT)
    while len(kept.parts()) < 2:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    # As where the machine goes down while it writes.
    with kept.file.open("ab") as file:
        file.write(b'\n{"first":')
    found, whole = _played(kept), runs.figures(range(SCHEDULES))
    assert 2 * PART <= found.earlier <= SCHEDULES
    assert (found.schedules, found.calls, found.faults) == (whole.schedules, whole.calls, whole.faults)
    assert f"({found.earlier} of them by an earlier run)" in str(found)
    assert _played(kept).earlier == SCHEDULES
    kept.forget()
    assert _played(kept, PART).earlier == 0


def test_what_failed_earlier_is_told_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path / "kept")
    bug = next(bug for bug in seeded_bugs.BUGS if bug.name.startswith("a lost answer counts as"))
    with seeded_bugs.seeded(bug):
        failed = _played(kept).failed
        assert failed
        again = _played(kept)
    assert again.earlier == SCHEDULES
    assert [(one.seed, one.violations) for one in again.failed] == [(one.seed, one.violations) for one in failed]
