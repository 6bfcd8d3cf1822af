"""What becomes of a proposal to leave votes out: values in, values out. Two organisers decide; nothing is deleted."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.disqualification import Answer, Condition, Fact, Reason
from chalicelib.kinds import Seconds

State = Literal["proposed", "dropped", "disqualified", "undoing", "kept", "reinstated"]
"""undoing: it stands, and somebody asks to undo it. kept: as it stood, since the other did not want that."""

_NEXT: Mapping[tuple[State, Answer], State] = {
    ("proposed", "confirm"): "disqualified",
    ("proposed", "drop"): "dropped",
    ("disqualified", "undo"): "undoing",
    ("kept", "undo"): "undoing",
    ("undoing", "confirm"): "reinstated",
    ("undoing", "drop"): "kept",
}

MOST = 30
"""Cases that are not over: a recount looks at each ballot for each of them."""
MOST_TURNS = 40
"""Of one case, so that its row stays small."""
LONGEST_NOTE = 500


class Turn(Struct, frozen=True, array_like=True):
    """What somebody made of a case."""

    state: State
    by: str
    at: Seconds
    ballots: int = 0
    """How many votes that was about, where it left them out or in again."""


class Case(Struct, frozen=True):
    """Votes that somebody wants left out, and all that came of it."""

    id: str
    condition: Condition
    reason: Reason
    note: str
    turns: tuple[Turn, ...]

    @property
    def state(self) -> State:
        """How it stands."""
        return self.turns[-1].state

    @property
    def number(self) -> int:
        """How often something was made of it: tells one state from the next."""
        return len(self.turns)

    @property
    def stands(self) -> bool:
        """Whether its votes are left out."""
        return self.state in ("disqualified", "undoing", "kept")

    @property
    def is_over(self) -> bool:
        """Whether nothing comes of it any more."""
        return self.state in ("dropped", "reinstated")

    @property
    def decided_at(self) -> Seconds:
        """Since when its votes are left out, or were; 0 where they never were."""
        return next((turn.at for turn in self.turns if turn.state == "disqualified"), 0)


def says_enough(condition: Condition, proposed_at: Seconds) -> bool:
    """Whether a condition is about part of the votes, and of none that is still to come: a mailbox may vote again."""
    is_part = condition.domain or condition.network or (condition.candidate and condition.since)
    return bool(is_part) and condition.since < condition.until <= (proposed_at + 1) * 1_000_000


def may(case: Case, answer: Answer, by: str) -> bool:
    """Whether somebody may give this answer: nobody confirms what they proposed themselves.

    Who proposed it may drop it, since then nothing changes.
    """
    is_own = answer == "confirm" and case.turns[-1].by == by
    return (case.state, answer) in _NEXT and not is_own and case.number < MOST_TURNS


def answered(case: Case, answer: Answer, by: str, at: Seconds, ballots: int) -> Case:
    """The case with this answer, which may be given; so many votes meet its condition.

    Clocks differ: nothing is said to be before what it answers, so that the log never undoes what it did not say yet.
    """
    turn = Turn(_NEXT[case.state, answer], by, max(at, case.turns[-1].at), ballots)
    return replace(case, turns=(*case.turns, turn))


def in_order(cases: Iterable[Case]) -> list[Case]:
    """The one that was decided first before the others."""
    return sorted(cases, key=lambda case: (case.decided_at, case.id))


def standing(cases: Iterable[Case]) -> list[Case]:
    """Those by which votes are left out, in that order."""
    return [case for case in in_order(cases) if case.stands]


def left_out_by(standing: Sequence[Case], fact: Fact) -> Case | None:
    """By which of these a ballot is left out, the first that it meets; None where it counts."""
    return next((case for case in standing if case.condition.is_met(*fact)), None)


def numbers(cases: Iterable[Case]) -> dict[str, int]:
    """Which cases there are, and how far each is: a recount that knows the same knows all."""
    return {case.id: case.number for case in cases}
