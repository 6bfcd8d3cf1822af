"""What the network does to us: an answer lost before or after the work was done, and what comes in between."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import botocore.endpoint
from botocore.exceptions import ReadTimeoutError


@contextmanager
def lost(operation: str, times: int = 1, worked: bool = True) -> Iterator[list[str]]:
    """Lose the answer to the next calls of an operation; where `worked`, after AWS did what was asked.

    The SDK's own retries happen for real, without their waiting. Yields what was lost.
    """
    losses: list[str] = []
    real = botocore.endpoint.Endpoint._do_get_response  # type: ignore[attr-defined]

    def losing(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        if model.name != operation or len(losses) >= times:
            return real(endpoint, request, model, context)
        losses.append(model.name)
        if worked:
            real(endpoint, request, model, context)
        return None, ReadTimeoutError(endpoint_url=request.url)

    with _replaced(losing), _no_waiting():
        yield losses


@contextmanager
def died(at: int) -> Iterator[None]:
    """The process ends at its so-many-th call, counted from 0, before AWS hears of it."""
    made: list[str] = []
    real = botocore.endpoint.Endpoint._do_get_response  # type: ignore[attr-defined]

    def dying(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        made.append(model.name)
        if len(made) > at:
            raise KeyboardInterrupt
        return real(endpoint, request, model, context)

    with _replaced(dying):
        yield


@contextmanager
def meanwhile(operation: str, happens: Callable[[], None]) -> Iterator[None]:
    """Just after the first call of an operation, something else happens."""
    done: list[bool] = []
    real = botocore.endpoint.Endpoint._do_get_response  # type: ignore[attr-defined]

    def interrupted(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        answer = real(endpoint, request, model, context)
        if model.name == operation and not done:
            done.append(True)
            happens()
        return answer

    with _replaced(interrupted):
        yield


@contextmanager
def _replaced(seam: Callable[..., Any]) -> Iterator[None]:
    real = botocore.endpoint.Endpoint._do_get_response  # type: ignore[attr-defined]
    botocore.endpoint.Endpoint._do_get_response = seam  # type: ignore[attr-defined]
    try:
        yield
    finally:
        botocore.endpoint.Endpoint._do_get_response = real  # type: ignore[attr-defined]


@contextmanager
def _no_waiting() -> Iterator[None]:
    real = time.sleep
    time.sleep = lambda _: None
    try:
        yield
    finally:
        time.sleep = real
