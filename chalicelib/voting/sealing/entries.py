"""What stands in the log of a vote, and what opens it after the close: as anybody can make it again.

A vote's entry says an id and a commitment: a hash that tells nothing without its key. Who holds the receipt and the
code of its mail knows both at once; after the results everyone knows the keys, and nobody else whose entry is whose.
"""

import hmac
from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Literal

import msgspec

from chalicelib.disqualification import Reason
from chalicelib.edition import Edition
from chalicelib.kinds import Slug
from chalicelib.tie import Tie

NOTHING = "-"
"""Stands for the entry that a first vote replaces."""

State = Literal["yes", "replaced", "disowned", "withdrawn", "disqualified"]
"""Whether an entry counts, or why not: its voter chose anew, it was not they who pressed, its candidate left, or it was
left out by a decision, whose entry the log has."""

COLUMNS = ("entry", "candidate", "rules", "replaces", "key", "counts")
"""Of the file that opens the log."""


def vote(log_id: str, commitment: str) -> bytes:
    """A confirmed vote, for nobody knows whom."""
    return msgspec.json.encode({"kind": "vote", "id": log_id, "commitment": commitment})


def committed(key: bytes, candidate: Slug, rules: str, replaces: int | None) -> str:
    """The commitment to a choice: HMAC-SHA256 under a key of its own. 64 hexadecimal characters.

    `replaces` is the number of the entry of the same voter before it; it counts from 0.
    """
    said = f"{candidate} {rules} {number(replaces)}"
    return hmac.new(key, said.encode(), sha256).hexdigest()


def number(entry: int | None) -> str:
    """An entry's number, as text."""
    return NOTHING if entry is None else str(entry)


def counts(state: State, by: str = "") -> str:
    """Whether an entry counts, as that file says it: behind "disqualified" the decision that left it out."""
    return f"{state}:{by}" if by else state


def opening(entry: int, candidate: Slug, rules: str, replaces: int | None, key: bytes, counts: str) -> str:
    """The line of the file that opens the log on what an entry committed to, in the order of COLUMNS."""
    return f"{entry},{candidate},{rules},{number(replaces)},{key.hex()},{counts}"


def openings(lines: Iterable[str]) -> bytes:
    """The file that opens a log."""
    return "\n".join([",".join(COLUMNS), *lines, ""]).encode()


def results(round_name: str, votes: Mapping[Slug, int], others: Mapping[str, int], tie: Tie | None = None) -> bytes:
    """The file that says what the log comes to: the votes of each candidate that has any, and how many entries do not
    count, by why; and what the jury chose between those who share the first place.
    """
    some = {candidate: number for candidate, number in sorted(votes.items()) if number}
    not_counted = dict(sorted(others.items()))
    told = {"round": round_name, "counted": sum(votes.values()), "votes": some, "not_counted": not_counted}
    return msgspec.json.encode({**told, **({"tie": tie} if tie else {})})


def opened(its: Edition) -> bytes:
    """That a round began."""
    vote = its.vote
    return _note("opened", edition=its.name, round=vote.key, opens=vote.opens, closes=vote.closes)


def decided_by(rules: str) -> bytes:
    """The hash of the rules that decide it, from here on."""
    return _note("rules", rules=rules)


def closed(its: Edition) -> bytes:
    """That a round ended. What was confirmed in time and came late stands after it."""
    return _note("closed", round=its.vote.key, at=its.vote.closes)


def disqualified(by: str, reason: Reason, ballots: int, at: datetime) -> bytes:
    """That two organisers left out the votes that meet a condition, how many these were then, and why."""
    return _note("disqualified", id=by, reason=reason, ballots=ballots, at=at)


def reinstated(by: str, at: datetime) -> bytes:
    """That two organisers undid it: these votes count again."""
    return _note("reinstated", id=by, at=at)


def opened_by(openings: bytes, results: bytes) -> bytes:
    """What the files are that open the log and say what it comes to: the last of these counts."""
    return _note("openings", openings=sha256(openings).hexdigest(), results=sha256(results).hexdigest())


def _note(kind: str, **said: object) -> bytes:
    return msgspec.json.encode({"kind": kind, **said})
