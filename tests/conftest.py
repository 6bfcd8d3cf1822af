"""An AWS in memory with what the template makes, fresh for each test; and what was tried, at the end of the summary."""

import os
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import hypothesis
import moto.core  # noqa: F401 - it answers those clients alone that were made after it
import pytest
import time_machine

from tests import environment

# A busy machine is no fault: how long an example takes is never a verdict.
hypothesis.settings.register_profile("gastvrij", deadline=None)
hypothesis.settings.load_profile("gastvrij")

# Whatever a developer's own says: no test may meet a real account.
os.environ.update(environment.ENVIRONMENT)

from chalicelib.cloud import aws, log  # noqa: E402
from chalicelib.notifications import closed  # noqa: E402
from chalicelib.publication import bucket  # noqa: E402
from chalicelib.web import proof  # noqa: E402
from tests.account import Account, Modelled  # noqa: E402 - the environment comes first
from tests.campaign import REGISTERING, Campaign  # noqa: E402 - the environment comes first
from tests.chromium import browser  # noqa: E402, F401 - a fixture
from tests.depth import TRIED  # noqa: E402
from tests.drawn import drawn_once  # noqa: E402
from tests.events import new_process  # noqa: E402
from tests.sdk import cut_loader  # noqa: E402
from tests.stack import stack  # noqa: E402, F401 - a fixture

# What the package leaves out of botocore, no test of a function finds either.
aws.session().register_component("data_loader", cut_loader())


@pytest.fixture
def begins() -> datetime:
    """What time it is when a test begins."""
    return REGISTERING


@pytest.fixture
def clock(begins: datetime) -> Iterator[time_machine.Traveller]:
    """The clock, which stands still until a test moves it."""
    with time_machine.travel(begins, tick=False) as traveller:
        yield traveller


@pytest.fixture
def account() -> Account:
    """Where it all happens."""
    return Modelled()


@pytest.fixture
def campaign(clock: time_machine.Traveller, account: Account, monkeypatch: pytest.MonkeyPatch) -> Iterator[Campaign]:
    """A campaign of which nothing has happened yet, with sums that take no time, and pages drawn once for all tests."""
    monkeypatch.setattr(proof, "COST", 1)
    monkeypatch.setattr(closed, "ROUNDS", 1)
    monkeypatch.setattr(bucket, "draw", drawn_once)
    new_process()
    with account.answering():
        yield Campaign(account)


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every line that the project logs meanwhile, as it would stand in CloudWatch."""
    lines: list[str] = []
    monkeypatch.setattr(log.Lines, "write", lambda its, line: lines.append(line))
    return lines


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys come first: they mostly wait, and whoever begins one last is waited for."""
    items.sort(key=lambda its: its.path.parent.name != "journeys")


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker hands over what it tried."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["tried"] = dict(TRIED)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker tried."""
    TRIED.update(getattr(node, "workeroutput", {}).get("tried", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was tried."""
    for what, number in sorted(TRIED.items()):
        terminalreporter.write_line(f"{number:>9,} {what}")
