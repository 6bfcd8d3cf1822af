"""Votes that are left out of the count: by which condition, and why."""

from typing import Literal, get_args

from msgspec import Struct

from chalicelib.kinds import Microseconds, Slug

Reason = Literal["one_hand", "machine", "paid", "names_of_others"]
"""One person with many mailboxes; a program that pressed; votes that were bought; people who knew of nothing."""
REASONS: tuple[Reason, ...] = get_args(Reason)

Answer = Literal["confirm", "drop", "undo"]
"""What an organiser says of what another proposed; or that what stands is to be undone, which is a proposal again."""

Fact = tuple[Slug, str, str, Microseconds, int]
"""What a condition can be about, of one ballot: its candidate, what stands for its domain and its network, the moment
of its button, and the pace of its sum, 0 where that is not known."""


class Condition(Struct, frozen=True, omit_defaults=True):
    """Which votes: all that is said here holds for each of them. `domain` and `network` are what stands for one with
    the ballots; `since` and `until` are about the moment of its button, which is before the second.
    """

    until: Microseconds
    since: Microseconds = Microseconds(0)
    domain: str = ""
    network: str = ""
    candidate: Slug = ""
    pace: int = 0
    """Of the sum; 0 for any. Many people have the same telephone, so it says nothing alone."""

    def is_met(self, candidate: Slug, domain: str, network: str, at: Microseconds, pace: int = 0) -> bool:
        """Whether it is about a ballot for this candidate, from there and then."""
        return (
            self.since <= at < self.until
            and self.domain in ("", domain)
            and self.network in ("", network)
            and self.candidate in ("", candidate)
            and self.pace in (0, pace)
        )


class Disqualified(Struct, frozen=True):
    """How many votes are left out by one decision, as everyone may read."""

    id: str
    reason: Reason
    ballots: int
