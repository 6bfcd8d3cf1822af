"""The rows of the vote: candidates, and one ballot per voter."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action

from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.disqualification import Fact
from chalicelib.errors import TryAgain
from chalicelib.kinds import Microseconds, Seconds, Slug, VoterKey
from chalicelib.voting import rules
from chalicelib.voting.rules import Ballot, Press, Pressed

_AT_ONCE = 8
"""Partitions that a recount reads at the same time: while DynamoDB answers for one, another is counted."""


class Candidate(Struct, frozen=True):
    """Who may be voted for. One that left has no title any more."""

    slug: Slug
    title: str
    left: bool


class _Candidate(Row):
    class Meta:
        table_name = Name("candidates")

    round = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    title = UnicodeAttribute()
    rank = NumberAttribute()
    """Grows with each event of the dossier; leaving is odd, admission even."""
    at = NumberAttribute()

    @property
    def left(self) -> bool:
        return int(self.rank) % 2 == 1


class _Ballot(Row):
    class Meta:
        table_name = Name("ballots")

    bucket = UnicodeAttribute(hash_key=True)
    voter = UnicodeAttribute(range_key=True)
    candidate = UnicodeAttribute(null=True)
    receipt = UnicodeAttribute(null=True)
    link = UnicodeAttribute(null=True)
    domain = UnicodeAttribute(null=True)
    network = UnicodeAttribute(null=True)
    pace = NumberAttribute(null=True)
    at = NumberAttribute(null=True)
    presses = UnicodeSetAttribute(null=True)
    """Every counted or superseded press; what stands apart of it, but for the domain, is of the one that counts."""
    receipts = UnicodeSetAttribute(null=True)
    refused = UnicodeSetAttribute(null=True)
    disowned = UnicodeSetAttribute(null=True)


# Candidates


def admit(round_name: str, slug: Slug, title: str, number: int, at: Seconds) -> None:
    """Put a candidate in the running, unless it left it by something that happened later."""
    _put_newer(_Candidate(round_name, slug, title=title, rank=number * 2, at=at))


def withdraw(round_name: str, slug: Slug, number: int, at: Seconds) -> None:
    """Take a candidate out of the running; the row stays, so that an admission that comes late finds it."""
    _put_newer(_Candidate(round_name, slug, title="", rank=number * 2 + 1, at=at))


def _put_newer(row: _Candidate) -> None:
    older = (_Candidate.rank < row.rank) | ((_Candidate.rank == row.rank) & (_Candidate.at < row.at))
    # Where the row is as new already, it is newer or our own earlier write.
    held(lambda: row.save(_Candidate.slug.does_not_exist() | older))


def candidate(round_name: str, slug: Slug) -> Candidate | None:
    """The candidate of this name, in the running or not."""
    row = _Candidate.find(round_name, slug, consistent_read=False)
    return Candidate(slug, row.title, row.left) if row else None


def running(round_name: str) -> list[Candidate]:
    """The candidates that may be counted for, as they are this moment."""
    with answering():
        rows = _Candidate.query(round_name, consistent_read=True)
        return [Candidate(row.slug, row.title, False) for row in rows if not row.left]


def rounds() -> list[str]:
    """Every round that had a candidate. Raises TryAgain when the table is silent."""
    rows = every(partial(_Candidate.table().scan, consistent_read=True, attributes_to_get=["round"]))
    return sorted({row["round"]["S"] for row in rows})


# Ballots


def cast(round_name: str, voter: VoterKey, press: Press, domain: str) -> None:
    """Make this press the voter's ballot, in one write, if it is the newest of the voter's and new.

    Any number and order of casts and disownings leaves the same row: of the last press of each receipt, the newest
    behind a mail that nobody disowned counts.
    """
    row = _Ballot(rules.bucket(round_name, voter), voter)
    is_newest = (_Ballot.at < press.at) & ~_Ballot.receipts.contains(press.receipt)
    has_room = size(_Ballot.presses) < rules.MOST_PRESSES  # type: ignore[no-untyped-call]
    may = (_Ballot.presses.does_not_exist() | (is_newest & has_room)) & ~_Ballot.disowned.contains(press.link)
    kept = [_Ballot.receipts.add({press.receipt}), _Ballot.presses.add({_written(press)}), _Ballot.domain.set(domain)]
    if not held(lambda: row.change([*_counting(press), *kept], may)):
        _fit_in(row, press, domain)


def _fit_in(row: _Ballot, press: Press, domain: str) -> None:
    """Settle a press that did not come first and in order: late, again, or our own write whose answer was lost."""
    _read_again(row)
    known = _presses(row)
    found = rules.settled(known | {press})
    if found == known:
        return
    kept = [
        _Ballot.receipts.set({its.receipt for its in found}),
        _Ballot.presses.set({_written(its) for its in found}),
        _Ballot.domain.set(domain),
    ]
    _change_as_read(row, [*_counting(rules.current(found, row.disowned or set())), *kept])


def disown(round_name: str, voter: VoterKey, link: str) -> None:
    """No press behind this mail counts, whether it came or is still to come; the one before it counts again."""
    row = _Ballot(rules.bucket(round_name, voter), voter)
    noted = _Ballot.disowned.add({link})
    if held(lambda: row.change([noted], _Ballot.link.does_not_exist() | (_Ballot.link != link))):
        return
    _read_again(row)
    counts = rules.current(_presses(row), {*(row.disowned or ()), link})
    _change_as_read(row, [*_counting(counts), noted])


def _read_again(row: _Ballot) -> None:
    with answering():
        row.refresh(consistent_read=True)


def _change_as_read(row: _Ballot, actions: Sequence[Action]) -> None:
    """Change a ballot unless anything happened to it since it was read. Raises TryAgain then."""
    presses = _Ballot.presses == row.presses if row.presses else _Ballot.presses.does_not_exist()
    disowned = _Ballot.disowned == row.disowned if row.disowned else _Ballot.disowned.does_not_exist()
    if not held(lambda: row.change(actions, presses & disowned)):
        raise TryAgain("something else happened to this ballot in between")


def _counting(press: Press | None) -> list[Action]:
    """What says which press counts, or that none does."""
    if press is None:
        gone = (_Ballot.candidate, _Ballot.receipt, _Ballot.link, _Ballot.network, _Ballot.pace, _Ballot.at)
        return [attribute.remove() for attribute in gone]
    return [
        _Ballot.candidate.set(press.candidate),
        _Ballot.receipt.set(press.receipt),
        _Ballot.link.set(press.link),
        _Ballot.network.set(press.network) if press.network else _Ballot.network.remove(),
        _Ballot.pace.set(press.pace) if press.pace else _Ballot.pace.remove(),
        _Ballot.at.set(press.at),
    ]


def refuse(round_name: str, voter: VoterKey, receipt: str, reason: str) -> None:
    """Keep why a press made no vote, so that its receipt can say so."""
    with answering():
        row = _Ballot(rules.bucket(round_name, voter), voter)
        row.change([_Ballot.refused.add({f"{receipt} {reason}"})])


def ballot(round_name: str, voter: VoterKey) -> Ballot | None:
    """What is kept of a voter, as it is this moment."""
    row = _Ballot.find(rules.bucket(round_name, voter), voter)
    if row is None:
        return None
    refused = dict(entry.split(" ", 1) for entry in row.refused or ())
    presses, disowned = _presses(row), row.disowned or set()
    return Ballot(rules.current(presses, disowned), presses, refused, disowned, row.domain or "")


def row_of(round_name: str, voter: VoterKey) -> Item | None:
    """All of the row in which a voter's ballot stands. Raises TryAgain when the table is silent."""
    with answering():
        answer = _Ballot.table().get_item(rules.bucket(round_name, voter), voter, consistent_read=True)
    found: Item | None = answer.get("Item")
    return found


def choices(round_name: str) -> Iterator[list[Fact]]:
    """Each voter's ballot, as they are while this reads them, a partition at a time: its candidate, what stands for the
    voter's domain and network, the moment of its button, and the pace of its sum. Each voter comes once.
    """
    # On first use: only a recount reads several partitions at a time.
    from concurrent.futures import ThreadPoolExecutor

    buckets = rules.buckets(round_name)
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        # No more of them than that are in memory: who counts is slower than those who read.
        for start in range(0, len(buckets), _AT_ONCE):
            yield from readers.map(_choices_in, buckets[start : start + _AT_ONCE])


def pressed_in(bucket: str) -> Iterator[Pressed]:
    """Each voter of a partition, without who only ever pressed too late."""
    wanted = ["voter", "presses", "receipt", "domain"]
    for row in every(partial(_Ballot.table().query, bucket, consistent_read=True, attributes_to_get=wanted)):
        if "presses" in row:
            counts, domain = row.get("receipt", _NONE)["S"], row.get("domain", _NONE)["S"]
            yield Pressed(VoterKey(row["voter"]["S"]), _read(row["presses"]["SS"]), counts, domain)


_NONE = {"S": "", "N": "0"}


def _choices_in(bucket: str) -> list[Fact]:
    # The model would make an object of each row, which takes as long as reading it.
    wanted = ["candidate", "domain", "network", "at", "pace"]
    rows = every(partial(_Ballot.table().query, bucket, consistent_read=True, attributes_to_get=wanted))
    return [
        (
            row["candidate"]["S"],
            row["domain"]["S"],
            row.get("network", _NONE)["S"],
            Microseconds(int(row["at"]["N"])),
            int(row.get("pace", _NONE)["N"]),
        )
        for row in rows
        if "candidate" in row
    ]


def _written(press: Press) -> str:
    said = f"{press.at} {press.receipt} {press.link} {press.rules} {press.candidate} {press.network}"
    return f"{said} {press.pace or ''}".rstrip()


def _presses(row: _Ballot) -> frozenset[Press]:
    return _read(row.presses or ())


def _read(written: Iterable[str]) -> frozenset[Press]:
    parts = (entry.split(" ") for entry in written)
    return frozenset(
        Press(Microseconds(int(at)), receipt, link, slug, its_rules, "".join(more[:1]), int("".join(more[1:]) or 0))
        for at, receipt, link, its_rules, slug, *more in parts
    )
