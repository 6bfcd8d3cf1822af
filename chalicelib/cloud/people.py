"""Who has which task, as it is this moment: whoever was taken off may do nothing from that moment on."""

from typing import Any

import msgspec
from msgspec.structs import replace

from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.person import Person, Session

TEAM = "team"
"""The partition of everybody: a campaign has dozens of them."""
ORGANISERS = "organisers"
"""The key of the row that counts the organisers."""
DEPLOY = "a deploy"
OPERATOR = "an operator"
TOOLS = frozenset({"", DEPLOY, OPERATOR})
"""By whom a change is that no page asked for."""


def find(person: str) -> Person | None:
    """Somebody by the hash of their mailbox; None where nobody ever had a task by that. Raises TryAgain."""
    with answering():
        answer = aws.dynamodb().get_item(TableName=settings().table("people"), Key=_key(person), ConsistentRead=True)
    return _person(answer["Item"]) if "Item" in answer else None


def may_organise(by: str) -> bool:
    """Whether who asked for a change may change the campaign this moment: an organiser, or a tool of operators.

    Raises TryAgain.
    """
    if by in TOOLS:
        return True
    person = find(by)
    return person is not None and person.is_organiser


def everyone() -> list[Person]:
    """Everybody who has a task or had one. Raises TryAgain where they cannot be read."""
    found: list[Person] = []
    asked: dict[str, Any] = {
        "TableName": settings().table("people"),
        "KeyConditionExpression": "team = :team",
        "ExpressionAttributeValues": {":team": {"S": TEAM}},
        "ConsistentRead": True,
    }
    while True:
        with answering():
            answer = aws.dynamodb().query(**asked)
        found += map(_person, answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return found
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def signed_in(person: str, session: str) -> tuple[Person | None, Session | None]:
    """Somebody and a session of theirs, in one call. Raises TryAgain where they cannot be read."""
    people, sessions = settings().table("people"), settings().table("sessions")
    asked = {
        people: {"Keys": [_key(person)], "ConsistentRead": True},
        sessions: {"Keys": [{"person": {"S": person}, "session": {"S": session}}], "ConsistentRead": True},
    }
    with answering():
        answer = aws.dynamodb().batch_get_item(RequestItems=asked)
    if answer.get("UnprocessedKeys"):
        raise TryAgain("the tables do not answer")
    found = answer["Responses"]
    return (
        next(map(_person, found.get(people, ())), None),
        next(map(_session, found.get(sessions, ())), None),
    )


def _key(person: str) -> dict[str, Any]:
    return {"team": {"S": TEAM}, "person": {"S": person}}


def _person(row: dict[str, Any]) -> Person:
    return msgspec.json.decode(row["said"]["S"], type=Person)


def _session(row: dict[str, Any]) -> Session:
    its = msgspec.json.decode(row["said"]["S"], type=Session)
    return replace(its, ended=int(row["ended"]["N"])) if "ended" in row else its
