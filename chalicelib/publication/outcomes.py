"""The rows of what a jury decided, which the files show from the results of its round on."""

from collections.abc import Collection

import msgspec
from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud.rows import Name, answering
from chalicelib.kinds import Seconds
from chalicelib.outcome import Outcome
from chalicelib.publication import store


class _Outcome(store.Kept):
    """What was decided in a category of a round, as JSON; its rank is when."""

    class Meta:
        table_name = Name("publications")

    said = UnicodeAttribute()


def keep(edition: str, outcome: Outcome, at: Seconds) -> int:
    """Keep what was decided. Returns the newest build that may have missed it."""
    said = msgspec.json.encode(outcome).decode()
    row = _Outcome(store.apart(edition, "outcomes"), f"{outcome.round} {outcome.category}", rank=at, said=said)
    return store.keep_newest(row)


def of(edition: str, rounds: Collection[str]) -> list[Outcome]:
    """What was decided in these rounds. Raises TryAgain."""
    with answering():
        rows = _Outcome.query(store.apart(edition, "outcomes"), consistent_read=True)
        found = [msgspec.json.decode(row.said, type=Outcome) for row in rows]
    return [one for one in found if one.round in rounds]
