"""One line per invocation, as JSON: what happened, with ids; never an address, a name or a token."""

import json
from functools import cache
from typing import Any

_ALLOWED = frozenset(
    {
        "as_of",
        "ballots",
        "attempts",
        "count",
        "error",
        "failed",
        "files",
        "id",
        "kind",
        "mail",
        "method",
        "reason",
        "round",
        "slug",
        "status",
        "version",
        "where",
    }
)


class Lines:
    """Where lines go: to standard output, which Lambda puts in the log with the moment they came."""

    def info(self, event: str, extra: dict[str, Any]) -> None:
        """As it should be."""
        self.write(_LINE.encode({"level": "INFO", "message": event, **extra}))

    def error(self, event: str, extra: dict[str, Any]) -> None:
        """For a person to look at."""
        self.write(_LINE.encode({"level": "ERROR", "message": event, **extra}))

    def write(self, line: str) -> None:
        """One line."""
        print(line, flush=True)


_LINE = json.JSONEncoder()


@cache
def _logger() -> Lines:
    return Lines()


def happened(event: str, **ids: str | int | None) -> None:
    """Log that something happened. Only the fields on the list pass, so nothing personal gets here by accident."""
    _logger().info(event, extra=_checked(ids))


def went_wrong(event: str, **ids: str | int | None) -> None:
    """Log what a person may have to look at."""
    _logger().error(event, extra=_checked(ids))


def _checked(ids: dict[str, str | int | None]) -> dict[str, str | int | None]:
    unknown = ids.keys() - _ALLOWED
    if unknown:
        raise ValueError(f"not a field that may be logged: {sorted(unknown)}")
    return ids
