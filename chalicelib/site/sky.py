"""The map of hospitality: a point of light for each municipality, on the land, as large as it has initiatives.

It is drawn in parts: two halves that a small screen puts one above the other, and Brussels by itself.
"""

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from chalicelib.kinds import Language
from chalicelib.places import Municipality, everywhere, plain
from chalicelib.site.land import HEIGHT, INSET, WIDTH, Point, placed, point
from chalicelib.site.tally import shares

LEVELS = (1, 2, 4, 10, 25)
"""How many initiatives a light of each size has at least."""


class Light(Struct, frozen=True):
    """A municipality that has an initiative; `level` is the size of its light, `x` and `y` where it is on its part."""

    slug: str
    name: str
    count: int
    level: int
    x: int
    y: int


class Part(Struct, frozen=True):
    """A part of the map: what it shows of the drawing, its lights by name, and a path along those without one."""

    key: str
    view: str
    lights: Sequence[Light]
    dark: str


SIZES = ((3.2, 11), (4.4, 15), (5.8, 19), (7.4, 24), (9.4, 30))
"""How large a light of each level and its glow are."""

LABELS = (
    ("west-vlaanderen", 95, 105),
    ("oost-vlaanderen", 375, 95),
    ("antwerpen", 855, 50),
    ("limburg", 940, 112),
    ("vlaams-brabant", 640, 405),
    ("brussel", 543, 331),
)
"""Where the name of each area stands: beside it, but for Brussels."""

VIEWS = {
    "west": f"0 0 {WIDTH // 2} {HEIGHT}",
    "east": f"{WIDTH // 2} 0 {WIDTH // 2} {HEIGHT}",
    "brussels": f"0 0 {INSET} {INSET}",
}


def parts(found: Sequence[int], language: Language) -> list[Part]:
    """The map, given how many initiatives there are in each municipality."""
    lights: dict[str, list[Light]] = {key: [] for key in VIEWS}
    dark: dict[str, list[Point]] = {key: [] for key in VIEWS}
    for number in _by_name(language):
        place, count = everywhere()[number], found[number]
        its, key = placed(place), _part(place)
        if count:
            lights[key].append(_light(place, count, its, language))
        else:
            dark[key].append(its)
    return [Part(key, view, lights[key], _dots(dark[key])) for key, view in VIEWS.items()]


@cache
def _by_name(language: Language) -> tuple[int, ...]:
    """The numbers of all municipalities, in the order of their names."""
    return tuple(sorted(range(len(everywhere())), key=lambda number: plain(everywhere()[number].name(language))))


def _part(place: Municipality) -> str:
    if place.area == "brussel":
        return "brussels"
    return "west" if placed(place).x < WIDTH / 2 else "east"


def _light(place: Municipality, count: int, its: Point, language: Language) -> Light:
    return Light(place.slug, place.name(language), count, level(count), round(its.x), round(its.y))


def level(count: int) -> int:
    """The size of the light of this many initiatives: 0 for none, up to 5."""
    return sum(count >= least for least in LEVELS)


def small(found: Sequence[int]) -> list[str]:
    """The map as a small picture: for each size of light a path along the municipalities that have it."""
    lit: list[list[Point]] = [[] for _ in LEVELS]
    for place, count in zip(everywhere(), found, strict=True):
        if count:
            lit[level(count) - 1].append(point(place.longitude, place.latitude))
    return [_dots(points) for points in lit]


def from_above(found: Sequence[int], language: Language) -> list[Light]:
    """The lights of the small picture by name, each to be pressed."""
    its = ((everywhere()[number], found[number]) for number in _by_name(language))
    return [_light(place, count, point(place.longitude, place.latitude), language) for place, count in its if count]


def _dots(points: Sequence[Point]) -> str:
    """A path of lines of next to no length, which round ends make dots."""
    return "".join(f"M{round(its.x)} {round(its.y)}h.1" for its in points)


class Listed(Struct, frozen=True):
    """A municipality in the list beside the map."""

    slug: str
    name: str
    count: int


def by_area(found: Sequence[int], language: Language) -> dict[str, list[Listed]]:
    """All municipalities of each province and of Brussels, by name: what the map shows, to be read."""
    within: dict[str, list[Listed]] = {area: [] for area in shares(found)}
    for number in _by_name(language):
        place = everywhere()[number]
        within[place.area].append(Listed(place.slug, place.name(language), found[number]))
    return within
