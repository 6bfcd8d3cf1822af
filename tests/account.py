"""The account that tests run in: a modelled AWS with what the template makes, and a count of the calls."""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

import boto3
import botocore.endpoint

from chalicelib.cloud.settings import settings
from infra.make import works
from infra.wiring import Table
from tests.cloud.model import Cloud, deployed
from tests.cloud.queues import UNLIMITED
from tests.cloud.wire import Wire
from tests.environment import REGION


@cache
def client(service: str) -> Any:
    """A client of the tests' own, made once: whatever account there is answers it."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


def make_table(name: str, its: Table) -> None:
    """A table with the keys and indexes that the works say."""
    client("dynamodb").create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **works.keys(its))


@dataclass
class Calls:
    """The AWS calls that were made, in order: service and operation."""

    made: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.made)


@contextmanager
def counted() -> Iterator[Calls]:
    """Count the AWS calls made meanwhile; what a process fetches once or once a minute, secrets and the year, apart."""
    calls = Calls()
    real = botocore.endpoint.Endpoint.make_request

    def counting(endpoint: Any, operation: Any, request: Any) -> Any:
        is_years = b'-editions"' in (request["body"] if isinstance(request["body"], bytes) else b"")
        if operation.service_model.service_name != "ssm" and not is_years:
            calls.made.append(f"{operation.service_model.service_name}.{operation.name}")
        return real(endpoint, operation, request)

    botocore.endpoint.Endpoint.make_request = counting  # type: ignore[method-assign,assignment]
    try:
        yield calls
    finally:
        botocore.endpoint.Endpoint.make_request = real  # type: ignore[method-assign]


class Account(Protocol):
    """An account for a test, and what it sees of it from behind."""

    def answering(self) -> AbstractContextManager[None]:
        """Answer what this process asks of AWS meanwhile."""
        ...

    def mails(self) -> list[bytes]:
        """The mails that were sent, oldest first."""
        ...

    def is_quiet(self, queue: str) -> bool:
        """Whether it is known, without asking, that nothing waits in a queue."""
        ...


@dataclass
class Modelled:
    """An account in memory, of which nothing has happened yet."""

    cloud: Cloud = field(default_factory=lambda: deployed(lambda: time.time_ns() // 1_000))

    def __post_init__(self) -> None:
        for queue in self.cloud.sqs.queues.values():
            # A campaign's people do not wait, and it looks after its dead letters by itself.
            queue.delay, queue.most_receives = 0, UNLIMITED

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer what this process asks of AWS meanwhile."""
        with Wire(self.cloud).answering():
            yield

    def mails(self) -> list[bytes]:
        return [raw for _, raw in self.cloud.sesv2.sent]

    def is_quiet(self, queue: str) -> bool:
        return not self.cloud.sqs.queues[settings().queue_urls[queue].rpartition("/")[2]].messages
