"""Votes' mails leave room for the others."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.settings import settings
from chalicelib.notifications import pace


class Watch:
    """A clock that moves when somebody works or waits."""

    def __init__(self) -> None:
        self.now = 1000.0

    def go_on(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """The clock of a mailer that begins."""
    watch = Watch()
    monkeypatch.setattr(clock, "ticks", lambda: watch.now)
    monkeypatch.setattr(clock, "pause", watch.go_on)
    monkeypatch.setattr(pace, "_next", [0.0])
    return watch


def sent(watch: Watch, *works: float) -> list[float]:
    """When each mail goes out, given the seconds that the work for it takes."""
    moments = []
    for work in works:
        watch.go_on(work)
        pace.wait()
        moments.append(watch.now)
    return moments


def run_as(monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    told = replace(settings(), function=function)
    monkeypatch.setattr(pace, "settings", lambda: told)


def test_votes_mails_go_out_at_a_steady_pace(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch, "send_confirmation_mail")
    moments = sent(watch, *[0.01] * 200)
    assert moments[-1] - moments[0] == pytest.approx(199 / pace.PER_SECOND, abs=1.1)
    assert all(later - earlier == pytest.approx(1 / pace.PER_SECOND) for earlier, later in pairwise(moments[50:]))


def test_what_took_long_is_made_up_for_but_not_by_a_rush(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    run_as(monkeypatch, "send_confirmation_mail")
    sent(watch, *[0.01] * 50)
    moments = sent(watch, 600, *[0.0] * 50)
    assert sum(moment < moments[0] + 0.1 for moment in moments) <= 1 + 2 * pace.PER_SECOND


@pytest.mark.parametrize("function", ["send_mail", ""])
def test_other_mails_wait_for_nothing(watch: Watch, monkeypatch: pytest.MonkeyPatch, function: str) -> None:
    run_as(monkeypatch, function)
    assert sent(watch, *[0.0] * 30) == [1000.0] * 30
