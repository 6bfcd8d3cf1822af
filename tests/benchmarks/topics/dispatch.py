"""How much does our routing, with all it checks, take beside bare Chalice's? Writing the line of the log apart."""

import json
from collections.abc import Iterator
from unittest.mock import patch

from chalice.app import Chalice

from tests.benchmarks import events
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.quiet import quiet
from tests.benchmarks.ratio import quickest, spent
from tests.events import web_event

MOST = 1.5


def measured(full: bool) -> Iterator[Figure]:
    """One small page, through both; the quickest fifty of each."""
    import app
    from chalicelib.cloud import log

    with quiet():
        its = _bare(json.loads(app.app(web_event("GET", "/health"), events.CONTEXT)["body"]))
    event = web_event("GET", "/health", headers={"accept": "application/json", "host": "www.example.org"})
    literal = {**event, "resource": "/health", "requestContext": {**event["requestContext"], "resourcePath": "/health"}}
    times = 400 if full else 100

    def ours() -> None:
        assert app.app(event, events.CONTEXT)["statusCode"] == 200

    def theirs() -> None:
        assert its(literal, events.CONTEXT)["statusCode"] == 200

    with quiet():
        with_log = quickest(spent(ours, 50), spent(theirs, 50), times)[0]
        with patch.object(log, "happened", lambda *said, **ids: None):
            apart, mine, least = quickest(spent(ours, 50), spent(theirs, 50), times)
    what = "a page through our routing"
    yield Figure(what, apart, "× Chalice", aim=f"at most {MOST}", verdict=at_most(apart, MOST))
    yield Figure(f"{what}, with its log line", with_log, "× Chalice")
    yield Figure(f"{what}, processor", mine * 1e6, "µs", {"bare Chalice": least * 1e6})


def _bare(told: dict[str, str]) -> Chalice:
    """An app with this page and nothing else."""
    made = Chalice("bare", configure_logs=False)

    @made.route("/health")
    def health() -> dict[str, str]:
        return told

    return made
