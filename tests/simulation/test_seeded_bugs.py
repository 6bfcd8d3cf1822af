"""The suite notices mistakes: each of these is one that somebody could make."""

import pytest

from tests.depth import IS_DEEP, TRIED
from tests.simulation import seeded_bugs
from tests.simulation.seeded_bugs import BUGS, Bug

SAMPLE = BUGS if IS_DEEP else BUGS[::8]
MOST = 2_000 if IS_DEEP else 400


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
def test_the_bug_is_caught(bug: Bug) -> None:
    catch = seeded_bugs.caught(bug, MOST)
    assert catch is not None
    TRIED[f"seeded bug caught ({catch}): {bug.name}"] += 1
