"""What the local front says where the emulator has words of its own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import cast

import boto3
import pytest

from chalicelib.web.words import say
from infra.put.local.front import Origins
from infra.put.local.mailbox import Mailbox


class _Emulator(BaseHTTPRequestHandler):
    """Runs no function, as once the site is closed; or one that refuses by itself, at `/ours`."""

    def do_GET(self) -> None:
        body = b'{"__type":"TooManyRequestsException","message":"Rate Exceeded"}'
        self.send_response(429)
        self.send_header("Content-Type", "application/json")
        if self.path.endswith("/ours"):
            self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """It says nothing."""


@pytest.fixture
def origins() -> Iterator[Origins]:
    with HTTPServer(("127.0.0.1", 0), _Emulator) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        mailbox = cast("Mailbox", None)
        yield Origins(url, cast("boto3.Session", None), "bucket", "api", mailbox, url, "guid", lambda: None)
        server.shutdown()


def test_while_the_site_is_closed_people_read_our_page(origins: Origins) -> None:
    answer = origins.function("GET", "/nl/register", [("Accept", "text/html,*/*")], b"")
    assert answer.status == 429
    assert say("nl", "errors.429.title") in answer.body.decode()
    assert ("Content-Type", "text/html; charset=utf-8") in answer.headers
    assert b'"errors"' in origins.function("GET", "/nl/register", [("Accept", "application/json")], b"").body


def test_what_a_function_refuses_is_passed_on(origins: Origins) -> None:
    assert b"Rate Exceeded" in origins.function("GET", "/ours", [("Accept", "text/html")], b"").body
