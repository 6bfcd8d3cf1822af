"""The meter: every call that leaves botocore, counted where its bytes go out and come in.

It stands around the sending of one signed request, below retries and above the transport: signing, serialising and
parsing stay real, and a retry is a call of its own. Over the AWS of tests.benchmarks.aws it knows the units too.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import botocore.endpoint

READS, WRITES = "x-read-units", "x-write-units"
"""Headers in which the AWS in memory says what a call consumed."""


@dataclass(frozen=True)
class Call:
    """One HTTP request to AWS. Bytes with their headers; units as DynamoDB charges them."""

    service: str
    operation: str
    sent: int
    received: int
    reads: float = 0.0
    writes: float = 0.0
    is_report: bool = False
    """Of the year, or of strangers' mail: a call a minute and process, however much happens in it."""

    @property
    def name(self) -> str:
        """Such as dynamodb.UpdateItem."""
        return f"{self.service}.{self.operation}"


_REPORTS = (b'"strangers#', b'"late-mail"', b'-editions"')


@dataclass
class Meter:
    """The calls that were made, in order."""

    calls: list[Call] = field(default_factory=list)

    def since(self, mark: int) -> tuple[Call, ...]:
        """The calls from a mark on, which is a length that `calls` had."""
        return tuple(self.calls[mark:])


def reads(calls: Iterable[Call]) -> float:
    """The read units of some calls."""
    return sum(call.reads for call in calls)


def writes(calls: Iterable[Call]) -> float:
    """The write units of some calls."""
    return sum(call.writes for call in calls)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count what is called meanwhile, by any client of this process."""
    meter = Meter()
    endpoints: Any = botocore.endpoint.Endpoint
    real = endpoints._do_get_response

    def counting(endpoint: Any, request: Any, operation: Any, context: Any) -> Any:
        success, problem = real(endpoint, request, operation, context)
        answer = success[0] if success else None
        meter.calls.append(_call(request, operation, answer))
        return success, problem

    endpoints._do_get_response = counting
    try:
        yield meter
    finally:
        endpoints._do_get_response = real


def _call(request: Any, operation: Any, answer: Any) -> Call:
    headers = answer.headers if answer is not None else {}
    return Call(
        operation.service_model.service_name,
        operation.name,
        sent=len(request.method) + len(request.url) + _headers(request.headers) + _body(request.body),
        received=_headers(headers) + int(headers.get("content-length", 0)),
        reads=float(headers.get(READS, 0)),
        writes=float(headers.get(WRITES, 0)),
        is_report=any(row in (request.body if isinstance(request.body, bytes) else b"") for row in _REPORTS),
    )


def _headers(headers: Any) -> int:
    return sum(len(name) + len(str(value)) + 4 for name, value in headers.items() if name not in (READS, WRITES))


def _body(body: Any) -> int:
    if hasattr(body, "seek"):
        body.seek(0)
        return sum(map(len, body))
    return len(body.encode() if isinstance(body, str) else body or b"")
