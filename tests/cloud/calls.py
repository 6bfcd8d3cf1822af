"""What every service has in common: what it is asked with, what it answers, and how it refuses."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

SECOND = 1_000_000
MINUTE, HOUR, DAY = 60 * SECOND, 3_600 * SECOND, 86_400 * SECOND
"""Moments and spans are whole microseconds."""

Asked = dict[str, Any]
Answer = dict[str, Any]
Moment = Callable[[], int]


def refused(code: str, operation: str, status: int = 400, **more: Any) -> ClientError:
    """The error that AWS answers with."""
    answer: Any = {
        "Error": {"Code": code, "Message": "modelled"},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **more,
    }
    return ClientError(answer, operation)
