"""What every store says the same way about its rows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pynamodb.connection import TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib import aws
from chalicelib.errors import TryAgain


class Row(Model):
    """A row of one of our tables. All share one client: left alone, PynamoDB makes one for each of them."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        table.connection._client = aws.dynamodb()
        return table


@contextmanager
def answering() -> Iterator[None]:
    """Raises TryAgain where the tables do not answer."""
    try:
        yield
    except PynamoDBException as problem:
        raise TryAgain(f"the tables do not answer: {_code(problem)}") from problem


def held(write: Callable[[], object]) -> bool:
    """Do a conditional write; says whether its condition held. Where it did not, our own earlier write may be why."""
    try:
        write()
    except PynamoDBException as problem:
        if _code(problem) == "ConditionalCheckFailedException":
            return False
        raise
    return True


def _code(problem: PynamoDBException) -> str:
    # PynamoDB's own property fails where there was no answer at all, as after a timeout.
    response = getattr(problem.cause, "response", None) or {}
    return str(response.get("Error", {}).get("Code", "no answer"))
