"""A small site of the samples, with the very security headers of the product."""

import base64
import gzip
import json
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import altcha

from chalicelib.site import search
from chalicelib.web.headers import SECURITY
from tests.browser.samples import SAMPLES
from tests.browser.written import INDEX

STATIC = Path(__file__).parents[2] / ".build" / "static"
KEY = "a key for these tests"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""What stands for a photo."""


class Site(ThreadingHTTPServer):
    """/nl/<sample>, /static/<file>, and what the pages' scripts ask for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.challenged: list[dict[str, str]] = []
        self.posted: list[dict[str, str]] = []
        self.log: dict[str, bytes] = {}


class _Answer(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        """Answer with a sample, a static file or the index."""
        _, first, name = f"{urlsplit(self.path).path}/".split("/", 2)
        name = name.strip("/")
        if first == "static" and (STATIC / name).is_file():
            self._say((STATIC / name).read_bytes(), mimetypes.guess_type(name)[0] or "application/octet-stream")
        elif first == "initiatives.index.json":
            self._say(INDEX, "application/json")
        elif first == "places.json":
            self._say(search.places_file().content, "application/json")
        elif first == "publieksprijs":
            self._log(name.partition("/")[2])
        elif first in ("photos", "prints") or name.endswith(".svg"):
            self._say(PIXEL, "image/png")
        elif name in SAMPLES:
            self._say(SAMPLES[name](first).encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def _log(self, path: str) -> None:
        """A file of the public log, where there is one; of witnesses nobody signed anything yet."""
        if path == "witnesses.json":
            self.server.log.setdefault(path, b"[]")
        if path not in self.server.log:
            self.send_error(404)
            return
        self._say(self.server.log[path], "application/octet-stream")

    def do_POST(self) -> None:
        """Keep what was sent; give a challenge to who asks for one."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path.endswith("/challenge"):
            self._challenge(body)
            return
        self.server.posted.append(_texts(body))
        self._say(SAMPLES["vote-sent"]("nl").encode(), "text/html; charset=utf-8")

    def _challenge(self, body: str) -> None:
        self.server.challenged.append(_texts(body))
        made = altcha.create_challenge("PBKDF2/SHA-256", 5_000, counter=60, hmac_secret=KEY)
        self._say(json.dumps(made.to_dict()).encode(), "application/json")

    def _say(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        headers = {**SECURITY, "Content-Type": content_type}
        if content_type.startswith(("text/", "application/json", "image/svg")):
            # As the CDN does with what is text.
            body, headers = gzip.compress(body), headers | {"Content-Encoding": "gzip"}
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is theirs."""


def _texts(encoded: str) -> dict[str, str]:
    return {name: values[-1] for name, values in parse_qs(encoded).items()}


@contextmanager
def serving() -> Iterator[Site]:
    """The site, while it runs."""
    site = Site()
    Thread(target=site.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
