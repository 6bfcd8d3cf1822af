"""Times that are compared: runs take turns, so that a busy moment of the machine hits them all."""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any


def ratio(ours: Callable[[], float], theirs: Callable[[], float], times: int) -> tuple[float, float, float]:
    """How we compare, as the median over pairs of runs, and the medians of ours and theirs."""
    found = _rounds({"ours": ours, "theirs": theirs}, times)
    pairs = zip(found["ours"], found["theirs"], strict=True)
    return median(first / second for first, second in pairs), median(found["ours"]), median(found["theirs"])


def quickest(ours: Callable[[], float], theirs: Callable[[], float], times: int) -> tuple[float, float, float]:
    """How the quickest of our runs compares with the quickest of theirs, and both.

    For work that is the same each time: what takes longer is always the machine.
    """
    found = _rounds({"ours": ours, "theirs": theirs}, times)
    first, second = min(found["ours"]), min(found["theirs"])
    return first / second, first, second


def _rounds(runs: Mapping[str, Callable[[], float]], times: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {name: [] for name in runs}
    for number in range(times):
        # Turned round each time: whoever comes second finds the caches as the first left them.
        for name in list(runs)[:: 1 if number % 2 else -1]:
            found[name].append(runs[name]())
    return found


def timed(run: Callable[[], Any], again: int = 1) -> Callable[[], float]:
    """A run, made again so often, that says how many seconds it took on the clock."""
    return _measured(run, again, time.perf_counter)


def spent(run: Callable[[], Any], again: int = 1) -> Callable[[], float]:
    """A run, made again so often, that says how many seconds of processor this process spent on it."""
    return _measured(run, again, time.process_time)


def _measured(run: Callable[[], Any], again: int, now: Callable[[], float]) -> Callable[[], float]:
    def measured() -> float:
        started = now()
        for _ in range(again):
            run()
        return (now() - started) / again

    return measured
