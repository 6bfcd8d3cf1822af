"""The newest recount of a round: what everyone may read once it is public, and what it knew of what is left out."""

from collections.abc import Mapping
from secrets import token_hex

import msgspec
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.cloud.mailed import NONE, Mailed
from chalicelib.cloud.rows import Name, Row, held
from chalicelib.disqualification import Disqualified
from chalicelib.kinds import Microseconds
from chalicelib.voting.rules import Tally


class _Tally(Row):
    class Meta:
        table_name = Name("tallies")

    round = UnicodeAttribute(hash_key=True)
    votes = JSONAttribute()
    people = NumberAttribute()
    flagged = JSONAttribute()
    disqualified = UnicodeAttribute(null=True)
    cases = JSONAttribute(null=True)
    requested = NumberAttribute(null=True)
    mailed = UnicodeAttribute(null=True)
    as_of = NumberAttribute()
    name = UnicodeAttribute(null=True)


def named(round_name: str, tally: Tally) -> str:
    """What the numbers of a recount are called: by chance, and the same as before where no number is another."""
    row = _Tally.find(round_name)
    is_same = row is not None and row.name and (row.votes, int(row.people)) == (dict(tally.votes), tally.people)
    return row.name if row and row.name and is_same else token_hex(8)


def keep(round_name: str, tally: Tally, as_of: Microseconds, name: str = "", told: Mailed = NONE) -> bool:
    """Keep a recount, unless one that began later is there. Says whether it is the newest now."""
    row = _Tally(
        round_name,
        votes=dict(tally.votes),
        people=tally.people,
        flagged=dict(tally.flagged),
        disqualified=msgspec.json.encode(tally.disqualified).decode(),
        cases=dict(tally.cases),
        requested=tally.requested,
        mailed=msgspec.json.encode(told).decode(),
        as_of=as_of,
        name=name or None,
    )
    return held(lambda: row.save(_Tally.round.does_not_exist() | (_Tally.as_of <= as_of)))


def kept(round_name: str) -> Tally | None:
    """The newest recount; None before the first."""
    row = _Tally.find(round_name)
    if row is None:
        return None
    left_out = msgspec.json.decode(row.disqualified or "[]", type=tuple[Disqualified, ...])
    people, requested = int(row.people), int(row.requested or 0)
    return Tally(row.votes, people, row.flagged, left_out, row.cases or {}, row.name or "", requested)


def mailed_before(round_name: str) -> Mailed:
    """What the newest recount remembers of the mails that went out, however old that is. Raises TryAgain."""
    row = _Tally.find(round_name, consistent_read=False, attributes_to_get=["mailed"])
    return msgspec.json.decode(row.mailed, type=Mailed) if row and row.mailed else NONE


def last_counted(round_name: str) -> tuple[Microseconds, Mapping[str, int]] | None:
    """When the newest recount began, and which cases it knew; None before the first."""
    row = _Tally.find(round_name, consistent_read=False, attributes_to_get=["as_of", "cases"])
    return (Microseconds(int(row.as_of)), row.cases or {}) if row else None
