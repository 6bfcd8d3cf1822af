"""Many schedules: their figures, and of what failed the shortest that fails the same way, in words."""

import gc
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tests.simulation.draws import shortest
from tests.simulation.edges import edges
from tests.simulation.healing import SENT_AGAIN
from tests.simulation.kept import Kept, Part
from tests.simulation.playing import THEMES, Outcome, run
from tests.simulation.themes.theme import Theme

PART = 1_000
"""How many schedules are played and kept together."""


@dataclass
class Figures:
    """What many schedules came to."""

    first: int = 0
    """The first one's seed."""
    schedules: int = 0
    calls: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    failed: list[Outcome] = field(default_factory=list)
    seconds: float = 0.0
    earlier: int = 0
    """How many of these schedules an earlier run played, before it was cut."""

    def add(self, outcome: Outcome) -> None:
        self.schedules += 1
        self.calls += outcome.calls
        self.faults.update(outcome.faults)
        if outcome.violations:
            self.failed.append(outcome)

    def add_all(self, others: "Figures") -> None:
        """What other schedules came to."""
        self.schedules += others.schedules
        self.calls += others.calls
        self.faults.update(others.faults)
        self.failed += others.failed
        self.earlier += others.earlier

    def __str__(self) -> str:
        faults = ", ".join(f"{number:,} × {fault}" for fault, number in self.faults.most_common())
        earlier = f" ({self.earlier:,} of them by an earlier run)" if self.earlier else ""
        return (
            f"{self.schedules:,} schedules{earlier}, {self.calls:,} AWS calls, "
            f"{self.faults.total():,} faults ({faults}), "
            f"{len(self.failed)} schedules with violations, {self.seconds:.0f} s"
        )


def outcomes(seeds: Iterable[int], theme: Theme | None = None) -> Iterator[Outcome]:
    """Play the schedules of these seeds, in this process."""
    with edges():
        for seed in seeds:
            yield run(seed, theme)


def figures(seeds: range, processes: int = 1, told: Callable[[Figures], object] = lambda so_far: None) -> Figures:
    """Play the schedules of these seeds; `told` hears after each part of them how far it is."""
    return _added(_played(_parts(seeds), processes), told)


def figures_of_all(seeds: range, processes: int, kept: Kept, told: Callable[[Figures], object]) -> Figures:
    """The same, but what an earlier run has kept is not played again; keeps each part once it is played."""
    earlier, parts = kept.parts(), _parts(seeds)
    known = [_known(part) for seeds in parts if (part := earlier.get((seeds[0], len(seeds))))]
    left = [seeds for seeds in parts if (seeds[0], len(seeds)) not in earlier]

    def played() -> Iterator[Figures]:
        yield from known
        for its in _played(left, processes):
            failed = [outcome.seed for outcome in its.failed]
            kept.add(Part(its.first, its.schedules, its.calls, dict(its.faults), failed))
            yield its

    return _added(played(), told)


def _parts(seeds: range) -> list[range]:
    return [seeds[start : start + PART] for start in range(0, len(seeds), PART)]


def _known(part: Part) -> Figures:
    """What an earlier run kept; what failed is played again, to be explained."""
    failed = list(outcomes(part.failed))
    return Figures(part.first, part.schedules, part.calls, Counter(part.faults), failed, earlier=part.schedules)


def _added(parts: Iterator[Figures], told: Callable[[Figures], object]) -> Figures:
    began, found = time.monotonic(), Figures()
    for part in parts:
        found.add_all(part)
        found.seconds = time.monotonic() - began
        told(found)
    return found


def _played(parts: Sequence[range], processes: int) -> Iterator[Figures]:
    if processes == 1:
        yield from map(_part, parts)
        return
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(_part, parts)


def _part(seeds: range) -> Figures:
    found = Figures(seeds[0])
    with edges():
        for start in range(0, len(seeds), 100):
            for outcome in _unswept(seeds[start : start + 100]):
                found.add(outcome)
    return found


def _unswept(seeds: range) -> list[Outcome]:
    # A schedule leaves little behind, so to look for it once in a while is enough, and a third faster.
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        return [run(seed) for seed in seeds]
    finally:
        gc.enable()


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
    theme = THEMES[outcome.theme]

    def fails(drawn: list[int]) -> bool:
        return any(violation.startswith(promise) for violation in run(outcome.seed, theme, again=drawn).violations)

    with edges():
        drawn = shortest(outcome.drawn, fails)
        short = run(outcome.seed, theme, again=drawn, tell=True)
    steps = list(_telling(short.steps))
    return "\n".join(
        [
            f"seed {outcome.seed}, {outcome.theme}: {'; '.join(short.violations[:3])}",
            f"{len([number for number in drawn if number])} decisions that are not harmless, of {len(drawn)}: {drawn}",
            *steps,
        ]
    )
