"""A category of a round and its jurors: what each said, and what follows from it; values in, values out."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from chalicelib.edition import Edition, Round
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.jury import rules
from chalicelib.jury.rules import Verdict
from chalicelib.kinds import Seconds, Slug
from chalicelib.outcome import NO_AWARD, JurorBallot, Outcome
from chalicelib.person import Person

PATIENCE = timedelta(minutes=10)
"""How long after the last moment a category waits for what is still in a queue, before it is decided for good."""
CHANCE = timedelta(days=7)
"""How long the deciding is tried again where it did not succeed."""

Time = Literal["before", "open", "revising", "waiting", "over"]
"""Where a round stands: it opens yet; jurors rank; they see all ranks and may change theirs; nobody changes anything
any more; everyone may know."""


class Ranking(Struct, frozen=True):
    """What a juror wants, the best first; or why they abstain."""

    order: tuple[Slug, ...]
    at: Seconds
    id: str
    abstains: str = ""


class Juror(Struct, frozen=True):
    """Somebody who judges a category, with what they said. Conflicts only come: who has read has read."""

    id: str
    declared: Seconds = 0
    """When they first looked at the names and said from which they stand back; 0 before."""
    asked: tuple[Slug, ...] = ()
    """The names that they looked at; of another they read nothing yet."""
    conflicts: Mapping[Slug, Seconds] = {}
    ranked: Ranking | None = None
    revised: Ranking | None = None
    """What they changed after everybody's ranks were shown; what they ranked before stays beside it."""
    signed: Seconds = 0
    """When they said that the minutes are right."""
    is_closed: bool = False
    """Whether it is decided by what they said until now: nothing that comes late changes that."""

    @property
    def said(self) -> Ranking | None:
        """What counts: who ranked nothing before everybody's ranks were shown has nothing to change."""
        changed = self.revised is not None and self.ranks and not self.revised.abstains
        return self.revised if changed else self.ranked

    def judges(self, slug: Slug) -> bool:
        """Whether they read this and may rank it: they looked at its name and did not stand back from it."""
        return slug in self.asked and slug not in self.conflicts

    @property
    def ranks(self) -> bool:
        """Whether they ranked anything before everybody's ranks were shown."""
        return self.ranked is not None and not self.ranked.abstains


def round_of(year: Edition, key: str, category: str) -> Round | None:
    """The round of a jury with this key, where the year has it and the category."""
    is_there = category in {one.key for one in year.categories}
    return next((one for one in year.jury if one.key == key and is_there), None)


def time(its: Round, now: datetime, embargo: Embargo = OF_ITSELF) -> Time:
    """Where a round stands at this moment."""
    if now < its.opens:
        return "before"
    if now < its.closes:
        return "open"
    if now < its.decided:
        return "revising"
    return "waiting" if now < embargo.lifts(its.results) else "over"


def may_be_decided(its: Round, now: datetime) -> bool:
    """Whether what jurors said is all there, so that it is counted for good."""
    return its.decided + PATIENCE <= now < its.decided + CHANCE


# What a juror says


def declared(juror: Juror, slugs: Sequence[Slug], asked: Sequence[Slug], at: Seconds) -> Juror:
    """The same who looked at the names of those asked about, and stands back from these too.

    What they ranked of them is void, and the rest stays.
    """
    looked = tuple(sorted({*juror.asked, *asked, *slugs}))
    conflicts = {**dict.fromkeys(slugs, at), **juror.conflicts}
    return replace(juror, declared=juror.declared or at, asked=looked, conflicts=conflicts)


def given(juror: Juror, ranking: Ranking, is_revised: bool) -> Juror:
    """The same with what they rank now, unless what they said last is newer."""
    last = juror.revised if is_revised else juror.ranked
    if last and (last.at, last.id) >= (ranking.at, ranking.id):
        return juror
    return replace(juror, revised=ranking) if is_revised else replace(juror, ranked=ranking)


def is_done(juror: Juror, entries: AbstractSet[Slug]) -> bool:
    """Whether nothing is left for them to say of these: they did, or stood back from all."""
    return juror.said is not None or entries <= {*juror.conflicts}


def signed(juror: Juror, at: Seconds) -> Juror:
    """The same who says that the minutes are right; when they first said so, stays."""
    return replace(juror, signed=juror.signed or at)


def last(juror: Juror) -> Seconds:
    """When they last said anything; 0 where they did not."""
    said = [its.at for its in (juror.ranked, juror.revised) if its]
    return max(juror.declared, juror.signed, *juror.conflicts.values(), *said, 0)


def most(its: Round, entries: int) -> int:
    """How many places a juror gives at most."""
    return min(len(rules.POINTS), entries) if its.kind == "shortlist" else entries


def faults(its: Round, juror: Juror, order: Sequence[Slug], entries: Sequence[Slug]) -> str:
    """What is wrong with an order, as a key of the translations; "" where nothing is."""
    judged = [entry for entry in entries if juror.judges(entry)]
    ranked = [entry for entry in order if entry != NO_AWARD]
    if len({*order}) < len(order):
        return "twice"
    if not {*ranked} <= {*judged}:
        return "not_theirs"
    if its.kind == "final" and len(ranked) < len(judged):
        return "not_all"
    if its.kind == "shortlist" and (NO_AWARD in order or not 0 < len(ranked) <= len(rules.POINTS)):
        return "none" if not ranked else "too_many"
    return ""


# What follows


def order(juror: Juror, among: AbstractSet[Slug]) -> tuple[Slug, ...]:
    """What they ranked of these, the best first."""
    return tuple(slug for slug in (juror.said.order if juror.said else ()) if slug in among)


def ballot(juror: Juror, its: Round, entries: Sequence[Slug], is_reserve: bool = False) -> JurorBallot | None:
    """What a juror wants of these entries; None for who did not say, or abstained."""
    if juror.said is None or juror.said.abstains:
        return None
    competing = {*entries, *([NO_AWARD] if its.kind == "final" else [])} - {*juror.conflicts}
    ranked = order(juror, competing)
    if its.kind == "final" and NO_AWARD not in ranked:
        ranked = (*ranked, NO_AWARD)
    back = tuple(sorted({*juror.conflicts} & {*entries}))
    return JurorBallot(ranked, back, is_reserve)


def decided(
    edition: Edition,
    its: Round,
    category: str,
    entries: Sequence[Slug],
    jurors: Sequence[Juror],
    team: Sequence[Person],
) -> Outcome:
    """What a category comes to, by those who judge it this moment."""
    seats = {one.id: one.seat(edition.name, category) for one in team}
    said = {one.id: one for one in jurors if seats.get(one.id) is not None}
    ballots = {who: ballot(one, its, entries, seats[who] == "reserve") for who, one in said.items()}
    cast = {who: one for who, one in sorted(ballots.items()) if one}
    chair, deputy = (_alone([one for who, one in cast.items() if seats[who] == seat]) for seat in ("chair", "deputy"))
    verdict = _verdict(its, entries, cast.values(), chair, deputy)
    breaker = {"chair": chair, "deputy": deputy}.get(verdict.broken_by)
    return Outcome(
        round=its.key,
        category=category,
        kind="final" if its.kind == "final" else "shortlist",
        rules=edition.rules_of(its),
        nominees=1 if its.kind == "final" else its.nominees,
        least=its.least,
        entries=tuple(entries),
        ballots=tuple(sorted(cast.values())),
        state=verdict.state,
        chosen=verdict.chosen,
        broken_by=verdict.broken_by,
        broken_with=breaker.order if breaker else (),
        scores={slug: str(score) for slug, score in sorted(verdict.scores.items())},
    )


def _alone(found: Sequence[JurorBallot]) -> JurorBallot | None:
    """The one of a seat: of two none decides, since which of them comes first would be a lot."""
    return found[0] if len(found) == 1 else None


def _verdict(
    its: Round,
    entries: Sequence[Slug],
    cast: Iterable[JurorBallot],
    chair: JurorBallot | None,
    deputy: JurorBallot | None,
) -> Verdict:
    if its.kind == "final":
        return rules.final(entries, cast, its.least, chair, deputy)
    return rules.shortlist(entries, cast, its.nominees, its.least)
