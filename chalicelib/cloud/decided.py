"""What a jury decided in a category, as the jury keeps it: what whoever closes a year has to know."""

import msgspec

from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.outcome import Outcome


def of(year: Edition) -> dict[tuple[str, str], Outcome]:
    """What was decided, by round and category. Raises TryAgain."""
    asked = [(its.key, category.key) for its in year.jury for category in year.categories]
    found = {one: _outcome(*one) for one in asked}
    return {one: its for one, its in found.items() if its}


def _outcome(round_name: str, category: str) -> Outcome | None:
    key = {"panel": {"S": f"{round_name} {category}"}, "row": {"S": "outcome"}}
    with answering():
        answer = aws.dynamodb().get_item(TableName=settings().table("panels"), Key=key, ConsistentRead=True)
    return msgspec.json.decode(answer["Item"]["said"]["S"], type=Outcome) if "Item" in answer else None
