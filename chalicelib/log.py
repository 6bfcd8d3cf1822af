"""One line per invocation, as JSON: what happened, with ids; never an address, a name or a token."""

from functools import cache

from aws_lambda_powertools import Logger

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


@cache
def _logger() -> Logger:
    return Logger(service="gastvrij", log_uncaught_exceptions=False)


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
