"""The suite notices mistakes: each of these is one that somebody could make."""

import os
import sys

import pytest

from tests.simulation import seeded_bugs
from tests.simulation.seeded_bugs import BUGS, Bug

ALL = "GASTVRIJ_DEEP" in os.environ
SAMPLE = BUGS if ALL else BUGS[::8]
MOST = 2_000 if ALL else 400


def test_there_are_enough() -> None:
    assert len(BUGS) >= 25
    assert len({bug.name for bug in BUGS}) == len(BUGS)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_bug_is_one_of_this_code(bug: Bug) -> None:
    right = bug.where.__code__
    with seeded_bugs.seeded(bug):
        assert bug.where.__code__ is not right
    assert bug.where.__code__ is right


@pytest.mark.parametrize("bug", SAMPLE, ids=lambda bug: bug.name)
def test_the_bug_is_caught(bug: Bug, capsys: pytest.CaptureFixture[str]) -> None:
    catch = seeded_bugs.caught(bug, MOST)
    with capsys.disabled():
        sys.stdout.write(f"\n{bug.name}: {catch}\n")
    assert catch is not None
