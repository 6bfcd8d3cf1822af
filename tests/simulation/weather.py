"""How bad a schedule gets."""

from dataclasses import dataclass

from tests.cloud.calls import SECOND
from tests.simulation.draws import Draws


@dataclass(frozen=True)
class Weather:
    """How bad it gets: chances by kind of trouble."""

    wild: float
    """That not the obvious one goes on."""
    fault: float
    """That a call has another fate than to be done."""
    copies: float
    """That a message comes more than once, or its deletion is lost."""
    stale: float
    piles: bool
    """Whether people are faster than queues, so that messages pile up and come in any order."""
    skew: int
    """How far a machine's clock may be off, in microseconds."""
    steps: int
    """After so many steps the world heals, whatever goes on."""


CALM = Weather(0, 0, 0, 0, False, 0, 0)


def weather(draws: Draws) -> Weather:
    """Any weather: often a bit of everything, sometimes much of one thing."""
    return Weather(
        wild=(0.0, 0.15, 0.5)[draws.pick(3)],
        fault=(0.0, 0.02, 0.08, 0.3)[draws.pick(4)],
        copies=(0.0, 0.03, 0.15)[draws.pick(3)],
        stale=(0.0, 0.3)[draws.pick(2)],
        piles=draws.maybe(0.5),
        skew=(0, 600 * SECOND)[draws.pick(2, 0.1)],
        steps=400,
    )
