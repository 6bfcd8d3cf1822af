"""What is to be appended to the log of a vote, and when: values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

from chalicelib.edition import Round
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.kinds import Slug, VoterKey
from chalicelib.voting import rules as voting
from chalicelib.voting.disqualifying.rules import Case, Turn
from chalicelib.voting.rules import Press
from chalicelib.voting.sealing.entries import State

EVERY = timedelta(hours=1)
"""How long a confirmed vote waits at most for its place in the log."""
MANY = 20
"""People who voted since: so many need not wait for the hour, since among them nobody stands out."""
_JITTER = timedelta(seconds=30)
_AFTER = timedelta(minutes=2)
"""Until a count that was due is there."""

MOST = 100_000
"""Entries that one go appends, and those of some partitions more: it has two minutes."""


class Sealed(Struct, frozen=True, array_like=True):
    """A vote in the log, as only we know it."""

    entry: int
    receipt: str
    candidate: Slug
    rules: str


Chain = tuple[Sealed, ...]
"""A voter's votes in the log, each of which replaces the one before it."""
Chains = dict[VoterKey, Chain]
"""Those of one partition of the ballots."""


class Wanted(Struct, frozen=True):
    """A vote that is to follow in its voter's chain; of one voter they come in that order."""

    bucket: str
    voter: VoterKey
    press: Press
    log_id: str


class Placed(Struct, frozen=True):
    """The same in its place in the log, with the number of the entry that it replaces."""

    bucket: str
    voter: VoterKey
    its: Sealed
    log_id: str
    replaces: int | None


def missing(chain: Sequence[Sealed], presses: Iterable[Press], counts: str) -> list[Press]:
    """The presses that are to follow in a voter's chain: those of which no entry tells, and last the one that counts.

    `counts` is its receipt, "" where none counts. Pressed again after another was sealed, it gets a second entry.
    """
    known = {its.receipt for its in chain}
    new = sorted(press for press in presses if press.receipt not in known)
    last = new[-1].receipt if new else chain[-1].receipt if chain else ""
    return [*new, *(press for press in presses if press.receipt == counts != last)]


def placed(wanted: Sequence[Wanted], chains: Mapping[str, Chains], first: int) -> list[Placed]:
    """Each with its place in the log, from the first number on: in the order of their ids there, which are random. So
    the log never tells in which order people voted.
    """
    order = sorted(range(len(wanted)), key=lambda place: wanted[place].log_id)
    numbers = {place: number for number, place in enumerate(order, first)}
    last: dict[VoterKey, int] = {}
    found = []
    for place, one in enumerate(wanted):
        press, chain = one.press, chains[one.bucket].get(one.voter, ())
        its = Sealed(numbers[place], press.receipt, press.candidate, press.rules)
        before = last.get(one.voter, chain[-1].entry if chain else None)
        found.append(Placed(one.bucket, one.voter, its, one.log_id, before))
        last[one.voter] = its.entry
    return found


def followed(chains: Mapping[str, Chains], new: Iterable[Placed]) -> dict[str, Chains]:
    """The chains of those partitions in which something follows, with it; these come as `placed` gives them."""
    after: dict[str, Chains] = {}
    for one in new:
        its = after.setdefault(one.bucket, dict(chains[one.bucket]))
        its[one.voter] = (*its.get(one.voter, ()), one.its)
    return after


def state(its: Sealed, last: Sealed, counts: str, is_running: bool, is_left_out: bool) -> State:
    """Whether an entry counts, given the last of its voter's and the receipt that counts, "" where none does."""
    if its is not last:
        return "replaced"
    if counts != its.receipt:
        return "disowned"
    if not is_running:
        return "withdrawn"
    return "disqualified" if is_left_out else "yes"


def decisions(cases: Iterable[Case], said: Mapping[str, str]) -> list[tuple[Case, Turn]]:
    """What was decided of cases and the log does not say yet, in the order in which that was."""
    found = [
        (case, turn)
        for case in cases
        for turn in case.turns
        if (turn.state == "disqualified" and case.id not in said)
        or (turn.state == "reinstated" and said.get(case.id) != "reinstated")
    ]
    # Of one second, what leaves out before what undoes it: as their names are sorted.
    return sorted(found, key=lambda one: (one[1].at, one[1].state, one[0].id))


def is_due(vote: Round, now: datetime, last: datetime | None, waiting: int = 0, embargo: Embargo = OF_ITSELF) -> bool:
    """Whether it is time to look for what is to be sealed, given when that was last begun and how many voted since."""
    if last is None or waiting >= MANY or any(last < moment <= now for moment in _turns(vote, embargo)):
        return True
    return now - last >= EVERY - _JITTER


def _turns(vote: Round, embargo: Embargo) -> tuple[datetime, ...]:
    """When that is to be done, however long ago it was; beside a count, which is to be there before."""
    return vote.closes, voting.quiet(vote) + _AFTER, embargo.lifts(vote.results), voting.last_count(vote)
