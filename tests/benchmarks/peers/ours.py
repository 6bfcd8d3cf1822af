"""Our web function behind the same server as its peers: each request becomes the event of API Gateway."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from chalicelib import clock
from chalicelib.cloud import limits
from chalicelib.kinds import Microseconds
from tests import gateway
from tests.benchmarks import events
from tests.events import web_event

# A process of its own, in which it is always an hour after the vote has opened.
clock.seconds = events.now
clock.microseconds = lambda: Microseconds(events.now() * 1_000_000)
# All who press come from one network, which is what no other server here counts.
limits.UNNOTICED = sys.maxsize


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    headers = {"content-type": environ.get("CONTENT_TYPE", ""), "origin": environ.get("HTTP_ORIGIN", "")}
    event = web_event(environ["REQUEST_METHOD"], environ["PATH_INFO"], body, headers)
    answer = gateway.asked(event, events.CONTEXT)
    start_response(f"{answer['statusCode']} -", list(answer["headers"].items()))
    return [answer["body"].encode()]
