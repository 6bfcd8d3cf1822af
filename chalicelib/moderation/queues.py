"""Where each dossier stands, and since when, by an index that a decision moves: nobody looks through all of them.

A dossier's row says which queue it is in, by its year and state, and a line that sorts it by how long it has been there
and says enough of it for a list. The index holds these two, and no other word of anybody.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
from msgspec import Struct

from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language, Seconds
from chalicelib.moderation.rules import State
from chalicelib.person import Person
from chalicelib.places import municipalities

LONGEST_TITLE = 60
"""Characters of a title that a list shows; five thousand lines are one answer of the index."""
BEGINS = 8
"""Characters of an id that a line holds of who is recused: of a team of fifty no two begin alike. Twenty of them, with
the longest title, are less than the 1,024 bytes of a sort key.
"""
INDEX = "desk"
REPORTED = "!"
"""How the lines of what was reported begin. They stand before all that waits, so that one answer holds both."""
_FIRST, _LAST = " ", "9~"
"""Before and after each line."""
Told = Literal["turn", "part", "organisers", "initiator"]
"""Who was told that it waits long: whose turn it is, all of that part, the organisers, its initiator."""


class About(Struct, frozen=True, array_like=True):
    """What a list says of a dossier's newest version."""

    title: str
    category: str
    areas: tuple[str, ...]
    language: Language
    assigned: str = ""
    """The id of the moderator whose turn it is, if it is anybody's."""
    told: tuple[Told, ...] = ()
    """Of its newest version, while that waits."""
    recused: tuple[str, ...] = ()
    """How the ids begin of who knows these people, since a line is short: it is hidden from them."""
    is_passed: bool = False
    """Whether a colleague passed it to whose turn it is, who may have another part."""

    def recused_of(self, team: Iterable[Person]) -> list[str]:
        """The ids of whom it is hidden from, among these."""
        return [one.id for one in team if one.id[:BEGINS] in self.recused]


class Waiting(Struct, frozen=True):
    """A dossier in a queue, since when, and what a list says of it."""

    id: str
    since: Seconds
    about: About


class Queue(Struct, frozen=True):
    """What an index says of a queue, in order, and whether there was more than one answer holds."""

    its: tuple[Waiting, ...]
    is_all: bool
    reported: tuple[Waiting, ...] = ()
    """What visitors reported, in the queue of what waits."""


def about(initiative: Initiative, assigned: str = "", recused: tuple[str, ...] = (), is_passed: bool = False) -> About:
    """What a list says of a version."""
    title = initiative.title
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"
    areas = sorted({municipalities()[nis].area for nis in initiative.places})
    hidden_from = tuple(one[:BEGINS] for one in recused)
    return About(short, initiative.category, tuple(areas), initiative.language, assigned, (), hidden_from, is_passed)


def name(edition: str, state: State) -> str:
    """What the queue of dossiers in this state is called in the index."""
    return f"{edition} {state}"


def line(its: About, since: Seconds) -> str:
    """What the index sorts by and holds: moments have ten digits until the year 2286."""
    return f"{since:010} {msgspec.json.encode(its).decode()}"


def reported_line(its: About, since: Seconds) -> str:
    """The line of what visitors reported, since the first of them did."""
    return REPORTED + line(its, since)


def about_of(line: str) -> About:
    """What a line says."""
    return msgspec.json.decode(line.partition(" ")[2], type=About)


def read(edition: str, state: State, newest_first: bool = False) -> Queue:
    """The queue of a state, as it was a moment ago, the longest there first, in one call. Raises TryAgain."""
    answer = _answer(name(edition, state), newest_first=newest_first)
    its, reported = tuple(_waiting(answer["Items"])), tuple(_reported(answer["Items"]))
    return Queue(its, "LastEvaluatedKey" not in answer, reported)


def all_of(edition: str, state: State) -> Iterator[Waiting]:
    """All of a queue, in as many calls as it takes. Raises TryAgain."""
    return _all(name(edition, state), _FIRST, _LAST)


def between(edition: str, state: State, first: Seconds, last: Seconds) -> Iterator[Waiting]:
    """Those of a queue that are there since a moment between these two. Raises TryAgain."""
    return _all(name(edition, state), f"{first:010}", f"{last:010}")


def _all(queue: str, first: str, last: str) -> Iterator[Waiting]:
    after: dict[str, Any] = {}
    while True:
        answer = _answer(queue, first, last, **after)
        yield from _waiting(answer["Items"])
        if "LastEvaluatedKey" not in answer:
            return
        after = {"ExclusiveStartKey": answer["LastEvaluatedKey"]}


def _answer(queue: str, first: str = _FIRST, last: str = _LAST, newest_first: bool = False, **more: Any) -> Any:
    asked: dict[str, Any] = {
        "TableName": settings().table("dossiers"),
        "IndexName": INDEX,
        "KeyConditionExpression": "queue = :queue AND line BETWEEN :first AND :last",
        "ExpressionAttributeValues": {":queue": {"S": queue}, ":first": {"S": first}, ":last": {"S": last}},
        "ScanIndexForward": not newest_first,
    }
    with answering():
        return aws.dynamodb().query(**asked, **more)


def _waiting(rows: list[dict[str, Any]]) -> Iterator[Waiting]:
    for row in rows:
        line = row["line"]["S"]
        if not line.startswith(REPORTED):
            yield Waiting(row["id"]["S"], int(line.partition(" ")[0]), about_of(line))


def _reported(rows: list[dict[str, Any]]) -> Iterator[Waiting]:
    for row in rows:
        since, _, _ = row["line"]["S"].removeprefix(REPORTED).partition(" ")
        if row["line"]["S"].startswith(REPORTED):
            yield Waiting(row["id"]["S"].partition("#")[0], int(since), about_of(row["line"]["S"]))
