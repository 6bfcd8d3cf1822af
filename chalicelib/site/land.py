"""The land that the map shows: outlines that infra.make.geo makes of open data, and where a place is on them.

The whole is 1000 by 410, drawn in two halves that a small screen puts one above the other. Brussels has a drawing of
its own, four times as large, since nineteen lights would be one there.
"""

import json
from functools import cache
from pathlib import Path

from msgspec import Struct

from chalicelib.places import Municipality

WIDTH, HEIGHT = 1000, 410
INSET = 300
"""The width and height of the drawing of Brussels."""
TIMES = 4
"""How much larger that is drawn."""

_WEST, _NORTH = 2.5063, 51.527
_ACROSS, _DOWN = 290.2, 462.0
"""Parts of the drawing in a degree: those of longitude are shorter here, by the cosine of the latitude."""

_BUILT = Path(__file__).parent.parent / "built" / "land.json"


class Point(Struct, frozen=True):
    """A point of the drawing, from its upper left corner."""

    x: float
    y: float


class Land(Struct, frozen=True):
    """Outlines as SVG paths: of each area by its key, of Brussels in its own drawing, and of all as a small picture."""

    areas: dict[str, str]
    brussels: str
    small: str


@cache
def land() -> Land:
    """The outlines; none where the tests of one step did not build the front first."""
    if not _BUILT.exists():
        return Land({}, "", "")
    return Land(**json.loads(_BUILT.read_text("utf-8")))


def point(longitude: float, latitude: float) -> Point:
    """Where something is on the whole drawing."""
    return Point((longitude - _WEST) * _ACROSS, (_NORTH - latitude) * _DOWN)


CORNER = point(4.2395, 50.9177)
"""Where the drawing of Brussels begins on the whole."""


def enlarged(its: Point) -> Point:
    """Where a point of the whole is on the drawing of Brussels."""
    return Point((its.x - CORNER.x) * TIMES, (its.y - CORNER.y) * TIMES)


def placed(place: Municipality) -> Point:
    """Where a municipality's light is, on the drawing that it is in."""
    its = point(place.longitude, place.latitude)
    return enlarged(its) if place.area == "brussel" else its
