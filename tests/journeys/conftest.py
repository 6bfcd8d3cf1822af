"""The people of the journeys, and what is kept of them, on the local stack that all tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.rows import Rows
from tests.journeys.site import Site

# A function that starts cold beside two other stacks takes its time.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def site(stack: dict[str, str]) -> Iterator[Site]:
    """The campaign as people meet it."""
    people = Site(stack["url"])
    yield people
    people.browser.close()


@pytest.fixture(scope="session")
def rows(stack: dict[str, str]) -> Rows:
    """What it keeps."""
    return Rows(stack["emulator"])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the stack."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.stack)
