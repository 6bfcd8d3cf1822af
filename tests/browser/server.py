"""A small site of the samples, with the very security headers of the product."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from chalicelib.headers import SECURITY
from tests.browser.samples import SAMPLES

STATIC = Path(__file__).parents[2] / ".build" / "static"


class _Sample(BaseHTTPRequestHandler):
    """/nl/<sample> and /static/<file>."""

    def do_GET(self) -> None:
        """Answer with a sample or a static file."""
        _, first, name = self.path.split("?")[0].split("/", 2)
        if first == "static" and (STATIC / name).is_file():
            self._answer((STATIC / name).read_bytes(), mimetypes.guess_type(name)[0] or "text/plain")
        elif name in SAMPLES:
            self._answer(SAMPLES[name](first).encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def _answer(self, body: bytes, content_type: str) -> None:
        self.send_response(200)
        for name, value in {**SECURITY, "Content-Type": content_type, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the tests' output is theirs."""


@contextmanager
def serving() -> Iterator[str]:
    """The site's address, while it runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Sample)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
