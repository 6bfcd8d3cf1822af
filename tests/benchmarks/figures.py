"""Figures: what was measured, beside what it is held against, and whether the aim is met."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["holds", "missed", ""]


@dataclass(frozen=True)
class Figure:
    """One line of the table. All values are in the same unit; `beside` holds the yardsticks of the same run by name."""

    what: str
    ours: float
    unit: str
    beside: Mapping[str, float] = field(default_factory=dict)
    aim: str = ""
    """In words, such as "at most 5"; empty where the figure is only reported."""
    verdict: Verdict = ""
    exact: bool = False
    """Counted, not timed: the same on every machine, and therefore a gate in CI."""
    at: int = 0
    """How many ballots or initiatives there were, where that is what grows: such figures of one name make a curve."""


def at_most(value: float, bound: float) -> Verdict:
    """The verdict on a value that an aim bounds from above."""
    return "holds" if value <= bound else "missed"


def at_least(value: float, bound: float) -> Verdict:
    """The verdict on a value that an aim bounds from below."""
    return "holds" if value >= bound else "missed"


def number(value: float) -> str:
    """Three digits that matter, or all of a whole number."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
