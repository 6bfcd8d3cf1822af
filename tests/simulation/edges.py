"""Where the project meets the world, and what stands there meanwhile.

Only the edges are replaced: the call to AWS and to who witnesses a log, the time, randomness, the price of the proof of
work, the threads that write files, the library that sets what is printed, and where log lines go.
"""

import os
import random
from collections.abc import Callable, Iterable, Iterator
from concurrent import futures
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager, suppress
from email.generator import Generator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import altcha.v2
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from greenlet import getcurrent
from pynamodb.connection import base

from tests.cloud.calls import SECOND
from tests.photos.corpus import picture, written
from tests.simulation import remembered
from tests.simulation.fates import READING, done, fated
from tests.simulation.witnesses import offered
from tests.simulation.workers import Call, Died, Worker
from tests.simulation.world import RUNNING, at_the_clock, the_world

# isort: split
from chalicelib import clock
from chalicelib.cloud import log
from chalicelib.notifications import closed
from chalicelib.prints import drawing
from chalicelib.publication import bucket
from chalicelib.publication import photos as published_photos
from chalicelib.voting import rules as voting
from chalicelib.voting.sealing import posting
from chalicelib.web import proof

BUCKETS = 4
"""Of a round's ballots, instead of 64: a recount reads them one after the other, empty ones too."""


def _calling(client: Any, operation: str, asked: dict[str, Any]) -> Any:
    """Stands where botocore's client makes its call."""
    world = the_world()
    call = Call(client.meta.service_model.service_name, operation, asked)
    worker: Worker | None = getattr(getcurrent(), "worker", None)
    if worker is None:
        return done(client, world.cloud, call)
    if worker.safe and operation not in READING:
        world.violated(f"I5: {worker.name} asks for {call.name}")
    while True:
        if worker.is_dead:
            raise Died
        worker.call = call
        fate = worker.greenlet.parent.switch()
        if fate != "repeated":
            return fated(client, world.cloud, worker, call, fate)
        # The SDK's own second try; others may act before it is made.
        with suppress(ClientError):
            world.cloud.call(call.service, operation, asked)


@contextmanager
def edges() -> Iterator[None]:
    """Put the model where the project meets the world."""
    virtual = SimpleNamespace(
        time=lambda: _micros() / 1e6,
        time_ns=lambda: _micros() * 1000,
        monotonic=lambda: _micros() / 1e6,
        sleep=_let_time_pass,
    )
    with ExitStack() as stack:
        for target, name, new in (
            (BaseClient, "_make_api_call", _calling),
            (clock, "time", virtual),
            (altcha.v2, "time", virtual),
            (os, "urandom", _random_bytes),
            (random, "_urandom", _random_bytes),
            (base, "uuid", SimpleNamespace(uuid4=lambda: None)),
            (Generator, "_make_boundary", staticmethod(lambda text=None: f"{'=' * 15}{7 * 10**18}==")),
            (proof, "COST", 1),
            (proof, "TRIES", range(1, 2)),
            (closed, "ROUNDS", 1),
            (bucket, "ThreadPoolExecutor", _AtOnce),
            (published_photos, "ThreadPoolExecutor", _AtOnce),
            (drawing, "_compiler", _Typesetter),
            (futures, "ThreadPoolExecutor", _AtOnce),
            (voting, "BUCKETS", BUCKETS),
            (posting, "post", offered),
            (log, "_logger", lambda: _LINES),
            *remembered.patches(),
        ):
            stack.enter_context(patch.object(target, name, new))
        remembered.forget()
        yield


def _micros() -> int:
    worker: Worker | None = getattr(getcurrent(), "worker", None)
    return the_world().now + (worker.skew if worker else 0)


def _let_time_pass(seconds: float) -> None:
    the_world().now += int(seconds * SECOND)


def _random_bytes(size: int) -> bytes:
    return RUNNING[-1].random.randbytes(size) if RUNNING else _REAL_RANDOM(size)


_REAL_RANDOM = os.urandom


class _AtOnce:
    """Does what threads would, one after the other."""

    def __init__(self, threads: int) -> None: ...

    def __enter__(self) -> "_AtOnce":
        return self

    def __exit__(self, *problem: object) -> None: ...

    def shutdown(self, **how: bool) -> None: ...

    def map(self, work: Callable[..., Any], things: Iterable[Any]) -> Iterator[Any]:
        return map(work, things)

    def submit(self, work: Callable[..., Any], *given: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        try:
            future.set_result(work(*given))
        except Exception as problem:
            future.set_exception(problem)
        return future


class _Typesetter:
    """Stands where typst sets a document, which takes as long as a schedule: what it was told is the document."""

    def compile(self, of: Path, *, sys_inputs: dict[str, str], **more: Any) -> bytes:
        return sys_inputs["told"].encode() if more["format"] == "pdf" else _A_PICTURE


_A_PICTURE = written(picture(width=8, height=8), "PNG")


class _Lines:
    """Stands where the log is written."""

    def info(self, event: str, extra: dict[str, Any]) -> None:
        the_world().lines.append((event, extra))

    def error(self, event: str, extra: dict[str, Any]) -> None:
        world = the_world()
        world.lines.append((event, extra))
        world.errors.append(f"{event} {extra}")
        if world.steps is not None:
            world.steps.append(f"{at_the_clock(world.now)}      log: {event} {extra}")


_LINES = _Lines()
