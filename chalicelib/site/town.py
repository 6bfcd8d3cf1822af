"""Where the houses of the town stand, and their windows: the same each time, as its seed has it.

The streets stand side by side, or on a small screen one behind the other; the measures see to it that no street then
hides a window of the street behind it.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from msgspec import Struct

STREETS = 3
WIDTH = 400
HEIGHT = 320
"""Of the drawing of one street, in the drawing's own units, as all measures here."""

RISE = 142
"""How much higher a street stands than the one before it, where they stand one behind the other."""

GROUND_FLOOR = 46
"""No windows below this height; no roof is higher than RISE + GROUND_FLOOR. So roofs cover ground floors only."""

TONES = 3
"""Of light."""

SEED = 2018
"""Gives the town its shape, and the order in which its windows light up."""


class Pane(Struct, frozen=True):
    """How large the windows are: the fewer a town needs, the larger they can be."""

    width: int
    height: int
    gap: int


class House(Struct, frozen=True):
    left: int
    width: int
    eaves: int
    gable: str
    peak: int
    tone: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2


class Window(Struct, frozen=True):
    street: int
    x: float
    y: float


Thing = TypeVar("Thing")
Point = tuple[float, float]

PANES = (Pane(15, 21, 9), Pane(11, 16, 7), Pane(8, 12, 5))
GABLES = ("stepped", "bell", "neck", "plain", "stepped", "cornice")


@cache
def houses(street: int) -> tuple[House, ...]:
    random = numbers(street)
    widths = _widths(random)
    gables = shuffled(random, GABLES)
    built = []
    for number, (left, width) in enumerate(zip(accumulate((0, *widths[:-1])), widths, strict=True)):
        eaves = random.randrange(90, 148, 3)
        peak = random.randrange(34, RISE + GROUND_FLOOR - eaves + 1, 2)
        built.append(House(left, width, eaves, gables[number % len(gables)], peak, random.randrange(4)))
    return tuple(built)


def _widths(random: Random) -> list[int]:
    # A fixed set in another order: a street is then always full to its end.
    return shuffled(random, (56, 60, 64, 66, 72, 82))


@cache
def windows(pane: Pane) -> tuple[Window, ...]:
    return tuple(
        Window(street, x, y)
        for street in range(STREETS)
        for house in houses(street)
        for x, y in (*_floors(house, pane), *_gable_window(house, pane))
    )


@cache
def lighting_order(pane: Pane) -> tuple[Window, ...]:
    # The same order for every number: one more initiative lights one more window and puts none out.
    return tuple(shuffled(numbers(STREETS), windows(pane)))


def numbers(which: int) -> Random:
    # Always the same numbers, as is wanted: the shape of a town is no secret.
    return Random(SEED + which)  # noqa: S311


def shuffled(random: Random, things: Sequence[Thing]) -> list[Thing]:
    return random.sample(things, len(things))


def _floors(house: House, pane: Pane) -> Iterator[tuple[float, float]]:
    columns = (house.width - 10 + pane.gap) // (pane.width + pane.gap)
    rows = (house.eaves - GROUND_FLOOR + pane.gap - 4) // (pane.height + pane.gap)
    across = columns * (pane.width + pane.gap) - pane.gap
    up = rows * (pane.height + pane.gap) - pane.gap
    left = house.middle - across / 2
    bottom = GROUND_FLOOR + (house.eaves - GROUND_FLOOR - 4 - up) / 2
    for row in range(rows):
        for column in range(columns):
            top = HEIGHT - bottom - row * (pane.height + pane.gap) - pane.height
            yield round(left + column * (pane.width + pane.gap), 1), round(top, 1)


def _gable_window(house: House, pane: Pane) -> Iterator[tuple[float, float]]:
    if house.gable != "cornice":
        yield round(house.middle - pane.width / 2, 1), round(HEIGHT - house.eaves - pane.height - 2, 1)
