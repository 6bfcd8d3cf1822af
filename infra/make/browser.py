"""Finds the Chromium that the browser tests use, and fetches one where there is none."""

import shutil
import subprocess
import sys

KNOWN = ("chromium", "chromium-browser", "google-chrome")


def found() -> str | None:
    """Chromium on this machine: the system's, or the one that Playwright fetched."""
    for name in KNOWN:
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if shutil.which(path) else None


def main() -> int:
    """Fetch one unless there is one: Playwright's, or else Debian's."""
    if found():
        return 0
    print("There is no Chromium here: fetching one.")
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    system = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
    for command in (own, system):
        if shutil.which(command[0]) and subprocess.run(command, capture_output=True).returncode == 0 and found():
            return 0
    print("The browser tests need Chromium: install it, for instance with `apt-get install chromium`.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
