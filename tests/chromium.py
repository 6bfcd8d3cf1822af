"""The one browser of all tests that need one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from infra.make.browser import found

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
PHONE: "ViewportSize" = {"width": 320, "height": 640}
DESK: "ViewportSize" = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, started once: Playwright allows no two of itself in one process."""
    from playwright.sync_api import sync_playwright

    path = found()
    assert path, "there is no Chromium: python -m infra.make.browser fetches one"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()
