"""The row of each log: how far it goes, and where that is written down before anybody sees it. And one for each of its
witnesses: how far they signed it.
"""

from hashlib import sha256
from typing import Literal

from msgspec import Struct
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, held
from chalicelib.kinds import Seconds


class Log(Struct, frozen=True):
    """A log, as far as it goes."""

    size: int = 0
    """Entries."""
    drawn: int = 0
    """Of which everyone can read the files."""
    batch: str = ""
    """Where the entries are that came last."""
    chains: dict[str, str] = {}
    """For each partition of the ballots where the chains of its voters are."""
    said: dict[str, str] = {}
    """What it said of the round: under which name it opened, by which rules, that it closed; what opens it."""
    at: Seconds = 0
    """When somebody last began to look for what is to be sealed."""
    next: int = 0
    """The partition from which to go on looking; 0 where all were looked through."""
    opened: str = ""
    """What `said` says of the files that open it, once everyone can read them; "" before."""
    people: int = 0
    """How many had voted by the recount before that."""

    @property
    def is_opened(self) -> bool:
        """Whether the files that open it open all of it."""
        return bool(self.opened) and self.opened == self.said.get("openings")


Trouble = Literal["", "silent", "refused", "wrong", "forked"]
"""Why a witness did not sign the newest checkpoint: they did not answer in time, would not, answered with no signature
of theirs, or saw another log under this name."""


class Signed(Struct, frozen=True):
    """What a witness signed last of a log."""

    size: int = 0
    """Of how many entries that was."""
    line: str = ""
    """Their signature, as it stands under the checkpoint."""
    at: Seconds = 0
    """When, as they say."""
    trouble: Trouble = ""


class _Log(Row):
    class Meta:
        table_name = Name("logs")

    round = UnicodeAttribute(hash_key=True)
    size = NumberAttribute()
    drawn = NumberAttribute()
    batch = UnicodeAttribute(null=True)
    chains = JSONAttribute()
    said = JSONAttribute()
    at = NumberAttribute()
    next = NumberAttribute()
    opened = UnicodeAttribute(null=True)
    people = NumberAttribute()


class _Witness(Row):
    class Meta:
        table_name = Name("logs")

    round = UnicodeAttribute(hash_key=True)
    size = NumberAttribute()
    line = UnicodeAttribute(null=True)
    at = NumberAttribute()
    trouble = UnicodeAttribute(null=True)


def find(round_name: str, is_late: bool = False) -> Log:
    """The log of a round as it is this moment, or was one ago; an empty one before the first entry. Raises TryAgain."""
    row = _Log.find(round_name, consistent_read=not is_late)
    if row is None:
        return Log()
    return Log(
        int(row.size),
        int(row.drawn),
        row.batch or "",
        row.chains,
        row.said,
        int(row.at),
        int(row.next),
        row.opened or "",
        int(row.people),
    )


def grow(round_name: str, before: Log, after: Log) -> bool:
    """Let a log go on to here, unless somebody else did meanwhile: two at once, and one wins. Raises TryAgain."""
    asked = (_Log.size == before.size) & (_Log.drawn == before.size) & (_Log.at == before.at)
    is_first = _Log.round.does_not_exist()
    return held(lambda: _row(round_name, after).save(asked if before.at else is_first))


def drawn(round_name: str, size: int) -> bool:
    """Note that everyone can read the files of a log of this size; says whether it still ends there."""
    row = _Log(round_name)
    return held(lambda: row.change([_Log.drawn.set(size)], _Log.size == size))


def opened(round_name: str, size: int, by: str) -> None:
    """Note that everyone can read the files that open a log of this size; not where it goes on since."""
    row = _Log(round_name)
    held(lambda: row.change([_Log.opened.set(by)], _Log.size == size))


def _row(round_name: str, log: Log) -> _Log:
    return _Log(
        round_name,
        size=log.size,
        drawn=log.drawn,
        batch=log.batch or None,
        chains=log.chains,
        said=log.said,
        at=log.at,
        next=log.next,
        opened=log.opened or None,
        people=log.people,
    )


def signed(round_name: str, key: str) -> Signed:
    """What the witness with this key signed of a log. Raises TryAgain."""
    row = _Witness.find(_of_witness(round_name, key))
    if row is None:
        return Signed()
    trouble: Trouble = row.trouble or ""  # type: ignore[assignment]
    return Signed(int(row.size), row.line or "", int(row.at), trouble)


def note(round_name: str, key: str, its: Signed) -> None:
    """Note what a witness signed, unless they signed more meanwhile, or saw another log, which only a signature undoes.
    Raises TryAgain.
    """
    row = _Witness(
        _of_witness(round_name, key), size=its.size, line=its.line or None, at=its.at, trouble=its.trouble or None
    )
    signs_more, as_before = _Witness.size < its.size, _Witness.size == its.size
    if its.trouble != "forked":
        as_before &= _Witness.trouble.does_not_exist() | (_Witness.trouble != "forked")
    held(lambda: row.save(_Witness.round.does_not_exist() | signs_more | as_before))


def _of_witness(round_name: str, key: str) -> str:
    return f"{round_name}#{sha256(key.encode()).hexdigest()[:16]}"
