"""Results that never were, for organisers to practise the evening with: the year's own categories and calendar, and
invented names and numbers; values in, values out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct

from chalicelib import brussels
from chalicelib.edition import Edition
from chalicelib.kinds import Language, Slug
from chalicelib.outcome import NO_AWARD, JurorBallot, Outcome

NOMINEES = 3
_VOTES = (4_210, 3_318, 3_114, 2_050, 1_611, 987, 604, 288)


class Named(Struct, frozen=True):
    """An invented initiative."""

    slug: Slug
    title: str
    language: Language


class Award(Struct, frozen=True):
    """What an invented jury decided in a category of the year, as the page of the results shows it."""

    name: str
    nominees: Sequence[Named]
    state: str
    winner: Named | None
    is_gone: bool = False


class Minutes(Struct, frozen=True):
    """The minutes of an invented jury, as their page shows those of a jury: see jury/shown.py."""

    outcome: Outcome
    decided: datetime
    chosen: Sequence[tuple[str, Language]]
    scores: Sequence[tuple[str, Language, str]]
    ballots: Sequence[Sequence[str]]
    stood_back: Sequence[tuple[str, Sequence[str]]]
    jurors: Sequence[tuple[str, str, bool]]


class Ranked(Struct, frozen=True):
    """A line of an invented public prize."""

    rank: int
    slug: Slug
    title: str
    language: Language
    votes: int


def results(year: Edition, titles: Sequence[str], language: Language) -> dict[str, Any]:
    """What the page of the results shows of a year with these invented initiatives, on the evening itself.

    In the last category the jury gives no award, so that this was seen too.
    """
    names = [Named(f"practice-{number}", title, language) for number, title in enumerate(titles, 1)]
    awards = [_award(year, place, names, language) for place in range(len(year.categories))] if year.jury else []
    votes = [_VOTES[place % len(_VOTES)] // (1 + place // len(_VOTES)) for place in range(len(names))]
    first = sorted(zip(votes, names, strict=True), key=lambda its: -its[0])
    return {
        "public": True,
        "awards": awards,
        "ranking": [
            Ranked(rank, its.slug, its.title, its.language, number) for rank, (number, its) in enumerate(first, 1)
        ],
        "votes": sum(votes),
        "requested": sum(votes) * 3 // 2,
        "people": sum(votes),
        "other": 0,
        "disqualified": (),
        "amendments": (),
        "as_of": _counted(year),
        "key_destroyed": None,
    }


def minutes(year: Edition, titles: Sequence[str], jurors: Sequence[str], language: Language) -> dict[str, Any]:
    """What the minutes of the first category say, as three of these invented jurors would sign them; a fourth stood
    back."""
    names = [Named(f"practice-{number}", title, language) for number, title in enumerate(titles, 1)]
    its = _award(year, 0, names, language)
    final = year.jury[-1]
    called = {one.slug: one.title for one in its.nominees}
    first, second, third = called
    orders = [(first, second, third, NO_AWARD), (first, third, NO_AWARD, second), (second, first, third, NO_AWARD)]
    decided = Outcome(
        round=final.key,
        category=year.categories[0].key,
        kind="final",
        rules=year.rules_of(final),
        nominees=1,
        least=final.least,
        entries=tuple(called),
        ballots=tuple(JurorBallot(one) for one in orders),
        state="decided",
        chosen=(first,),
    )
    told = Minutes(
        decided,
        final.decided.astimezone(brussels.CLOCKS),
        [(called[first], language)],
        [],
        [[called.get(slug, "") for slug in one] for one in orders],
        [(jurors[3], [called[third]])],
        [(name, "chair" if place == 0 else "", True) for place, name in enumerate(jurors[:3])],
    )
    return {"name": its.name, "kind": "final", "minutes": told}


def _award(year: Edition, place: int, names: Sequence[Named], language: Language) -> Award:
    its = [names[(place * NOMINEES + number) % len(names)] for number in range(NOMINEES)]
    is_last = place == len(year.categories) - 1 and place > 0
    name = year.categories[place].name[language]
    return Award(name, its, "no_award", None) if is_last else Award(name, its, "decided", its[place % NOMINEES])


def _counted(year: Edition) -> datetime:
    """A minute after the numbers are public."""
    return (year.vote.results + timedelta(minutes=1)).astimezone(brussels.CLOCKS)
