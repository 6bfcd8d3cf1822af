"""Small wrong versions of the real code, one at a time: what the suite must notice.

A bug swaps the code of one function, so that whoever holds the function already has the wrong one. They are written in
bugs/<theme>.toml, by function: its name, what stands there and what somebody could have written.
"""

import inspect
import pkgutil
import textwrap
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from tests.simulation import crash_points, races
from tests.simulation.edges import edges
from tests.simulation.playing import THEMES, run


@dataclass(frozen=True)
class Bug:
    """One mistake."""

    name: str
    theme: str
    function: str
    right: str
    wrong: str

    @property
    def where(self) -> Callable[..., Any]:
        return inspect.unwrap(pkgutil.resolve_name(f"chalicelib.{self.function}"))  # type: ignore[no-any-return]


BUGS = [
    Bug(name, file.stem, function, right, wrong)
    for file in sorted((Path(__file__).parent / "bugs").glob("*.toml"))
    for function, bugs in tomllib.loads(file.read_text("utf-8")).items()
    for name, (right, wrong) in bugs.items()
]


@contextmanager
def seeded(bug: Bug) -> Iterator[None]:
    """The project with this mistake in it."""
    function = bug.where
    right = function.__code__
    function.__code__ = _wrong(bug, function)
    try:
        yield
    finally:
        function.__code__ = right


def _wrong(bug: Bug, function: Callable[..., Any]) -> CodeType:
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(bug.right) == 1, f"{bug.name}: not once in {bug.function}: {bug.right}"
    lines = source.replace(bug.right, bug.wrong).splitlines()
    # Without its decorators: only the code is taken.
    start = next(number for number, line in enumerate(lines) if line.startswith("def "))
    namespace: dict[str, Any] = {}
    exec(compile("\n".join(lines[start:]), function.__code__.co_filename, "exec"), function.__globals__, namespace)  # noqa: S102 - our own text
    made: CodeType = namespace[function.__name__].__code__
    return made


@dataclass(frozen=True)
class Catch:
    """What noticed a bug: after how many schedules, or which crash point."""

    seeds: int
    by: str = ""

    def __str__(self) -> str:
        return self.by or f"{self.seeds} schedules"


def is_caught_soon(bug: Bug, few: int) -> bool:
    """Whether the first few schedules of its theme notice the bug."""
    with edges(), seeded(bug):
        return any(run(seed, THEMES[bug.theme]).violations for seed in range(few))


def caught(bug: Bug, most: int) -> Catch | None:
    """How the bug is noticed within so many schedules, or else in a race or at a crash point; None where it is not."""
    theme = THEMES[bug.theme]
    with edges(), seeded(bug):
        for seed in range(most):
            if run(seed, theme).violations:
                return Catch(seed + 1)
        if bug.theme in races.RACES and (race := next(races.RACES[bug.theme](), "")):
            return Catch(most, race)
        if bug.theme not in crash_points.STORIES:
            return None
        everywhere = crash_points.points(bug.theme, crash_points.FATES + crash_points.MORE_FATES)
        point = next(crash_points.failing(bug.theme, everywhere), "")
    return Catch(most, point) if point else None
