"""What organisers see of what stands out, and of what they decided about it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from msgspec import Struct

from chalicelib import clock
from chalicelib.disqualification import Answer, Condition
from chalicelib.kinds import Language
from chalicelib.person import Person
from chalicelib.voting.disqualifying import form, rules
from chalicelib.voting.disqualifying.counting import SPAN, Cluster, Effect, Report
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
    said = {"domain": its.domain, "network": its.network, "candidate": its.candidate}
    until = clock.local(its.since + SPAN) if its.since else None
    if its.since:
        said |= {"since": form.typed(its.since), "until": form.typed(its.since + SPAN)}
    since = clock.local(its.since) if its.since else None
    what = _what(its.domain, its.network, titles.get(its.candidate, its.candidate), since, until, language)
    query = urlencode({name: text for name, text in said.items() if text})
    return Outstanding(what, its.ballots, its.expected, its.is_disposable, query)


def condition(its: Condition, titles: Mapping[str, str], language: Language) -> str:
    """Which votes it is about, in words."""
    since = clock.local(its.since // 1_000_000) if its.since else None
    until = clock.local(its.until // 1_000_000)
    return _what(its.domain, its.network, titles.get(its.candidate, its.candidate), since, until, language)


def _what(
    domain: str, network: str, title: str, since: datetime | None, until: datetime | None, language: Language
) -> str:
    parts = [
        say(language, f"disqualifying.about.{name}", **{name: value})
        for name, value in (
            ("domain", domain),
            ("network", network),
            ("candidate", title),
            ("since", since),
            ("until", until),
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
