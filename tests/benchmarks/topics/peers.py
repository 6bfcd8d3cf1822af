"""How many votes does one box take beside what people would write instead, until each has its row? Only with --full.

Flask with SQLite and Django with PostgreSQL keep one vote per address in one statement, and write to disk. Ours is the
web function of the vote's button and the consumer of its queue, behind the same server; signed link, message and
conditional write are all there, but the queue and the table are a process on loopback that keeps things in memory. So
this compares the work of the code, not of the databases, and none of the three sends a mail.
"""

import base64
import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from statistics import median
from typing import Any

from tests.benchmarks import events
from tests.benchmarks.endpoint import COUNT, environment
from tests.benchmarks.figures import Figure
from tests.benchmarks.peers import servers

REQUESTS, ROUNDS, PEOPLE = 2_000, 3, 8
"""How many votes each takes in a round, and by how many at a time."""
_voters = count()


@dataclass(frozen=True)
class Request:
    """What a voter's browser sends."""

    path: str
    body: str
    kind: str


@dataclass(frozen=True)
class Loaded:
    """A server under load: who votes there, and how many rows it has."""

    address: str
    vote: Callable[[], Request]
    rows: Callable[[], int]


def measured(full: bool) -> Iterator[Figure]:
    """Votes a second of each, in turns; every vote is a row in the end."""
    if not full:
        return
    if not servers.PYTHON.exists():
        print("peers: there is no .venv-peers; `make bench-full` makes it.", file=sys.stderr)
        return
    found: dict[str, list[float]] = {}
    with ExitStack() as running:
        its = _loaded(running)
        for number in range(1, ROUNDS + 1):
            for name, server in its.items():
                found.setdefault(name, []).append(_votes_a_second(server, number * REQUESTS))
    speeds = {name: median(each) for name, each in found.items()}
    yield Figure("votes a second on one box, each a row", speeds.pop("ours"), "votes", speeds)


def _loaded(running: ExitStack) -> dict[str, Loaded]:
    ours, aws = running.enter_context(servers.ours())
    os.environ.update(environment(aws))
    aws_at = aws.removeprefix("http://")
    return {
        "ours": Loaded(ours, _press, lambda: int(_asked(aws_at, "/", COUNT))),
        "Flask + SQLite": _peer(running.enter_context(servers.flask_and_sqlite())),
        "Django + PostgreSQL": _peer(running.enter_context(servers.django_and_postgres())),
    }


def _peer(address: str) -> Loaded:
    return Loaded(address, _plain_vote, lambda: int(_asked(address, "/count")["people"]))


def _plain_vote() -> Request:
    sent = {"email": f"voter-{next(_voters)}@example.org", "candidate": events.SLUG}
    return Request("/votes", json.dumps(sent), "application/json")


def _press() -> Request:
    # As 32 bytes are written: of the last character only some bits count, so that it tells nobody from another.
    event = events.button(f"{next(_voters):042}A")
    return Request(event["path"], base64.b64decode(event["body"]).decode(), event["headers"]["content-type"])


def _asked(address: str, path: str, target: str = "") -> Any:
    connection = HTTPConnection(address)
    connection.request("POST" if target else "GET", path, b"" if target else None, {"X-Amz-Target": target})
    return json.loads(connection.getresponse().read())


def _votes_a_second(server: Loaded, rows: int) -> float:
    """Until the last of some votes has its row. Raises AssertionError where one was refused or has none."""
    votes = [server.vote() for _ in range(REQUESTS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(PEOPLE) as people:
        shares = [votes[number::PEOPLE] for number in range(PEOPLE)]
        assert sum(people.map(lambda share: _sent(server.address, share), shares)) == REQUESTS
    until = time.monotonic() + 60
    while server.rows() < rows and time.monotonic() < until:
        time.sleep(0.01)
    took = time.perf_counter() - started
    assert server.rows() == rows, f"{rows} votes, {server.rows()} rows"
    return REQUESTS / took


def _sent(address: str, votes: Sequence[Request]) -> int:
    """How many of these votes were taken."""
    connection = HTTPConnection(address)
    taken = 0
    for vote in votes:
        connection.request("POST", vote.path, vote.body, {"Content-Type": vote.kind, "Origin": "http://localhost:8000"})
        answer = connection.getresponse()
        answer.read()
        taken += answer.status in (201, 303)
    return taken
