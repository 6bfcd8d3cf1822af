"""The samples, open in the browser."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from infra.make import build
from tests.browser.server import Site, serving
from tests.chromium import DESK

Open = Callable[..., Page]


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The samples, served with what is built."""
    assert build.main() == 0
    with serving() as running:
        yield running


@pytest.fixture
def open_page(site: Site, browser: Browser) -> Iterator[Open]:
    """Opens a sample the way a test wants it; what the page complains of in its console and nobody awaits fails it."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    awaiting: list[str] = []

    def open_it(sample: str, language: str = "nl", awaited: str = "", **differently: Any) -> Page:
        context = browser.new_context(**({"reduced_motion": "reduce", "viewport": DESK} | differently))
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        awaiting.append(awaited)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{site.address}/{language}/{sample}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not [complaint for complaint in complaints if not any(part and part in complaint for part in awaiting)]
