"""The town on the home page tells the truth: a lit window is an initiative."""

import re
from xml.etree import ElementTree

import pytest

from chalicelib.site import skyline
from chalicelib.site.skyline import draw
from chalicelib.site.town import GROUND_FLOOR, HEIGHT, RISE, STREETS, houses

FULL = 326


def lit(town: skyline.Town) -> list[tuple[int, str]]:
    """The lit windows: street, and where in it."""
    return [
        (street, place)
        for street, drawing in enumerate(town.streets)
        for place in re.findall(r'<use href="#lit" (x="[\d.]+" y="[\d.]+")', drawing)
    ]


@pytest.mark.parametrize("initiatives", [0, 1, 2, 40, 100, 101, 173, 174, 250, FULL])
def test_there_are_as_many_lit_windows_as_initiatives(initiatives: int) -> None:
    assert len(lit(draw(initiatives))) == draw(initiatives).lit == initiatives


def test_a_full_town_has_no_dark_window_left() -> None:
    town = draw(10_000)
    assert town.is_full
    assert len(lit(town)) == town.windows == FULL
    assert 'class="unlit"' not in "".join(town.streets)


def test_one_more_initiative_lights_one_window_and_puts_none_out() -> None:
    for initiatives in (0, 12, 40):
        before, after = set(lit(draw(initiatives))), set(lit(draw(initiatives + 1)))
        assert before < after
        assert len(after - before) == 1


def test_no_two_windows_are_in_one_place() -> None:
    windows = lit(draw(FULL))
    assert len(windows) == len(set(windows))


def test_a_street_hides_no_window_of_the_street_behind_it() -> None:
    """Roofs reach no higher than the ground floor of the street behind; windows begin above it."""
    every = [house for street in range(STREETS) for house in houses(street)]
    assert max(house.eaves + house.peak for house in every) <= RISE + GROUND_FLOOR
    lowest = [
        float(place) for drawing in draw(0).streets for place in re.findall(r'#dark" x="[\d.]+" y="([\d.]+)"', drawing)
    ]
    assert max(lowest) + 21 <= HEIGHT - GROUND_FLOOR


def test_the_drawing_is_for_the_eyes_only_and_light() -> None:
    for initiatives in (0, 40, FULL):
        streets = draw(initiatives).streets
        # Our own drawing, so safe to parse.
        parsed = [ElementTree.fromstring(street) for street in streets]  # noqa: S314
        assert all(street.get("aria-hidden") == "true" for street in parsed)
        assert len("".join(streets)) < 27_000


def test_the_same_number_gives_the_same_town() -> None:
    assert draw(77) == draw(77)
