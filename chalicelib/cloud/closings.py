"""How a year ends, row by row, for whoever has to know: what organisers said of its results, what was counted, and what
the log says to that. Of the numbers themselves nothing is here: they have a name, which is another once they change.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering, held
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.embargo import ASKED_FOR, Embargo
from chalicelib.kinds import Microseconds, Seconds, Slug
from chalicelib.tie import Tie

Told = TypeVar("Told", bound=Struct)

SAID = "said"
"""The row of what organisers said; closing/store.py writes it."""


class Counted(Struct, frozen=True):
    """The newest count after the close."""

    at: Seconds
    """When it began."""
    numbers: str
    """Stands for the numbers: a name by chance, which stays as long as they do."""
    people: int
    """How many voted."""
    first: int
    """How many share the first place; 0 where nobody voted for anybody."""
    cases: Mapping[str, int] = {}
    """How far each proposal to leave votes out was, when these were counted."""
    tied: tuple[Slug, ...] = ()
    """Who share the first place, where several do and what was confirmed in time had come: a jury is asked of these."""


class Sealed(Struct, frozen=True):
    """What the public log comes to after the close, beside that."""

    at: Seconds
    """When somebody looked."""
    size: int
    """Its entries."""
    agrees: bool
    """Whether it comes to the same as the count."""
    numbers: str = ""
    """What it was held against, by the name of those numbers."""
    since: Seconds = 0
    """Since when it differs; 0 where it does not."""


ROWS: Mapping[type[Struct], str] = {Counted: "counted", Sealed: "sealed"}


class Said(Struct, frozen=True):
    """Of what was said of the results of a year, what decides for others."""

    embargo: Embargo = Embargo()
    tie: Tie | None = None
    """What the jury chose so far of those who are tied."""
    agreed: str = ""
    """The numbers that two signed, where these are tied: from then on no juror chooses anew."""


def embargo(year: Edition, now: datetime) -> Embargo:
    """What organisers said of the results of a year, as it is this moment. Raises TryAgain where nobody answers.

    Nobody is asked where it makes no difference: while people vote nothing is public, and nothing is held for long.
    """
    if not year.vote.closes <= now < max(its.results for its in year.rounds) + ASKED_FOR:
        return Embargo()
    return said(year.name).embargo


def said(name: str) -> Said:
    """What was said of the results of a year, as it is this moment. Raises TryAgain."""
    row = row_of(name, SAID)
    return msgspec.json.decode(row["said"]["S"], type=Said) if row else Said()


def broken(name: str, tied: Sequence[Slug]) -> Tie | None:
    """What the jury says of just these who are tied; None where it says nothing, or nobody is. Raises TryAgain."""
    its = said(name).tie if len(tied) > 1 else None
    return its if its and {*its.tied} == {*tied} else None


def told(name: str, kind: type[Told]) -> Told | None:
    """What was last said of a year; None before the first time. Raises TryAgain."""
    row = row_of(name, ROWS[kind])
    return msgspec.json.decode(row["said"]["S"], type=kind) if row else None


def tell(name: str, its: Counted | Sealed, began: Microseconds) -> None:
    """Say this of a year, unless somebody said something that began later. Raises TryAgain."""
    row = {**_key(name, ROWS[type(its)]), "said": {"S": msgspec.json.encode(its).decode()}, "at": {"N": str(began)}}
    asked = {
        "TableName": settings().table("closings"),
        "Item": row,
        "ConditionExpression": "attribute_not_exists(#at) OR #at <= :at",
        "ExpressionAttributeNames": {"#at": "at"},
        "ExpressionAttributeValues": {":at": {"N": str(began)}},
    }
    held(lambda: aws.dynamodb().put_item(**asked))


def cases(round_name: str) -> dict[str, int]:
    """How far each proposal to leave votes of a round out is, as voting/disqualifying keeps them. Raises TryAgain."""
    asked: dict[str, Any] = {
        "TableName": settings().table("disqualifications"),
        "KeyConditionExpression": "#round = :round",
        "ExpressionAttributeNames": {"#round": "round"},
        "ExpressionAttributeValues": {":round": {"S": round_name}},
        "ConsistentRead": True,
    }
    found: dict[str, int] = {}
    while True:
        with answering():
            answer = aws.dynamodb().query(**asked)
        found |= {row["row"]["S"]: int(row["at"]["N"]) for row in answer["Items"]}
        if "LastEvaluatedKey" not in answer:
            return found
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def row_of(name: str, row: str) -> Any:
    """A row of a year, as it is this moment; None where there is none. Raises TryAgain."""
    with answering():
        answer = aws.dynamodb().get_item(
            TableName=settings().table("closings"), Key=_key(name, row), ConsistentRead=True
        )
    return answer.get("Item")


def _key(name: str, row: str) -> dict[str, Any]:
    return {"year": {"S": name}, "row": {"S": row}}
