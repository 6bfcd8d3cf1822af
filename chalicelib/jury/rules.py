"""How a jury's ballots become nominees and winners: values in, values out, in exact fractions.

The shortlist is a points count over private top fives; the final compares each two entries (Condorcet), then the shares
of those duels (Borda), then asks the chair, whose vote was named beforehand. Whoever stood back from an entry is not
there where it is counted, so that it is judged by the others alone. Nothing is ever drawn by lot.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from msgspec import Struct

from chalicelib.kinds import Slug
from chalicelib.outcome import NO_AWARD, BrokenBy, JurorBallot, State

POINTS = (5, 4, 3, 2, 1)
"""What a juror's first five get."""


class Verdict(Struct, frozen=True):
    """What follows from a category's ballots."""

    state: State
    chosen: tuple[Slug, ...] = ()
    broken_by: BrokenBy = ""
    scores: dict[Slug, Fraction] = {}


def counting(ballots: Iterable[JurorBallot], entries: Sequence[Slug], least: int) -> list[JurorBallot]:
    """The ballots that count: those of the reserve only where some entry has fewer judges than `least` without them."""
    ballots = list(ballots)
    seated = [its for its in ballots if not its.reserve]
    return seated if _are_enough(seated, entries, least) else ballots


def _are_enough(ballots: Sequence[JurorBallot], entries: Sequence[Slug], least: int) -> bool:
    return all(len(_judges(ballots, entry)) >= least for entry in entries)


def _judges(ballots: Iterable[JurorBallot], *entries: Slug) -> list[JurorBallot]:
    """The ballots of those who judge all of these."""
    return [its for its in ballots if not {*entries} & {*its.stood_back}]


def _place(ballot: JurorBallot, entry: Slug) -> int:
    """Counted from 0; behind all others where it has none."""
    return ballot.order.index(entry) if entry in ballot.order else len(ballot.order)


# The shortlist


def shortlist(entries: Sequence[Slug], ballots: Iterable[JurorBallot], nominees: int, least: int) -> Verdict:
    """Who goes on: the highest means, ties broken by more first places, then second ones; who is still equal goes on
    together.
    """
    counted = counting(ballots, entries, least)
    if not entries or not _are_enough(counted, entries, least):
        return Verdict("too_few")
    scores = {entry: _mean(counted, entry, POINTS) for entry in entries}
    wanted = [entry for entry in entries if scores[entry]]
    places = {entry: [_mean(counted, entry, nth) for nth in _NTH] for entry in wanted}
    best = sorted(wanted, key=lambda entry: (scores[entry], places[entry]), reverse=True)
    if len(best) > nominees:
        last = best[nominees - 1]
        best = [entry for entry in best if (scores[entry], places[entry]) >= (scores[last], places[last])]
    is_broken = any(scores[entry] == scores[other] for entry in best for other in wanted if other not in best)
    state: State = "decided" if best else "no_award"
    return Verdict(state, tuple(sorted(best)), "places" if is_broken else "", scores)


_NTH = [[int(place == nth) for place in range(len(POINTS))] for nth in range(len(POINTS))]
"""What a first place is worth where those are counted, then a second one, and so on."""


def _mean(ballots: Sequence[JurorBallot], entry: Slug, worth: Sequence[int]) -> Fraction:
    """Of what its places are worth, over the jurors who judge it."""
    judges = _judges(ballots, entry)
    return Fraction(sum(worth[its.order.index(entry)] for its in judges if entry in its.order), len(judges))


# The final


def final(
    entries: Sequence[Slug],
    ballots: Iterable[JurorBallot],
    least: int,
    chair: JurorBallot | None = None,
    deputy: JurorBallot | None = None,
) -> Verdict:
    """Who wins: whoever wins each duel; else the highest mean share of them; else the first of those by the chair, or
    by the deputy where the chair does not judge them all.
    """
    counted = counting(ballots, entries, least)
    if not entries or not _are_enough(counted, entries, least):
        return Verdict("too_few")
    compete = (*entries, NO_AWARD)
    shares = {one: [_share(counted, one, other) for other in compete if other != one] for one in compete}
    scores = {one: sum(its, Fraction()) / len(its) for one, its in shares.items()}
    won_all = [one for one, its in shares.items() if min(its) > Fraction(1, 2)]
    if won_all:
        return _won(won_all[0], "", scores)
    best = [one for one in compete if scores[one] == max(scores.values())]
    if len(best) == 1:
        return _won(best[0], "shares", scores)
    breakers: Sequence[tuple[BrokenBy, JurorBallot | None]] = (("chair", chair), ("deputy", deputy))
    for by, ballot in breakers:
        ranked = [one for one in ballot.order if one in best] if ballot else []
        if ballot and ranked and not {*best} & {*ballot.stood_back}:
            return _won(ranked[0], by, scores)
    return Verdict("tie", tuple(sorted(best)), "", scores)


def _share(ballots: Sequence[JurorBallot], one: Slug, other: Slug) -> Fraction:
    """Of the jurors who judge both, the part that puts one before the other; who ranks neither is halfway."""
    judges = _judges(ballots, one, other)
    if not judges:
        return Fraction(1, 2)
    places = [(_place(its, one), _place(its, other)) for its in judges]
    return Fraction(sum((its < others) * 2 + (its == others) for its, others in places), 2 * len(judges))


def _won(one: Slug, by: BrokenBy, scores: dict[Slug, Fraction]) -> Verdict:
    return Verdict("no_award" if one == NO_AWARD else "decided", (one,) if one else (), by, scores)
