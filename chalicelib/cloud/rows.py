"""What every store says the same way about its rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from chalicelib.cloud import aws
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain

Item = dict[str, dict[str, Any]]
"""A row as DynamoDB says it: by its names, each value by its type."""


class Name:
    """What a table is called where this process runs: asked when it is used, since a tool hears late of its stage."""

    def __init__(self, table: str) -> None:
        self.table = table

    def __get__(self, row: object, owner: type) -> str:
        return settings().table(self.table)


class Row(Model):
    """A row of one of our tables. All share one client: left alone, PynamoDB makes one for each of them."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table = super()._get_connection()
        table.connection._client = aws.dynamodb()
        return table

    @classmethod
    def table(cls) -> TableConnection:
        """The table itself, for rows of which the model would leave something out, or make an object of each."""
        return cls._get_connection()

    @classmethod
    def find(cls, key: str, sort_key: str | None = None, **how: Any) -> Self | None:
        """The row with this key as it is this moment, or None. Raises TryAgain when the table is silent."""
        with answering():
            try:
                return cls.get(key, sort_key, **{"consistent_read": True, **how})
            except cls.DoesNotExist:
                return None

    def change(self, actions: Sequence[Action], condition: Condition | None = None) -> None:
        """Update this row, in the table only. Raises what the client does.

        PynamoDB would have DynamoDB send the whole row back, and what it cost, and read both.
        """
        key, sort_key = self._get_hash_range_key_serialized_values()
        connection = self._get_connection().connection
        asked = connection.get_operation_kwargs(
            self.Meta.table_name, key, sort_key, actions=actions, condition=condition
        )
        aws.dynamodb().update_item(**asked)


def every(ask: Callable[..., Any]) -> Iterator[Item]:
    """Every row that a table answers with, a page at a time. Raises TryAgain when it is silent."""
    after: Item | None = {}
    while after is not None:
        with answering():
            page = ask(exclusive_start_key=after or None)
        yield from page["Items"]
        after = page.get("LastEvaluatedKey")


@contextmanager
def answering() -> Iterator[None]:
    """Raises TryAgain where the tables do not answer."""
    try:
        yield
    except _FAILURES as problem:
        raise TryAgain(f"the tables do not answer: {_code(problem)}") from problem


def held(write: Callable[[], object]) -> bool:
    """Do a conditional write (compare-and-set); says whether its condition held.

    Where it did not, our own earlier write may be why: its answer was lost, and it was made again. Raises TryAgain when
    the table is silent.
    """
    with answering():
        try:
            write()
        except _FAILURES as problem:
            if _code(problem) == "ConditionalCheckFailedException":
                return False
            raise
    return True


_FAILURES = (PynamoDBException, ClientError, BotoCoreError)
"""PynamoDB's, and those of its client where we ask it ourselves."""


def _code(problem: Exception) -> str:
    # PynamoDB's own property fails where there was no answer at all, as after a timeout.
    response = getattr(getattr(problem, "cause", problem), "response", None) or {}
    return str(response.get("Error", {}).get("Code", "no answer"))
