"""The rows of the vote: candidates, one ballot per voter, and the newest recount of a round."""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.exceptions import DoesNotExist
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.errors import TryAgain
from chalicelib.rows import Row, answering, held
from chalicelib.settings import settings
from chalicelib.voting import rules
from chalicelib.voting.rules import Ballot, Press, Tally

_AT_ONCE = 8
"""Partitions that a recount reads at the same time: while DynamoDB answers for one, another is counted."""


class Candidate(Struct, frozen=True):
    """Who may be voted for. One that left has no title any more."""

    slug: str
    title: str
    left: bool


class _Candidate(Row):
    class Meta:
        table_name = settings().table("candidates")

    round = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    title = UnicodeAttribute()
    rank = NumberAttribute()
    """Grows with each version of the dossier; leaving ranks just above the admission of the same version."""
    at = NumberAttribute()

    @property
    def left(self) -> bool:
        return int(self.rank) % 2 == 1


class _Ballot(Row):
    class Meta:
        table_name = settings().table("ballots")

    bucket = UnicodeAttribute(hash_key=True)
    voter = UnicodeAttribute(range_key=True)
    candidate = UnicodeAttribute(null=True)
    receipt = UnicodeAttribute(null=True)
    rules = UnicodeAttribute(null=True)
    at = NumberAttribute(null=True)
    receipts = UnicodeSetAttribute(null=True)
    presses = UnicodeSetAttribute(null=True)
    """Every counted or superseded press; the four fields above are the newest of them."""
    refused = UnicodeSetAttribute(null=True)


class _Tally(Row):
    class Meta:
        table_name = settings().table("tallies")

    round = UnicodeAttribute(hash_key=True)
    votes = JSONAttribute()
    people = NumberAttribute()
    as_of = NumberAttribute()


# Candidates


def admit(round_name: str, slug: str, title: str, version: int, at: int) -> None:
    """Put a candidate in the running, unless this or a later version of the dossier left it."""
    _put_newer(_Candidate(round_name, slug, title=title, rank=version * 2, at=at))


def withdraw(round_name: str, slug: str, version: int, at: int) -> None:
    """Take a candidate out of the running; the row stays, so that an admission that comes late finds it."""
    _put_newer(_Candidate(round_name, slug, title="", rank=version * 2 + 1, at=at))


def _put_newer(row: _Candidate) -> None:
    older = (_Candidate.rank < row.rank) | ((_Candidate.rank == row.rank) & (_Candidate.at < row.at))
    # Where the row is as new already, it is newer or our own earlier write.
    with answering():
        held(lambda: row.save(_Candidate.slug.does_not_exist() | older))


def candidate(round_name: str, slug: str) -> Candidate | None:
    """The candidate of this name, in the running or not."""
    with answering():
        try:
            row = _Candidate.get(round_name, slug)
        except DoesNotExist:
            return None
    return Candidate(slug, row.title, row.left)


def running(round_name: str) -> list[str]:
    """The candidates that may be counted for, as they are this moment."""
    with answering():
        return [row.slug for row in _Candidate.query(round_name, consistent_read=True) if not row.left]


# Ballots


def cast(round_name: str, voter: str, press: Press) -> None:
    """Make this press the voter's ballot, in one write, if it is the newest of the voter's and new.

    Any number and order of casts leaves the same row: of the first press of each receipt, the newest counts.
    """
    row = _Ballot(rules.bucket(round_name, voter), voter)
    newest = (_Ballot.at < press.at) & ~_Ballot.receipts.contains(press.receipt)
    kept = [_Ballot.receipts.add({press.receipt}), _Ballot.presses.add({_written(press)})]
    with answering():
        if not _changed(row, press, kept, _Ballot.receipt.does_not_exist() | newest):
            _fit_in(row, press)


def _fit_in(row: _Ballot, press: Press) -> None:
    """Settle a press that did not come first and in order: late, again, or our own write whose answer was lost."""
    row.refresh(consistent_read=True)
    known = _presses(row)
    found = rules.settled(known | {press})
    if found == known:
        return
    kept = [_Ballot.receipts.add({press.receipt}), _Ballot.presses.set({_written(its) for its in found})]
    if not _changed(row, max(found), kept, _Ballot.presses == row.presses):
        raise TryAgain("another ballot of this voter came in between")


def _changed(row: _Ballot, current: Press, kept: Iterable[Action], condition: Condition) -> bool:
    """Write which press counts, with what is kept of all; says whether the condition held."""
    counts = [
        _Ballot.candidate.set(current.candidate),
        _Ballot.receipt.set(current.receipt),
        _Ballot.rules.set(current.rules),
        _Ballot.at.set(current.at),
    ]
    return held(lambda: row.change([*counts, *kept], condition))


def refuse(round_name: str, voter: str, receipt: str, reason: str) -> None:
    """Keep why a press made no vote, so that its receipt can say so."""
    with answering():
        row = _Ballot(rules.bucket(round_name, voter), voter)
        row.change([_Ballot.refused.add({f"{receipt} {reason}"})])


def ballot(round_name: str, voter: str) -> Ballot | None:
    """What is kept of a voter, as it is this moment."""
    with answering():
        try:
            row = _Ballot.get(rules.bucket(round_name, voter), voter, consistent_read=True)
        except DoesNotExist:
            return None
    refused = dict(entry.split(" ", 1) for entry in row.refused or ())
    return Ballot(max(_presses(row), default=None), row.receipts or set(), refused)


def choices(round_name: str) -> Iterator[str]:
    """The candidate of each voter's ballot, as they are while this reads them; each voter comes once."""
    # On first use: only a recount reads several partitions at a time.
    from concurrent.futures import ThreadPoolExecutor

    with answering(), ThreadPoolExecutor(_AT_ONCE) as readers:
        for found in readers.map(_choices_in, rules.buckets(round_name)):
            yield from found


def _choices_in(bucket: str) -> list[str]:
    # The model would make an object of each row, which takes as long as reading it.
    table = _Ballot._get_connection()
    found: list[str] = []
    after: dict[str, Any] | None = {}
    while after is not None:
        page = table.query(
            bucket, exclusive_start_key=after or None, consistent_read=True, attributes_to_get=["candidate"]
        )
        found += (row["candidate"]["S"] for row in page["Items"] if "candidate" in row)
        after = page.get("LastEvaluatedKey")
    return found


def _written(press: Press) -> str:
    return f"{press.at} {press.receipt} {press.rules} {press.candidate}"


def _presses(row: _Ballot) -> frozenset[Press]:
    parts = (entry.split(" ", 3) for entry in row.presses or ())
    return frozenset(Press(int(at), receipt, slug, its_rules) for at, receipt, its_rules, slug in parts)


# The tally


def keep_tally(round_name: str, tally: Tally, as_of: int) -> bool:
    """Keep a recount, unless one that began later is there. Says whether it is the newest now."""
    row = _Tally(round_name, votes=dict(tally.votes), people=tally.people, as_of=as_of)
    with answering():
        return held(lambda: row.save(_Tally.round.does_not_exist() | (_Tally.as_of <= as_of)))


def counted_at(round_name: str) -> int | None:
    """When the newest recount began, in microseconds since 1970; None before the first."""
    with answering():
        try:
            return int(_Tally.get(round_name, attributes_to_get=["as_of"]).as_of)
        except DoesNotExist:
            return None
