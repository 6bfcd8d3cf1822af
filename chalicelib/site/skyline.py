"""The town on the home page: as many lit windows as there are initiatives, until the whole town is lit.

Three streets of gables from here, drawn as SVG. The page puts them side by side, or on a small screen one behind the
other; the measures below see to it that no street then hides a window of the street behind it.
"""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from chalicelib.site.town import (
    GABLES,
    GROUND_FLOOR,
    HEIGHT,
    PANES,
    STREETS,
    TONES,
    WIDTH,
    House,
    Pane,
    Point,
    Window,
    houses,
    lighting_order,
    numbers,
    windows,
)


class Town(Struct, frozen=True):
    """The drawing, and what is to be seen in it."""

    streets: tuple[str, ...]
    lit: int
    windows: int

    @property
    def is_full(self) -> bool:
        """Whether there are no dark windows left."""
        return self.lit == self.windows


@lru_cache(maxsize=4)
def draw(initiatives: int) -> Town:
    """The town with exactly as many lit windows as there are initiatives, or all of them if it has fewer."""
    pane = next((pane for pane in PANES if len(windows(pane)) >= initiatives), PANES[-1])
    its = windows(pane)
    lit = set(lighting_order(pane)[:initiatives])
    streets = tuple(
        _street(number, pane, [window for window in its if window.street == number], lit) for number in range(STREETS)
    )
    return Town(streets, len(lit), len(its))


# Drawing. Outlines are given for the left half, in parts of the house's width and of the gable's height.

_GABLE: dict[str, tuple[tuple[Point | None, Point], ...]] = {
    "stepped": tuple(
        (None, point) for step in range(5) for point in ((step * 0.105, step * 0.2), (step * 0.105, step * 0.2 + 0.2))
    ),
    "bell": (
        (None, (0.03, 0)),
        (None, (0.03, 0.08)),
        ((0.22, 0.08), (0.24, 0.45)),
        ((0.27, 0.94), (0.44, 0.96)),
        (None, (0.44, 1)),
    ),
    "neck": (
        (None, (0.02, 0.06)),
        ((0.28, 0.06), (0.29, 0.5)),
        (None, (0.29, 0.8)),
        (None, (0.25, 0.8)),
        (None, (0.25, 0.86)),
        (None, (0.5, 1)),
    ),
    "plain": ((None, (0.0, 0.06)), (None, (0.46, 0.96)), (None, (0.46, 1))),
    "cornice": ((None, (-0.02, 0)), (None, (-0.02, 0.12)), (None, (0.04, 0.12)), (None, (0.17, 0.66))),
}
"""Per gable: (control point of a curve, or None for a line; where it goes)."""

_BELFRY = (
    "M316 320V128h-3v-8h5v-12h4v8h6v-30h-3v-7h5v-9h4v7h4V52h-2v-6h4l3-12 1-14h2v-9h2v9h2l1 14 3 12h4v6h-2v25"
    "h4v-7h4v9h5v7h-3v30h6v-8h4v12h5v8h-3v192z"
)
_SPIRE = "M286 320V150l6-8 3-34 4-34 4 34 3 34 6 8v170z"

_CLOCK = '<circle class="lamp" cx="348" cy="112" r="6"/><path class="hands" d="M348 108v4h3"/>'

_SHINE = (
    '<radialGradient id="shine"><stop offset="0" stop-color="#ffd27a" stop-opacity=".6"/>'
    '<stop offset=".4" stop-color="#ffb83d" stop-opacity=".2"/>'
    '<stop offset="1" stop-color="#ffb83d" stop-opacity="0"/></radialGradient>'
)

_PERSON = "m0-24a3 3 0 1 1 .1 0zm-4 2q4-3 8 0l3 8-2 1-2-4 1 17h-3l-1-9-1 9h-3l1-17-2 4-2-1z"
_CHILD = "m0-16a2.4 2.4 0 1 1 .1 0zm-3 1q3-2 6 0l2 6-1 1-2-3 1 11h-2l-1-6-1 6h-2l1-11-2 3-1-1z"
_BICYCLE = "m-8 0a6 6 0 1 1 .1 0zm17 0a6 6 0 1 1 .1 0zm-17-6 5-9h9l3 9m-12-9 4 9h-9m9 0 4-9v-3h4m-14 1h4"
_BENCH = "M-14-8h28M-14-13h28M-11-8v8M11-8v8M-12-15v7M12-15v7"


def _lantern(x: int) -> str:
    return (
        f'<circle cx="{x}" cy="{HEIGHT - 37}" r="40" fill="url(#shine)"/>'
        f'<path class="post" d="M{x} {HEIGHT}v-32"/><path class="lamp" d="M{x - 3} {HEIGHT - 33}l-1-7 4-3 4 3-1 7z"/>'
    )


def _standing(x: int, outline: str, kind: str = "folk") -> str:
    return f'<path class="{kind}" transform="translate({x} {HEIGHT})" d="{outline}"/>'


_STREET_LIFE = (
    _lantern(150)
    + _standing(136, f"M0 0{_PERSON}")
    + _standing(146, f"M0 0{_CHILD}")
    + _standing(168, f"M0 0{_BICYCLE}", "post"),
    _lantern(262)
    + _standing(280, _BENCH, "post")
    + _standing(276, "M-3-21a3 3 0 1 1 .1 0zm-4 2q4-3 7 0l1 9 7 1v9h-3v-6l-10-1z"),
    _lantern(96) + _standing(84, f"M0 0{_PERSON}") + _standing(109, f"M0 0{_PERSON}"),
)
"""Lamps, and who lives here, in front of the houses."""


def _street(number: int, pane: Pane, windows: list[Window], lit: set[Window]) -> str:
    parts = [
        f'<svg class="street street-{number}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">',
        _shapes(pane) if number == 0 else "",
        f'<path class="far" d="{_far(number)}"/>',
        _CLOCK if number == STREETS - 1 else "",
        *(_drawn(house) for house in houses(number)),
        _STREET_LIFE[number],
        _group("unlit", "dark", [window for window in windows if window not in lit]),
        *_glowing([window for window in windows if window in lit]),
        "</svg>",
    ]
    return "".join(parts)


def _shapes(pane: Pane) -> str:
    width, height = pane.width, pane.height
    arch = f"M0 {height}V{width / 2:g}a{width / 2:g} {width / 2:g} 0 0 1 {width} 0v{height - width / 2:g}z"
    bars = f"M{width / 2:g} 0v{height}M0 {height * 0.52:.1f}h{width}"
    halo = f'<circle cx="{width / 2:g}" cy="{height / 2:g}" r="{height * 1.25:g}" fill="url(#shine)"/>'
    lit = f'{halo}<path d="{arch}"/><path class="mullion" stroke-width="{width / 11:.1f}" d="{bars}"/>'
    return f'<defs>{_SHINE}<path id="dark" d="{arch}"/><g id="lit">{lit}</g></defs>'


def _far(number: int) -> str:
    random = numbers(10 * (number + 1))
    roofs = []
    left = -20
    while left < WIDTH:
        house = House(
            left,
            random.randrange(44, 70, 2),
            random.randrange(128, 160),
            random.choice(GABLES),
            random.randrange(30, 50),
            0,
        )
        roofs.append(_outline(house))
        left += house.width
    landmark = {1: _SPIRE, STREETS - 1: _BELFRY}
    return "".join(roofs) + landmark.get(number, "")


def _is_home(house: House) -> bool:
    """Whether the lamp above its door is on; a door is no window, and stands for no initiative."""
    return (house.left + house.width) % 3 > 0


def _drawn(house: House) -> str:
    door = round(house.left + house.width * (0.5 if house.tone % 2 else 0.28))
    sill, eaves = HEIGHT - GROUND_FLOOR + 5, HEIGHT - house.eaves
    shop = round(house.left + house.width * 0.72 - 9)
    drawn = (
        f'<path class="tone-{house.tone}" d="{_outline(house)}"/>'
        f'<path class="course" d="M{house.left} {sill}h{house.width}M{house.left} {eaves}h{house.width}"/>'
        f'<path class="door" d="M{door - 7} {HEIGHT}v-21a7 7 0 0 1 14 0v21z"/>'
    )
    if house.tone % 2 == 0:
        drawn += f'<path class="shop" d="M{shop} {HEIGHT - 9}v-17h20v17zM{shop - 2} {HEIGHT - 26}h24l-3-5h-18z"/>'
    if _is_home(house):
        drawn += (
            f'<circle cx="{door}" cy="{HEIGHT - 19}" r="26" fill="url(#shine)"/>'
            f'<path class="lamp" d="M{door - 5} {HEIGHT - 20}a5 5 0 0 1 10 0z"/>'
        )
    return drawn


def _outline(house: House) -> str:
    half = _GABLE[house.gable]
    drawn = [f"M{house.left} {HEIGHT}V{HEIGHT - house.eaves}"]
    drawn += [_stroke(house, control, point) for control, point in half]
    # Back down on the other side: every stroke ends where its mirror began.
    starts = [(0.0, 0.0), *(point for _, point in half)]
    drawn.append(_stroke(house, None, _mirrored(starts[-1])))
    drawn += [
        _stroke(house, _mirrored(control) if control else None, _mirrored(start))
        for (control, _), start in zip(reversed(half), reversed(starts[:-1]), strict=True)
    ]
    return "".join(drawn) + f"V{HEIGHT}z"


def _mirrored(point: Point) -> Point:
    return 1 - point[0], point[1]


def _stroke(house: House, control: Point | None, point: Point) -> str:
    x, y = _at(house, point)
    if control is None:
        return f"L{x:g} {y:g}"
    bend_x, bend_y = _at(house, control)
    return f"Q{bend_x:g} {bend_y:g} {x:g} {y:g}"


def _at(house: House, point: Point) -> Point:
    return round(house.left + point[0] * house.width, 1), round(HEIGHT - house.eaves - point[1] * house.peak, 1)


def _glowing(windows: list[Window]) -> Iterator[str]:
    # Three tones of light, which the page lets come on one after the other.
    for tone in range(TONES):
        yield _group(f"light light-{tone}", "lit", [window for window in windows if _tone(window) == tone])


def _tone(window: Window) -> int:
    # Decided by where the window is, so that it keeps its light when others come on.
    return int(window.x * 7 + window.y * 3) % TONES


def _group(kind: str, shape: str, windows: list[Window]) -> str:
    if not windows:
        return ""
    uses = "".join(f'<use href="#{shape}" x="{window.x:g}" y="{window.y:g}"/>' for window in windows)
    return f'<g class="{kind}">{uses}</g>'
