"""What a year forgets, told as it is found: by looking and never by adding up, so that who looks twice tells no more.

Read as publication keeps it, by whoever shows it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from chalicelib import clock
from chalicelib.cloud import aws, editions
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.forgotten import KINDS, Forgettable, Forgotten
from chalicelib.messages.message import Message
from chalicelib.messages.publication import PeopleForgotten


def told(what: Forgettable, due: Iterable[tuple[str, Message]]) -> Iterator[Message]:
    """These messages, each of which has one forgotten of a year; then how many there were of each year that forgets."""
    now, left = clock.seconds(), Counter[str]()
    for year, message in due:
        left[editions.newest(year).edition.name] += 1
        yield message
    today = clock.local(now).date()
    for its in editions.years():
        if its.edition.forget_addresses_on <= today:
            yield PeopleForgotten(its.edition.name, what, left[its.edition.name], now)


def of(year: str) -> list[Forgotten]:
    """What is known to be destroyed of a year. Raises TryAgain."""
    table = settings().table("publications")
    keys = [{"edition": {"S": f"{year} forgotten"}, "slug": {"S": what}} for what in KINDS]
    with answering():
        answer = aws.dynamodb().batch_get_item(RequestItems={table: {"Keys": keys, "ConsistentRead": True}})
    if answer.get("UnprocessedKeys"):
        raise TryAgain("the tables do not answer")
    rows = {row["slug"]["S"]: row for row in answer["Responses"].get(table, ())}
    return [
        Forgotten(what, *(int(rows[what][name]["N"]) for name in ("first", "number", "left", "rank")))
        for what in KINDS
        if what in rows
    ]
