"""What is remembered is what would be made anew."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from tests.cloud.calls import Asked
from tests.cloud.model import Cloud
from tests.simulation import remembered, runs
from tests.simulation.playing import THEMES
from tests.simulation.rows import Patch
from tests.simulation.themes.theme import Theme

SEEDS = range(100, 105)


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_every_call_is_asked_for_in_the_same_words(theme: Theme) -> None:
    calls, traces = _played(theme)
    with patch.object(remembered, "patches", _nothing):
        assert (calls, traces) == _played(theme)
    assert len(calls) > 100


def _nothing() -> Iterator[Patch]:
    yield remembered, "__doc__", remembered.__doc__


def _played(theme: Theme) -> tuple[list[str], list[str]]:
    """Every AWS call of some schedules, in full, and their traces. What secrets a process knows, it keeps."""
    calls: list[str] = []
    real = Cloud.call

    def call(self: Cloud, service: str, operation: str, asked: Asked) -> object:
        if service != "ssm":
            calls.append(f"{service} {operation} {asked}")
        return real(self, service, operation, asked)

    remembered.forget()
    with patch.object(Cloud, "call", call):
        traces = [outcome.trace for outcome in runs.outcomes(SEEDS, theme)]
    return calls, traces
