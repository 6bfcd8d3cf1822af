"""Takes pictures of the samples, to be looked at, and the pictures that are kept.

`python -m tests.browser.pictures FOLDER SAMPLE…` takes the samples, on a phone and on a desk.
`python -m tests.browser.pictures` takes anew what is kept: the README's home page, the picture that a shared link shows
and the icon on a phone's home screen; both are built into the site.
"""

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from infra import ROOT
from infra.make import build
from infra.make.browser import found
from tests.browser.server import serving
from tests.chromium import ARGUMENTS

WIDTHS = {"phone": 360, "desk": 1280}
README = ROOT / "infra" / "pictures"
IMAGES = build.FRONT / "img"
BARE = ".top, .skip, .invite, .figures { display: none !important } .hero { height: 630px } .town { margin-top: auto }"


def look(browser: Browser, address: str, folder: Path, samples: list[str]) -> None:
    """A picture of each sample in each width, whole."""
    folder.mkdir(parents=True, exist_ok=True)
    for screen, width in WIDTHS.items():
        context = browser.new_context(viewport={"width": width, "height": 740}, reduced_motion="reduce")
        page = context.new_page()
        for sample in samples:
            page.goto(f"{address}/nl/{sample}")
            page.screenshot(path=folder / f"{sample}-{screen}.png", full_page=True)


def keep(browser: Browser, address: str) -> None:
    """The pictures that are committed."""
    for screen, width, height in (("desktop", 1280, 800), ("phone", 360, 740)):
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"{address}/nl/home-many")
        page.screenshot(path=README / f"home-{screen}.png")
    context = browser.new_context(
        viewport={"width": 1200, "height": 630}, reduced_motion="reduce", bypass_csp=True, color_scheme="light"
    )
    page = context.new_page()
    page.goto(f"{address}/nl/home-many")
    page.add_style_tag(content=BARE)
    page.screenshot(path=IMAGES / "share.jpg", type="jpeg", quality=82)
    page.set_viewport_size({"width": 180, "height": 180})
    page.goto((build.FRONT / "svg" / "favicon.svg").as_uri())
    page.screenshot(path=IMAGES / "touch.png")


def main() -> int:
    """Take them."""
    assert build.main() == 0
    with serving() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found(), args=ARGUMENTS)
        if sys.argv[1:]:
            look(browser, site.address, Path(sys.argv[1]), sys.argv[2:])
        else:
            keep(browser, site.address)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
