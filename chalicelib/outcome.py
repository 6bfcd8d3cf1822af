"""What a jury decided in a category, as everyone may read and recount it: no ballot has a name."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from chalicelib.kinds import Slug

NO_AWARD = ""
"""Competes in each final: whoever ranks it above an entry would rather see nothing awarded than that."""

State = Literal["decided", "no_award", "too_few", "tie"]
"""too_few: of an entry fewer jurors than the year says took part. tie: nothing that was agreed beforehand breaks it."""
BrokenBy = Literal["", "places", "shares", "chair", "deputy"]
"""What told equal ones apart. places: more first places, then more second ones, and so on. shares: nobody won each
duel; the highest mean share of the jurors did."""


class JurorBallot(Struct, frozen=True, order=True):
    """What one juror wants: the best first, and the entries that they do not judge."""

    order: tuple[Slug, ...]
    stood_back: tuple[Slug, ...] = ()
    reserve: bool = False
    """Whether it counts only where the others are too few."""


class Outcome(Struct, frozen=True):
    """A category of a round, decided: from `entries` and `ballots` anybody finds `state` and `chosen` again."""

    round: str
    category: str
    kind: Literal["shortlist", "final"]
    rules: str
    nominees: int
    """How many go on, ties apart; 1 in the final."""
    least: int
    entries: tuple[Slug, ...]
    ballots: tuple[JurorBallot, ...]
    """Sorted, so that their order says nothing."""
    state: State
    chosen: tuple[Slug, ...] = ()
    broken_by: BrokenBy = ""
    broken_with: tuple[Slug, ...] = ()
    """The order of the chair or deputy, where it broke a tie."""
    scores: Mapping[Slug, str] = {}
    """Of the shortlist the mean of the points, of the final the mean share of the duels: as a fraction, such as 7/3."""
