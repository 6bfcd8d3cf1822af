"""Which calls each function is seen to make."""

from collections.abc import Callable
from typing import Any

from chalicelib.cloud import editions, keys
from chalicelib.cloud.settings import settings
from infra.make.sdk import CALLS
from tests.years import YEAR

Grant = tuple[str, str]
"""What may be done, and to which of our resources."""

SAME = {
    **{f"{action.partition(':')[0]}:{call}": action for action, calls in CALLS.items() for call in calls},
    "sqs:SendMessageBatch": "sqs:SendMessage",
}
"""Calls that another action stands for."""


class Seen:
    """Which function made which calls."""

    def __init__(self) -> None:
        self.calls: dict[str, set[Grant]] = {}
        self._running = ""

    def watch(self, function: str, handler: Callable[..., Any]) -> Callable[..., Any]:
        """The handler, with every call of its noted; it fetches its secrets as a new process does."""

        def watched(*arguments: Any) -> Any:
            keys._secret.cache_clear()
            editions.begin()
            self._running = function
            try:
                return handler(*arguments)
            finally:
                self._running = ""

        return watched

    def note(self, service: str, operation: str, parameters: dict[str, Any]) -> None:
        """A call was made."""
        if self._running:
            service = "ses" if service == "sesv2" else service
            action = SAME.get(f"{service}:{operation}", f"{service}:{operation}")
            self.calls.setdefault(self._running, set()).update((action, name) for name in _names(parameters))


def _names(parameters: dict[str, Any]) -> list[str]:
    """What a call is about: a table, queue, secret or bucket, as the template's names end."""
    if "QueueUrl" in parameters:
        return [parameters["QueueUrl"].rpartition("gastvrij-test-")[2]]
    if "IndexName" in parameters:
        return [parameters["IndexName"]]
    if "TableName" in parameters:
        return [parameters["TableName"].rpartition("gastvrij-test-")[2]]
    if "RequestItems" in parameters:
        return [table.rpartition("gastvrij-test-")[2] for table in parameters["RequestItems"]]
    if "Bucket" in parameters:
        return _folders(parameters) if parameters["Bucket"] == settings().uploads_bucket else ["public"]
    if found := parameters.get("Names", [parameters["Name"]] if "Name" in parameters else []):
        return [name.rpartition("/")[2].replace(f"-{YEAR.vote.key}", "-*") for name in found]
    return ["mail service"]


def _folders(parameters: dict[str, Any]) -> list[str]:
    """The parts of the bucket of what strangers sent that a call is about; a listing is of all of it."""
    objects = parameters.get("Delete", {}).get("Objects", [parameters] if "Key" in parameters else [])
    return sorted({f"uploads/{its['Key'].partition('/')[0]}" for its in objects}) or ["uploads"]
