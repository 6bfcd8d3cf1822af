"""What organisers see of what stands out, and of what they decided about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from msgspec import Struct

from chalicelib import clock
from chalicelib.disqualification import Answer, Condition
from chalicelib.kinds import Language, Seconds
from chalicelib.person import Person
from chalicelib.voting import pace
from chalicelib.voting.disqualifying import form, rules
from chalicelib.voting.disqualifying.clusters import Cluster, Report
from chalicelib.voting.disqualifying.counting import Effect
from chalicelib.voting.disqualifying.rules import Case
from chalicelib.web.words import say

ANSWERS: tuple[Answer, ...] = ("confirm", "drop", "undo")


class Outstanding(Struct, frozen=True):
    """Votes that have something in common, as a line of the list. `proposes`: what its link asks for."""

    what: str
    ballots: int
    expected: int
    is_disposable: bool
    proposes: str
    fresh: datetime | None = None
    """Of a domain that is fresh, before when nobody voted from it; and `at_once` of its votes came in two days."""
    at_once: int = 0


class Told(Struct, frozen=True):
    """A step of a case, as its history tells it."""

    state: str
    who: str
    at: datetime


class Shown(Struct, frozen=True):
    """A case. `effect`: what its next step changes, None while that is being counted; `answers`: what its reader may
    say; `needs_another`: whether they proposed this themselves.
    """

    id: str
    number: int
    state: str
    what: str
    reason: str
    note: str
    history: Sequence[Told]
    effect: Effect | None
    answers: Sequence[Answer]
    needs_another: bool


def outstanding(report: Report, language: Language) -> list[Outstanding]:
    """What stands out, the largest first."""
    found = sorted(report.clusters, key=lambda its: -its.ballots)
    return [_outstanding(its, report.titles, language) for its in found]


def _outstanding(its: Cluster, titles: Mapping[str, str], language: Language) -> Outstanding:
    said = {"domain": its.domain, "network": its.network, "candidate": its.candidate, "pace": str(its.pace or "")}
    if its.since:
        said |= {"since": form.typed(its.since), "until": form.typed(its.until)}
    query = urlencode({name: text for name, text in said.items() if text})
    fresh = clock.local(its.begins) if its.begins else None
    what = _what(its, its.since, its.until, titles, language)
    return Outstanding(what, its.ballots, its.expected, its.is_disposable, query, fresh, its.at_once)


def condition(its: Condition, titles: Mapping[str, str], language: Language) -> str:
    """Which votes it is about, in words."""
    return _what(its, its.since // 1_000_000, its.until // 1_000_000, titles, language)


def _what(
    its: Condition | Cluster, since: Seconds, until: Seconds, titles: Mapping[str, str], language: Language
) -> str:
    parts = [
        say(language, f"disqualifying.about.{name}", **{name: value})
        for name, value in (
            ("domain", its.domain),
            ("network", its.network),
            ("candidate", titles.get(its.candidate, its.candidate)),
            ("pace", its.pace and pace.tries_a_second(its.pace)),
            ("since", since and clock.local(since)),
            ("until", until and clock.local(until)),
        )
        if value
    ]
    found = ", ".join(parts)
    return found[:1].upper() + found[1:]


def case(its: Case, report: Report, people: Sequence[Person], reader: str, language: Language) -> Shown:
    """A case, as somebody who organises sees it."""
    names = {person.id: person.name for person in people}
    effect = report.effects.get(its.id)
    counted = effect if effect and effect.number == its.number else None
    may = [answer for answer in ANSWERS if rules.may(its, answer, reader) and (answer != "confirm" or counted)]
    return Shown(
        its.id,
        its.number,
        its.state,
        condition(its.condition, report.titles, language),
        its.reason,
        its.note,
        [Told(turn.state, names.get(turn.by, ""), clock.local(turn.at)) for turn in its.turns],
        None if its.is_over else counted,
        may,
        its.state in ("proposed", "undoing") and its.turns[-1].by == reader,
    )
