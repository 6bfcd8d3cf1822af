"""Pictures of what a rehearsal showed, on a phone and on a desk, and the recount that runs in a reader's browser."""

import mimetypes
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from playwright.sync_api import Browser, expect, sync_playwright

from infra.make.browser import found
from tests.chromium import ARGUMENTS
from tests.rehearsal.album import Album
from tests.rehearsal.checks import Finding
from tests.rehearsal.leaves import STATIC, marked

SCREENS = {"phone": 360, "desk": 1280}
PATIENCE = 60_000
"""Milliseconds that a recount may take."""
RECOUNT = "/nl/vote-recount"


@dataclass
class _Content:
    """What is answered at a path: pages by their name, then public files."""

    pages: dict[str, str]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def at(self, path: str) -> tuple[bytes, str] | None:
        first, _, rest = path.lstrip("/").partition("/")
        if first == "shown" and rest in self.pages:
            return self.pages[rest].encode(), "text/html; charset=utf-8"
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if first == "static" and (STATIC / rest).is_file():
            return (STATIC / rest).read_bytes(), kind
        content = self.files.get(path.lstrip("/"))
        return None if content is None else (content, kind)


class _Server(ThreadingHTTPServer):
    content: _Content


class _Answer(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        its = self.server.content.at(urlsplit(self.path).path)
        if its is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", its[1])
        self.send_header("Content-Length", str(len(its[0])))
        self.end_headers()
        self.wfile.write(its[0])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def _serving(content: _Content) -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Answer)
    server.content = content
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def taken(album: Album, counted: Counter[str], folder: Path) -> Finding | None:
    """A picture of each in each width, and what the recount in the browser found; None where there is no Chromium."""
    path = found()
    if path is None:
        return None
    content = _Content({its.name: marked(its.html) for one in album.stations for its in one.shown})
    with _serving(content) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        for screen, width in SCREENS.items():
            _look(browser, address, album, content, folder, screen, width)
        content.files = album.stations[-1].files
        finding = _counted_there(browser, address, album, counted)
        browser.close()
    return finding


def _look(
    browser: Browser, address: str, album: Album, content: _Content, folder: Path, screen: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 740}, reduced_motion="reduce", color_scheme="light", locale="nl-BE"
    )
    page = context.new_page()
    for station in album.stations:
        content.files = station.files
        for its in station.shown:
            page.goto(f"{address}/shown/{its.name}")
            page.screenshot(path=folder / f"{its.name}-{screen}.jpg", type="jpeg", quality=70, full_page=True)
    context.close()


def _counted_there(browser: Browser, address: str, album: Album, counted: Counter[str]) -> Finding:
    """Press the button of the page on which anybody counts again, among the files as they are in the end."""
    name = [its.name for one in album.stations for its in one.shown if its.path == RECOUNT][-1]
    page = browser.new_page()
    page.goto(f"{address}/shown/{name}")
    said = page.locator("form[data-log] [data-said]")
    page.locator("form[data-log] button").click()
    expect(said).not_to_have_text(said.get_attribute("data-busy") or "", timeout=PATIENCE)
    rows = [row.inner_text().split("\t") for row in page.locator("table.counted tbody tr").all()]
    votes = {slug: int(its.replace(".", "")) for slug, its in rows}
    return Finding("recount.js", votes == dict(counted), said.inner_text())
