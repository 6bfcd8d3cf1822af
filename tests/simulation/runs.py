"""Many schedules: their figures, and of what failed the shortest that fails the same way, in words."""

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.simulation import themes
from tests.simulation.draws import shortest
from tests.simulation.schedule import SENT_AGAIN
from tests.simulation.themes import Outcome, Theme
from tests.simulation.world import edges


@dataclass
class Figures:
    """What many schedules came to."""

    schedules: int = 0
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    failed: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, outcome: Outcome) -> None:
        self.schedules += 1
        self.calls += outcome.calls
        self.faults.update(outcome.faults)
        if outcome.violations:
            self.failed.append(outcome)

    def __str__(self) -> str:
        faults = ", ".join(f"{number:,} × {fault}" for fault, number in self.faults.most_common())
        return (
            f"{self.schedules:,} schedules, {self.calls:,} AWS calls, {self.faults.total():,} faults ({faults}), "
            f"{len(self.failed)} schedules with violations, {self.seconds:.0f} s"
        )


def outcomes(seeds: Iterable[int], theme: Theme | None = None) -> Iterator[Outcome]:
    """Play the schedules of these seeds, in this process."""
    with edges():
        for seed in seeds:
            yield themes.run(seed, theme)


def figures(seeds: Sequence[int], processes: int = 1) -> Figures:
    """Play the schedules of these seeds."""
    began, found = time.monotonic(), Figures()
    parts = [seeds[start : start + 100] for start in range(0, len(seeds), 100)]
    if processes == 1:
        for part in parts:
            for outcome in _part(part):
                found.add(outcome)
    else:
        with multiprocessing.get_context("fork").Pool(processes) as pool:
            for part_of_them in pool.imap_unordered(_part, parts):
                for outcome in part_of_them:
                    found.add(outcome)
    found.seconds = time.monotonic() - began
    return found


def _part(seeds: Sequence[int]) -> list[Outcome]:
    # A schedule leaves little behind, so to look for it once in a while is enough, and a third faster.
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        return [outcome if outcome.violations else _light(outcome) for outcome in outcomes(seeds)]
    finally:
        gc.enable()


def _light(outcome: Outcome) -> Outcome:
    outcome.drawn = []
    return outcome


def _telling(steps: Iterable[str]) -> Iterator[str]:
    """The steps up to the first that breaks a promise, or until the dead letters only come and go."""
    times_again = 0
    for step in steps:
        yield step
        times_again += step.endswith(SENT_AGAIN)
        if "VIOLATED" in step or times_again > 1:
            return


def explained(outcome: Outcome) -> str:
    """The shortest schedule that fails the same way as this one, step by step."""
    promise = outcome.violations[0][:14]
    theme = themes.THEMES[outcome.theme]

    def fails(drawn: list[int]) -> bool:
        return any(
            violation.startswith(promise) for violation in themes.run(outcome.seed, theme, again=drawn).violations
        )

    with edges():
        drawn = shortest(outcome.drawn, fails)
        short = themes.run(outcome.seed, theme, again=drawn, tell=True)
    steps = list(_telling(short.steps))
    return "\n".join(
        [
            f"seed {outcome.seed}, {outcome.theme}: {'; '.join(short.violations[:3])}",
            f"{len([number for number in drawn if number])} decisions that are not harmless, of {len(drawn)}: {drawn}",
            *steps,
        ]
    )
