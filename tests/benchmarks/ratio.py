"""Two times and how they compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Ratio:
    """A median beside the least it could be, in milliseconds."""

    name: str
    ours: float
    least: float

    def __str__(self) -> str:
        return f"{self.name:<40} {self.ours:8.2f} ms  least {self.least:8.2f} ms  ratio {self.ours / self.least:5.2f}"


def interleaved(runs: Mapping[str, Callable[[], float]], times: int) -> dict[str, float]:
    """The median of each run in milliseconds: they take turns, so that a busy moment hits them all."""
    found: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(times):
        for name, run in runs.items():
            found[name].append(run())
    return {name: median(its) * 1000 for name, its in found.items()}
