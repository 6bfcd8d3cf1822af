"""Playing one schedule."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.simulation import remembered
from tests.simulation.draws import Draws
from tests.simulation.healing import heal
from tests.simulation.invariants.everything import check_everywhere
from tests.simulation.people.memory import History
from tests.simulation.schedule import Stage
from tests.simulation.themes.awarded import AWARDED
from tests.simulation.themes.closings import CLOSINGS, UNPROVEN
from tests.simulation.themes.contacts import CONTACTS
from tests.simulation.themes.disqualifying import DISQUALIFYING
from tests.simulation.themes.editions import EDITIONS
from tests.simulation.themes.erasures import ERASURES
from tests.simulation.themes.files import FILES
from tests.simulation.themes.floods import FLOODS
from tests.simulation.themes.forgetting import FORGETTING
from tests.simulation.themes.initiatives import INITIATIVES
from tests.simulation.themes.jury import JURY
from tests.simulation.themes.logs import LOGS
from tests.simulation.themes.mails import MAILS
from tests.simulation.themes.people import PEOPLE
from tests.simulation.themes.renewals import RENEWALS
from tests.simulation.themes.settling import SETTLING
from tests.simulation.themes.theme import Theme
from tests.simulation.themes.votes import BALLOTS, VOTES
from tests.simulation.themes.waits import WAITS
from tests.simulation.themes.witnesses import WITNESSES
from tests.simulation.themes.years import YEARS
from tests.simulation.weather import CALM, weather
from tests.simulation.workers import Worker
from tests.simulation.world import World, running

# isort: split


ALL = (
    BALLOTS,
    VOTES,
    INITIATIVES,
    MAILS,
    FILES,
    ERASURES,
    FORGETTING,
    FLOODS,
    EDITIONS,
    PEOPLE,
    RENEWALS,
    YEARS,
    WAITS,
    CONTACTS,
    LOGS,
    DISQUALIFYING,
    JURY,
    CLOSINGS,
    UNPROVEN,
    WITNESSES,
    SETTLING,
    AWARDED,
)
THEMES = {theme.name: theme for theme in ALL}


@dataclass
class Outcome:
    """What became of a schedule."""

    seed: int
    theme: str
    violations: list[str]
    trace: str
    drawn: list[int] = field(repr=False)
    calls: int
    faults: dict[str, int]
    steps: list[str] = field(repr=False)


def theme_of(seed: int) -> Theme:
    """Which theme a seed is about."""
    place = seed * 7919 % sum(theme.share for theme in THEMES.values())
    for theme in THEMES.values():
        place -= theme.share
        if place < 0:
            return theme
    raise AssertionError


def run(
    seed: int,
    theme: Theme | None = None,
    again: list[int] | None = None,
    tell: bool = False,
    plan: Callable[[Worker], str] | None = None,
) -> Outcome:
    """Play one schedule. Needs `edges`."""
    theme = theme or theme_of(seed)
    draws = Draws(seed, again)
    before = prepared(theme.prepare, theme.start(draws))
    world = World(seed, before.world.now, before.world)
    world.steps = [] if tell else None
    with running(world):
        stage = Stage(world, draws, weather(draws), history=History(), sent=[*before.sent], done=[*before.done])
        world.note(str(stage.weather))
        stage.plan = plan
        theme.cast(stage)
        stage.play()
        heal(stage)
        theme.settle(stage)
        checked = _found(theme, stage)
        found = [*world.violations, *checked]
    return Outcome(
        seed, theme.name, found, world.fingerprint, draws.drawn, world.calls, stage.faults, world.steps or []
    )


@remembered.until_changed
def prepared(prepare: Callable[[Stage], None], start: int) -> Stage:
    """What is there before anything goes wrong: the same for every seed, since nothing is drawn in it."""
    draws = Draws(0)
    draws.calm = True
    stage = Stage(World(0, start), draws, CALM, history=History())
    with running(stage.world):
        prepare(stage)
    return stage


def _found(theme: Theme, stage: Stage) -> list[str]:
    return [*check_everywhere(stage), *theme.check(stage)]
