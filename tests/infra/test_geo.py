"""The outlines of the map: of the land, all of it, and small enough to come with a page."""

import gzip
import re
from itertools import pairwise

import pytest

from chalicelib.places import AREAS
from chalicelib.site import land
from infra.make import build

POINT = re.compile(r"(-?\d+)[ ]?(-?\d+)")


@pytest.fixture(scope="module")
def drawn() -> land.Land:
    """The land as it is built."""
    assert build.main() == 0
    return land.land()


def pieces(path: str) -> list[list[tuple[int, int]]]:
    """The points of each piece of a path."""
    found = []
    for piece in path.removesuffix("z").split("z"):
        begin, _, moves = piece.removeprefix("M").partition("l")
        x, y = map(int, begin.split())
        points = [(x, y)]
        for across, down in POINT.findall(moves):
            x, y = x + int(across), y + int(down)
            points.append((x, y))
        found.append(points)
    return found


def area(points: list[tuple[int, int]]) -> float:
    """The area within; clockwise on a screen is positive."""
    return sum(x * down - right * y for (x, y), (right, down) in pairwise([*points, points[0]])) / 2


def test_all_provinces_and_brussels_are_drawn(drawn: land.Land) -> None:
    assert set(drawn.areas) == {*AREAS.values(), "brussel"}
    whole = sum(area(points) for path in drawn.areas.values() for points in pieces(path))
    assert 0.55 < whole / (land.WIDTH * land.HEIGHT) < 0.65


def test_no_piece_is_the_whole_picture_inside_out(drawn: land.Land) -> None:
    """Rings that go round the wrong way fill all that is not land."""
    for path in drawn.areas.values():
        assert max(area(points) for points in pieces(path)) < land.WIDTH * land.HEIGHT / 2
        assert area(pieces(path)[0]) > 0
    hole = [points for points in pieces(drawn.areas["vlaams-brabant"]) if area(points) < 0]
    (brussels,) = pieces(drawn.areas["brussel"])
    assert sum(map(area, hole)) == pytest.approx(-area(brussels), rel=0.02)


def test_a_province_shows_no_seams_of_cantons(drawn: land.Land) -> None:
    assert {name: len(pieces(path)) for name, path in drawn.areas.items()} == {
        "antwerpen": 2,
        "brussel": 1,
        "limburg": 2,
        "oost-vlaanderen": 1,
        "vlaams-brabant": 2,
        "west-vlaanderen": 1,
    }


def test_the_outlines_are_light(drawn: land.Land) -> None:
    assert len(gzip.compress((build.BUILT / "land.json").read_bytes())) < 6_000
    assert len(drawn.small) < 1_000
