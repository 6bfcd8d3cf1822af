"""Who may open the results of a year, or hold them back, and when: values in, values out."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chalicelib.cloud.closings import Counted, Sealed
from chalicelib.edition import Edition
from chalicelib.embargo import SKEW, Embargo
from chalicelib.kinds import Microseconds
from chalicelib.outcome import Outcome
from chalicelib.tie import Tie

TWO = 2
"""So many different organisers sign what they saw, before anybody opens it."""

SETTLING = timedelta(minutes=10)
"""How long after the close what was confirmed in time is in its queue at most, where nothing fails."""
JURY_WAITS = timedelta(hours=2)
"""After so long each category is decided, where nothing fails."""

Refusal = Literal[
    "voting",
    "counting",
    "again",
    "log",
    "jury",
    "opened",
    "changed",
    "unsigned",
    "too_late",
    "not_organiser",
    "nothing",
]
"""Why something is not done, as a key of the translations."""


class Signature(Struct, frozen=True):
    """What an organiser saw when they said that it is right; the newest of theirs counts."""

    seen: str
    at: Microseconds
    taken_back: bool = False


class Said(Struct, frozen=True):
    """What organisers said of the results of a year."""

    embargo: Embargo = Embargo()
    signed: Mapping[str, Signature] = {}
    """By who did, a person by the hash of their mailbox."""
    opened_by: str = ""
    held_by: str = ""
    tie: Tie | None = None
    """What the jury chose so far of those who are tied: when everyone may know, what stands here is what they read."""
    agreed: str = ""
    """The numbers that two signed, where these are tied: see cloud/closings.py."""


class Known(Struct, frozen=True):
    """What there is to be seen of a year before anybody signs it."""

    edition: Edition
    counted: Counted | None
    decided: Mapping[tuple[str, str], Outcome]
    cases: Mapping[str, int] = {}
    """How far each proposal to leave votes out is."""
    sealed: Sealed | None = None
    """What the public log comes to."""
    tie: Tie | None = None
    """What the jury says of those who are tied, by those who are asked this moment."""


def seen(known: Known, said: Said) -> str:
    """Stands for all that decides: the numbers, what the jury decided and chose, the rules, and since when it is held.

    Where any of it changes, who signed has not seen that.
    """
    counted, year = known.counted, known.edition
    told = {
        "numbers": [counted.numbers, counted.people] if counted else [],
        "jury": [msgspec.to_builtins(its) for _, its in sorted(known.decided.items())],
        "rules": [year.rules_of(its) for its in year.rounds],
        "held": said.embargo.held,
        **({"tie": msgspec.to_builtins(known.tie)} if known.tie else {}),
    }
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()[:32]


def signers(said: Said, seen: str) -> list[str]:
    """Who signed just this, the first of them first."""
    theirs = [(its.at, who) for who, its in said.signed.items() if its.seen == seen and not its.taken_back]
    return [who for _, who in sorted(theirs)]


def is_over(year: Edition, now: datetime) -> bool:
    """Whether nobody votes any more, nor any juror chooses."""
    return now >= max(its.decided for its in year.rounds)


def is_counted(known: Known) -> bool:
    """Whether a count began when what was confirmed in time had come."""
    counted = known.counted
    return counted is not None and datetime.fromtimestamp(counted.at, UTC) >= known.edition.vote.closes + SETTLING


def is_behind(known: Known) -> bool:
    """Whether something was said since of votes that are left out: the next count may come to other numbers."""
    return known.counted is not None and {**known.counted.cases} != {**known.cases}


def is_compared(known: Known) -> bool:
    """Whether the public log was held against just these numbers."""
    return bool(known.counted and known.sealed and known.counted.numbers == known.sealed.numbers)


def is_proven(known: Known) -> bool:
    """Whether the public log comes to just these numbers, so that anybody can count them again."""
    return is_compared(known) and bool(known.sealed and known.sealed.agrees)


def is_decided(known: Known) -> bool:
    """Whether the jury has decided each category of each of its rounds, whatever that was."""
    wanted = {(its.key, one.key) for its in known.edition.jury for one in known.edition.categories}
    return wanted <= {*known.decided}


def is_public(year: Edition, embargo: Embargo, now: datetime) -> bool:
    """Whether everyone may know all of it."""
    return all(embargo.lifts(its.results) <= now for its in year.rounds)


def may_sign(known: Known, said: Said, now: datetime) -> Refusal | None:
    """Why nobody signs, if so: there is nothing to see yet, or everyone may see it."""
    if is_public(known.edition, said.embargo, now):
        return "opened"
    if not is_over(known.edition, now):
        return "voting"
    if not is_counted(known):
        return "counting"
    if is_behind(known):
        return "again"
    if not is_proven(known):
        return "log"
    return None if is_decided(known) else "jury"


def may_open(known: Known, said: Said, wanted: str, organisers: Collection[str], now: datetime) -> Refusal | None:
    """Why the results are not opened, if so. `wanted` is what whoever pressed saw, `organisers` those of today."""
    if refused := may_sign(known, said, now):
        return refused
    present = seen(known, said)
    if wanted != present:
        return "changed"
    return None if len({*signers(said, present)} & {*organisers}) >= TWO else "unsigned"


def may_hold(year: Edition, said: Said, now: datetime) -> Refusal | None:
    """Why nothing is held back, if so: what people may have seen stays public, by whatever clock."""
    if now < year.vote.closes:
        return "voting"
    # Whoever opened it may have a clock that is ahead of ours.
    if said.embargo.opened or is_public(year, said.embargo, now):
        return "opened"
    if said.embargo.held:
        return "nothing"
    return "too_late" if now + SKEW >= max(its.results for its in year.rounds) else None


def chosen(known: Known, said: Said) -> Said:
    """The same with what the jury chose by now, and the numbers on which two agree, where these are tied; whoever had
    signed something else agreed to nothing.
    """
    is_agreed = known.tie is not None and len(signers(said, seen(known, said))) >= TWO
    return replace(said, tie=known.tie, agreed=known.counted.numbers if is_agreed and known.counted else "")


def signed(said: Said, who: str, signature: Signature) -> Said:
    """The same with what an organiser says now, unless what they said last is newer."""
    last = said.signed.get(who)
    if last and last.at >= signature.at:
        return said
    return replace(said, signed={**said.signed, who: signature})
