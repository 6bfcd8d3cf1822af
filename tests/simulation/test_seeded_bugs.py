"""The suite notices mistakes: each of these is one that somebody could make."""

import pytest

from tests.depth import IS_DEEP, TRIED
from tests.simulation import seeded_bugs
from tests.simulation.seeded_bugs import BUGS, Bug

MOST, FEW = 2_000, 25


def test_there_are_enough() -> None:
    assert len(BUGS) >= 25
    assert len({bug.name for bug in BUGS}) == len(BUGS)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_bug_is_one_of_this_code(bug: Bug) -> None:
    right = bug.where.__code__
    with seeded_bugs.seeded(bug):
        assert bug.where.__code__ is not right
    assert bug.where.__code__ is right


@pytest.mark.skipif(not IS_DEEP, reason="make test-deep asks this of each of them")
@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_the_bug_is_caught(bug: Bug) -> None:
    catch = seeded_bugs.caught(bug, MOST)
    assert catch is not None
    TRIED[f"seeded bug caught ({catch}): {bug.name}"] += 1


def test_most_of_a_sample_are_caught_within_a_few_schedules() -> None:
    sample = BUGS[::8]
    caught = [bug.name for bug in sample if seeded_bugs.is_caught_soon(bug, FEW)]
    assert len(caught) >= len(sample) / 2, caught
    TRIED[f"seeded bugs of a sample, caught within {FEW} schedules"] += len(caught)
