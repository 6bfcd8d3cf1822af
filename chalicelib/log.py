"""One line per invocation, as JSON: what happened, with ids; never an address, a name or a token."""

import json
import logging
import sys
from functools import cache

from chalicelib import clock

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


class Line(logging.Formatter):
    """What happened as one line of JSON, as CloudWatch filters and the operators' tools read it."""

    def format(self, record: logging.LogRecord) -> str:
        said = {name: value for name, value in record.__dict__.items() if name in _ALLOWED}
        when = clock.now().isoformat()
        return json.dumps(
            {"level": record.levelname, "message": record.msg, "timestamp": when, "service": "gastvrij", **said}
        )


@cache
def _logger() -> logging.Logger:
    logger = logging.getLogger("gastvrij")
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Line())
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    # Lambda has a handler of its own, which would say everything twice.
    logger.propagate = False
    return logger


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
