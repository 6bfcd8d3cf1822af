"""The whole campaign behind a port of this machine, for a browser."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest

from infra.make import build
from tests.campaign import Campaign
from tests.hostile.gateway import Gateway


class _Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: the tests' output is theirs."""


@pytest.fixture
def address(campaign: Campaign) -> Iterator[str]:
    """Where the campaign is served, by itself and not by a browser's cache."""
    assert build.main() == 0
    server = make_server("127.0.0.1", 0, Gateway(campaign), handler_class=_Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
