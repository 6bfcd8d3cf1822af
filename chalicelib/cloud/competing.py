"""What competes in a category of the award, as publication keeps it: what its jury reads."""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.initiative import Initiative
from chalicelib.kinds import Slug

INDEX = "competing"
"""Finds what competes by its year and category."""
AT_ONCE = 100
"""Rows that DynamoDB reads in one call."""


class Competing(Struct, frozen=True):
    """An initiative that everyone may see and that competes."""

    slug: Slug
    initiative: Initiative


def panel_of(edition: str, category: str) -> str:
    """Where what competes in a category is found."""
    return f"{edition} {category}"


def all_in(edition: str, category: str) -> list[Competing]:
    """All that competes in a category, by slug: two calls for a hundred. Raises TryAgain.

    What is new may come a moment late; nothing is there that was taken down.
    """
    asked: dict[str, Any] = {
        "TableName": settings().table("publications"),
        "IndexName": INDEX,
        "KeyConditionExpression": "panel = :panel",
        "ExpressionAttributeValues": {":panel": {"S": panel_of(edition, category)}},
    }
    with answering():
        answer = aws.dynamodb().query(**asked)
    return those(edition, category, [row["slug"]["S"] for row in answer["Items"]])


def those(edition: str, category: str, slugs: Iterable[Slug]) -> list[Competing]:
    """Of these, what competes in a category this moment, by slug. Raises TryAgain."""
    panel, rows = panel_of(edition, category), _all(edition, slugs)
    return [_competing(row) for row in rows if row.get("panel", {}).get("S") == panel]


def whichever(edition: str, slugs: Iterable[Slug]) -> list[Competing]:
    """Of these, what everyone may see this moment, of whatever category, by slug. Raises TryAgain."""
    return [_competing(row) for row in _all(edition, slugs) if "initiative" in row]


def _competing(row: Any) -> Competing:
    return Competing(row["slug"]["S"], msgspec.json.decode(row["initiative"]["S"], type=Initiative))


def _all(edition: str, slugs: Iterable[Slug]) -> list[Any]:
    wanted, found = sorted({*slugs}), list[Any]()
    for start in range(0, len(wanted), AT_ONCE):
        found += _rows(edition, wanted[start : start + AT_ONCE])
    return sorted(found, key=lambda row: row["slug"]["S"])


def _rows(edition: str, slugs: list[Slug]) -> list[Any]:
    table = settings().table("publications")
    keys = [{"edition": {"S": edition}, "slug": {"S": slug}} for slug in slugs]
    with answering():
        answer = aws.dynamodb().batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    if answer.get("UnprocessedKeys"):
        raise TryAgain("the tables do not answer")
    return [*answer["Responses"].get(table, [])]
