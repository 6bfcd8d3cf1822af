"""What a schedule is about: who comes, what was there before, and what is checked in the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tests.cloud.calls import HOUR, SECOND
from tests.simulation.draws import Draws
from tests.simulation.schedule import Stage

# isort: split


SLUGS = ("taalcafe-gent", "buddies-aalst", "koor-brussel")


def moment(at: datetime) -> int:
    return int(at.timestamp()) * SECOND


@dataclass(frozen=True)
class Theme:
    """A kind of schedule."""

    name: str
    share: int
    """How many of a hundred schedules are about it."""
    start: Callable[[Draws], int]
    prepare: Callable[[Stage], None]
    """What was there before anything went wrong."""
    cast: Callable[[Stage], None]
    settle: Callable[[Stage], None]
    """What still has to happen once the world healed."""
    check: Callable[[Stage], Iterator[str]]


def all_schedules(stage: Stage) -> None:
    stage.pass_time(HOUR)
    stage.tick("remind", "turn_phase")


def nothing_more(stage: Stage) -> None:
    """All is said."""
