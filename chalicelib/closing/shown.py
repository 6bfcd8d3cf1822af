"""What the page before the results shows of each check: a state, and what its words need; never who has how much."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import msgspec
from msgspec import Struct, field

from chalicelib import clock
from chalicelib.brussels import moment
from chalicelib.closing import rules
from chalicelib.closing.rules import Known, Said
from chalicelib.cloud import forgetting, published
from chalicelib.cloud.choosing import Choosing, breaks_ties
from chalicelib.cloud.closings import Sealed
from chalicelib.cloud.waiting import Waiting
from chalicelib.edition import Edition
from chalicelib.kinds import Language
from chalicelib.person import Person
from chalicelib.site.public_log import place

State = Literal["good", "wait", "look", "unknown"]
"""As it should be; not yet; somebody has to look at it; nobody answers."""


class Check(Struct, frozen=True):
    """One thing to be looked at. `says`: a key under [closing.checks.<key>], what is so and what to do about it."""

    key: str
    state: State
    says: str
    values: Mapping[str, Any] = field(default_factory=dict)
    lines: Sequence[str] = ()


class Witnessed(Struct, frozen=True):
    """What everyone can read of a witness: how much of the log they signed."""

    name: str
    signed: int


class Signer(Struct, frozen=True):
    """An organiser who signed, and whether what they saw is still what there is."""

    name: str
    at: datetime
    counts: bool


def checks(
    known: Known, waiting: Sequence[Waiting] | None, chose: Choosing, language: Language, now: datetime
) -> list[Check]:
    """All that is looked at, in the order in which it comes about."""
    year = known.edition
    return [
        _vote(year, now),
        _queues(waiting),
        _dead(waiting),
        _count(known, now),
        _log(known, now),
        _witnesses(year, known.sealed),
        *([_jury(known, language, now)] if year.jury else []),
        _tie(known, chose),
    ]


def _vote(year: Edition, now: datetime) -> Check:
    closes = year.vote.closes
    return Check("vote", *(("good", "good") if now >= closes else ("wait", "wait")), {"moment": closes})


def _queues(waiting: Sequence[Waiting] | None) -> Check:
    if waiting is None:
        return Check("queues", "unknown", "unknown")
    some = [its for its in waiting if its.messages]
    if not some:
        return Check("queues", "good", "good")
    return Check("queues", "wait", "wait", {"count": sum(its.messages for its in some)}, [its.queue for its in some])


def _dead(waiting: Sequence[Waiting] | None) -> Check:
    if waiting is None:
        return Check("dead", "unknown", "unknown")
    some = [its for its in waiting if its.dead]
    if not some:
        return Check("dead", "good", "good")
    return Check("dead", "look", "look", {"count": sum(its.dead for its in some)}, [its.queue for its in some])


def _count(known: Known, now: datetime) -> Check:
    counted, ready = known.counted, known.edition.vote.closes + rules.SETTLING
    if counted is None or not rules.is_counted(known):
        is_late = now > ready + rules.SETTLING
        return Check(
            "count", "look" if is_late else "wait", "late" if is_late else "wait", {"moment": moment_of(ready)}
        )
    if rules.is_behind(known):
        return Check("count", "wait", "again")
    told = {"moment": moment(counted.at), "count": counted.people}
    return Check("count", "good", "good", told)


def _log(known: Known, now: datetime) -> Check:
    sealed, counted = known.sealed, known.counted
    if sealed is None or (counted and not rules.is_compared(known)):
        since = moment(counted.at) if counted else known.edition.vote.closes
        is_late = now > max(since, known.edition.vote.closes + rules.SETTLING) + rules.SETTLING * 2
        return Check("log", "look" if is_late else "wait", "late" if is_late else "wait")
    told = {"moment": moment(sealed.at), "count": sealed.size}
    if not sealed.agrees:
        return Check("log", "look", "look", told)
    checkpoint = published.content(f"{place(known.edition)}/checkpoint") or b"\n0"
    is_behind = int(checkpoint.split(b"\n")[1]) < sealed.size
    return Check("log", "wait", "behind", told) if is_behind else Check("log", "good", "good", told)


def _witnesses(year: Edition, sealed: Sealed | None) -> Check:
    if not year.witnesses:
        return Check("witnesses", "good", "none")
    content = published.content(f"{place(year)}/witnesses.json")
    told = msgspec.json.decode(content, type=list[Witnessed]) if content else []
    behind = [its.name for its in told if sealed and its.signed < sealed.size]
    if not told or sealed is None:
        return Check("witnesses", "wait", "wait")
    if behind:
        return Check("witnesses", "look", "look", {"count": len(behind)}, behind)
    return Check("witnesses", "good", "good", {"count": len(told)}, [its.name for its in told])


def _jury(known: Known, language: Language, now: datetime) -> Check:
    year = known.edition
    if not rules.is_decided(known):
        is_late = now > max(its.decided for its in year.jury) + rules.JURY_WAITS
        return Check("jury", "look" if is_late else "wait", "late" if is_late else "wait")
    names = {one.key: one.name[language] for one in year.categories}
    last = [its for (round_name, _), its in known.decided.items() if round_name == year.jury[-1].key]
    # Where nobody competed there was nothing to decide.
    open_still = [names[its.category] for its in last if its.entries and its.state in ("tie", "too_few")]
    if open_still:
        return Check("jury", "look", "look", {"count": len(open_still)}, open_still)
    broken = [names[its.category] for its in last if its.broken_by in ("chair", "deputy")]
    return Check("jury", "good", "broken" if broken else "good", {"count": len(broken)}, broken)


def _tie(known: Known, chose: Choosing) -> Check:
    """Whether one has the most, or the jury chose one of those who do; how many these are, and no name of theirs."""
    first = known.counted.first if known.counted else None
    if first is None:
        return Check("tie", "wait", "wait")
    if first < 2:
        return Check("tie", "good", "void" if chose.void else "good" if first else "none")
    tie, missing = known.tie, [its.person.name for its in chose.asked if not its.chose]
    told = {"count": first, "chose": len(chose.asked) - len(missing), "asked": len(chose.asked)}
    if tie is None:
        has_jury = breaks_ties(known.edition) is not None
        return Check("tie", "wait", "soon", told) if has_jury else Check("tie", "look", "no_jury", told)
    told["least"] = tie.least
    if tie.chosen:
        return Check("tie", "good", "decided", told)
    if len(chose.asked) < tie.least:
        return Check("tie", "look", "nobody", told)
    return Check("tie", "look", "again" if chose.void else "look" if missing else "equal", told, missing)


def moment_of(at: datetime) -> datetime:
    """The same moment on the clocks of Brussels."""
    return clock.local(int(at.timestamp()))


def signers(said: Said, seen: str, team: Sequence[Person]) -> list[Signer]:
    """Who signed, the first of them first; of who organises no more it counts no more."""
    names = {its.id: its.name for its in team if its.is_organiser}
    count = {*rules.signers(said, seen)} & {*names}
    theirs = sorted((its.at, who) for who, its in said.signed.items() if not its.taken_back)
    return [Signer(names.get(who, ""), moment(at // 1_000_000), who in count) for at, who in theirs]


class Stands(Struct, frozen=True):
    """How the results stand. `state`: closed, held, opened by somebody, or known since their hour."""

    state: Literal["closed", "held", "opened", "known"]
    at: datetime
    """From when on everyone may know, or knows."""
    by: str = ""
    """Who held it back or opened it; "" where nobody did, or who did organises no more."""
    why: str = ""


def stands(year: Edition, said: Said, team: Sequence[Person], now: datetime) -> Stands:
    """How the results of the vote stand; or those of a jury, where these alone are held back."""
    embargo = said.embargo
    held = [its.results for its in (year.vote, *year.jury) if embargo.is_held(its.results, now)]
    results = held[0] if held else year.vote.results
    names = {its.id: its.name for its in team}
    lifts = moment_of(embargo.lifts(results))
    if embargo.opened and now >= lifts:
        return Stands("opened", lifts, names.get(said.opened_by, ""))
    if held:
        return Stands("held", lifts, names.get(said.held_by, ""), next(iter(embargo.why.values()), ""))
    return Stands("known" if now >= lifts else "closed", lifts)


def forgotten(year: Edition) -> list[dict[str, Any]]:
    """What of a year was destroyed, by the days on which that was."""
    days = [(its, moment(its.at).date(), moment(its.since).date()) for its in forgetting.of(year.name)]
    return [
        {"what": its.what, "at": at, "count": its.count, "left": its.left, "since": since} for its, at, since in days
    ]
