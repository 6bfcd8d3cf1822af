"""The places where something may go wrong: each AWS call, in each way; each third of them but in a deep run."""

import pytest

from tests.depth import IS_DEEP, TRIED
from tests.simulation import crash_points, races
from tests.simulation.world import FUNCTIONS, SCHEDULES

FATES = crash_points.FATES + (crash_points.MORE_FATES if IS_DEEP else ())
PARTS = 8
EVERY = 1 if IS_DEEP else 3


def test_every_function_is_in_a_story() -> None:
    reached = {function for name in crash_points.STORIES for function, _, _ in crash_points.recorded(name)}
    assert reached == {"web", *FUNCTIONS, *SCHEDULES}


@pytest.mark.parametrize("name", crash_points.STORIES)
def test_all_goes_well_where_nothing_fails(name: str) -> None:
    assert crash_points.told(name, lambda worker: "") == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", crash_points.STORIES)
def test_no_crash_point_breaks_a_promise(name: str, part: int) -> None:
    points = crash_points.points(name, FATES)[part :: PARTS * EVERY]
    assert list(crash_points.failing(name, points)) == []
    TRIED["crash points, nothing broken at any"] += len(points)


@pytest.mark.parametrize("theme", races.RACES)
def test_no_order_of_two_at_once_breaks_a_promise(theme: str) -> None:
    assert list(races.RACES[theme]()) == []
