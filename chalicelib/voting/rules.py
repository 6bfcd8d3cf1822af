"""What is allowed and what counts in the public vote: values in, values out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from datetime import datetime, timedelta
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from chalicelib import addresses
from chalicelib.disqualification import Disqualified, Fact
from chalicelib.edition import Round
from chalicelib.embargo import OF_ITSELF, SKEW, Embargo
from chalicelib.kinds import Microseconds, Seconds, Slug, VoterKey

BUCKETS = 64
"""Shards, over which the ballots of a round are spread: 64,000 votes a second before DynamoDB slows one down."""

_SIXTY_FOUR = ascii_uppercase + ascii_lowercase + digits + "-_"
_JITTER = timedelta(seconds=30)
_QUIET = timedelta(minutes=10)
"""How long after the close what was confirmed in time is in its queue at most, where nothing fails."""
_IN_HAND = timedelta(minutes=1)
"""How long a step works at most: twice what its function has."""
PATIENCE = timedelta(days=7)
"""How long the last count, and the opening of the log, are tried again where they did not succeed: since the numbers
settled, and of results that are held back for longer since everyone may know them.
"""

HALF_A_MINUTE = timedelta(seconds=30)
"""After so long, an edition that asks for a recount every minute gets a second one: no schedule comes more often."""


MOST_PRESSES = 6
"""Choices that are kept behind one mail, the newest: with those a ballot is within the KB that one write unit writes.

Of each mail for itself, so that what somebody else presses and its reader disowns takes no other's place.
"""


class Press(Struct, frozen=True, order=True):
    """A choice made behind one mail. `at` is by the web function's clock; `link` the mail's."""

    at: Microseconds
    receipt: str
    link: str
    candidate: Slug
    rules: str
    network: str = ""
    """Stands for where it was made, that day."""
    pace: int = 0
    """Of the sum that its mail was asked for with; see pace.py."""


class Ballot(Struct, frozen=True):
    """What is kept of a voter: the press that counts, all of them, by receipt why one never will, and the mails behind
    which somebody pressed "this was not me".
    """

    current: Press | None
    presses: Set[Press]
    refused: Mapping[str, str]
    disowned: Set[str]
    domain: str = ""


class Pressed(Struct, frozen=True):
    """A voter with all their presses that are kept, and the one that counts."""

    voter: VoterKey
    presses: frozenset[Press]
    counts: str
    """Its receipt, or "" where none does."""
    domain: str

    @property
    def fact(self) -> Fact | None:
        """What there is to say of their ballot; None where they have none."""
        its = next((press for press in self.presses if press.receipt == self.counts), None)
        return (its.candidate, self.domain, its.network, its.at, its.pace) if its else None


class Tally(Struct, frozen=True):
    """Votes by candidate in the running, and how many people voted: also for a candidate that left, and who are left
    out.
    """

    votes: Mapping[Slug, int]
    people: int
    flagged: Mapping[str, int] = {}
    """Domains that many ballots came from, by what stands for them: how many."""
    disqualified: tuple[Disqualified, ...] = ()
    """What is left out, by each case that stood."""
    cases: Mapping[str, int] = {}
    """Which cases there were, and how far each was."""
    name: str = ""
    """What the numbers are called after the close."""
    requested: int = 0
    """About how many mails with a button went out."""


class ReceiptStatus(Struct, frozen=True):
    """How a receipt stands: counting, counted, replaced or not_counted, then with the reason."""

    state: Literal["counting", "counted", "replaced", "not_counted"]
    press: Press | None = None
    reason: str = ""


def voter_fields(round_name: str, address: str) -> tuple[str, str, str]:
    """What makes one voter of a round: hashed under the voter key, the same for every alias of a mailbox."""
    return addresses.policy(), round_name, addresses.canonical(address)


def bucket(round_name: str, voter: VoterKey) -> str:
    """The partition of a voter's ballot, by the first six bits of the voter key, which is URL-safe base64."""
    return f"{round_name}#{_SIXTY_FOUR.index(voter[0]) % BUCKETS:02}"


def buckets(round_name: str) -> list[str]:
    """Every partition of a round."""
    return [f"{round_name}#{number:02}" for number in range(BUCKETS)]


def refusal(vote: Round, at: datetime) -> str:
    """Why a button pressed at this moment makes no vote: too_early or too_late; empty when it does."""
    if at < vote.opens:
        return "too_early"
    return "" if vote.is_open(at) else "too_late"


def comes_too_late(vote: Round, now: datetime, late: Seconds) -> bool:
    """Whether a mail that is asked for now, and goes out so late, comes when its button makes no vote any more."""
    return now + timedelta(seconds=late) >= min(now + timedelta(hours=vote.link_hours), vote.closes)


def settled(presses: Iterable[Press]) -> frozenset[Press]:
    """The last press of each receipt, since who presses an old button again means it; of each mail no more than are
    kept.
    """
    last: dict[str, Press] = {}
    for press in presses:
        last[press.receipt] = max(press, last.get(press.receipt, press))
    by_link: dict[str, list[Press]] = {}
    for press in sorted(last.values(), reverse=True):
        by_link.setdefault(press.link, []).append(press)
    return frozenset(press for its in by_link.values() for press in its[:MOST_PRESSES])


def current(presses: Iterable[Press], disowned: Set[str]) -> Press | None:
    """The press that counts: the newest behind a mail that nobody disowned."""
    return max((press for press in presses if press.link not in disowned), default=None)


def receipt_status(receipt: str, its_links: Set[str], ballot: Ballot | None) -> ReceiptStatus:
    """What a receipt proves, given by which links of its mail it can be and what is kept of its voter."""
    if ballot is None:
        return ReceiptStatus("counting")
    if ballot.current is not None and ballot.current.receipt == receipt:
        return ReceiptStatus("counted", ballot.current)
    mine = next((press for press in ballot.presses if press.receipt == receipt), None)
    if mine is not None:
        return (
            ReceiptStatus("not_counted", mine, "disowned")
            if mine.link in ballot.disowned
            else ReceiptStatus("replaced", mine)
        )
    if receipt in ballot.refused:
        return ReceiptStatus("not_counted", reason=ballot.refused[receipt])
    by_link = Counter(press.link for press in ballot.presses)
    is_full = any(by_link[link] >= MOST_PRESSES for link in its_links)
    return ReceiptStatus("replaced" if is_full else "counting")


def disqualified(found: ReceiptStatus) -> ReceiptStatus:
    """The same, for a vote that is left out."""
    return replace(found, state="not_counted", reason="disqualified")


def withdrawn(found: ReceiptStatus) -> ReceiptStatus:
    """The same, for a candidate that is no longer in the running."""
    return replace(found, state="not_counted", reason="candidate_withdrawn")


def counts_now(vote: Round, now: datetime, embargo: Embargo = OF_ITSELF) -> bool:
    """Whether a round is being counted and sealed at all: from its opening until its last count, and until its log is
    open, also where these come late.
    """
    return vote.opens <= now < max(vote.settled, embargo.lifts(vote.results)) + PATIENCE


def last_count(vote: Round) -> datetime:
    """From when on no ballot is cast any more by anybody's clock, nor by a step that looked at its own before: what is
    counted then is what stands.
    """
    return vote.settled + SKEW + _IN_HAND


def is_settled(vote: Round, now: datetime) -> bool:
    """Whether no ballot of a round is on its way any more."""
    return now >= vote.settled


def turns(vote: Round, embargo: Embargo) -> tuple[datetime, ...]:
    """When there is to be a recount, however often the edition has one: as soon as the vote is over, what was confirmed
    in time has come, the numbers may be shown, and no ballot is on its way any more: that is the last.
    """
    shown = embargo.lifts(vote.results)
    # Who opened them may have a clock that is behind; and by then no hour may come any more that makes good for one.
    again = (shown + SKEW,) if embargo.opened or embargo.held else ()
    return vote.closes, quiet(vote), shown, *again, last_count(vote)


def quiet(vote: Round) -> datetime:
    """From when on no ballot is on its way any more where nothing failed."""
    return vote.closes + _QUIET


def is_due(vote: Round, now: datetime, last: datetime | None, embargo: Embargo = OF_ITSELF) -> bool:
    """Whether it is time for another recount, given when the last one began: at its turns, and as often as the edition
    says.
    """
    if last is None or any(last < moment <= now for moment in turns(vote, embargo)):
        return True
    if is_settled(vote, now):
        return False
    # A schedule comes some seconds early or late; without slack every second recount would be skipped.
    since = timedelta(minutes=vote.recount_every_minutes) - _JITTER
    return now - last >= (since - HALF_A_MINUTE if counts_twice(vote) else since)


def counts_twice(vote: Round) -> bool:
    """Whether each call of the schedule recounts twice."""
    return vote.recount_every_minutes == 1


def is_public(vote: Round, now: datetime, embargo: Embargo = OF_ITSELF) -> bool:
    """Whether everyone may see the numbers."""
    return now >= embargo.lifts(vote.results)


def tied(votes: Mapping[Slug, int]) -> tuple[Slug, ...]:
    """Who share the first place, by slug; nobody where one has it alone, or nobody has a vote."""
    most = max(votes.values(), default=0)
    first = sorted(slug for slug, number in votes.items() if number == most)
    return tuple(first) if most and len(first) > 1 else ()


def first_places(votes: Mapping[Slug, int]) -> int:
    """How many share the first place; 0 where nobody has a vote."""
    most = max(votes.values(), default=0)
    return list(votes.values()).count(most) if most else 0
