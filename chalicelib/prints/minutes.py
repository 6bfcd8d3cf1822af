"""The minutes of the jury as everyone may read them: what was decided in each category, and how. No juror has a name.

Drawn from the file that anybody recounts, so that nothing stands here that is not public. The page of the results has
the same, which people with a screen reader like better.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial

import msgspec
from msgspec import Struct

from chalicelib.edition import Edition
from chalicelib.kinds import Language, Slug
from chalicelib.outcome import NO_AWARD, Outcome
from chalicelib.prints import drawing
from chalicelib.prints.letters import is_right_to_left, settable
from chalicelib.prints.wanted import Wanted
from chalicelib.tie import Tie
from chalicelib.web import words

FROM = "palmares.json"


class _Round(Struct, frozen=True):
    kind: str
    categories: tuple[Outcome, ...]


class _Palmares(Struct, frozen=True):
    rounds: tuple[_Round, ...]
    public: Tie | None = None


class Minutes(Struct, frozen=True):
    """What was decided, and the titles of what it was about by their slugs, each with its language."""

    outcomes: tuple[Outcome, ...]
    titles: Mapping[Slug, tuple[str, Language]]
    tie: Tie | None = None
    """What the jury chose between those who shared the first place of the public vote."""


def of(palmares: bytes, public: Sequence[Wanted]) -> Minutes:
    """What that file says, with the titles of those that everyone may see."""
    told = msgspec.json.decode(palmares, type=_Palmares)
    outcomes = [one for its in told.rounds for one in its.categories]
    named = {slug for one in outcomes for slug in one.entries} | {*(told.public.tied if told.public else ())}
    titles = {one.slug: (one.title, one.language) for one in public if one.slug in named}
    return Minutes(tuple(outcomes), titles, told.public)


def draw(its: Minutes, language: Language, year: Edition, site: str) -> bytes:
    """The document as a PDF that can be read aloud."""
    url, title = f"{site}/{language}/results", _say(language, "prints.minutes.title", year=year.title[language])
    told = {
        **drawing.common(language, url, title),
        "title": title,
        "lead": _say(language, "prints.minutes.lead"),
        "categories": [
            *(_category(one, its, language, year) for one in _in_order(its.outcomes, year)),
            *([_tie(its.tie, its, language, year)] if its.tie else []),
        ],
    }
    return drawing.pdf("minutes", told)


def _in_order(outcomes: Sequence[Outcome], year: Edition) -> list[Outcome]:
    """By category, and of each the shortlist first."""
    places = {one.key: place for place, one in enumerate(year.categories)}
    return sorted(outcomes, key=lambda one: (places.get(one.category, len(places)), one.kind == "final"))


def _category(one: Outcome, its: Minutes, language: Language, year: Edition) -> dict[str, object]:
    kind, called = one.kind, partial(_called, its, language)
    best_first = sorted(one.scores.items(), key=lambda pair: (-Fraction(pair[1]), pair[0]))
    least = _say(language, "jury.minutes.least", count=one.least)
    return {
        "name": settable(year.category(one.category).name[language]),
        "kind": _say(language, f"jury.kind.{kind}"),
        "verdict": _say(language, f"jury.decided.{kind}.{one.state}"),
        "chosen": [called(slug) for slug in one.chosen],
        "broken": _say(language, f"jury.broken.{one.broken_by}") if one.broken_by else "",
        "rule": f"{_say(language, f'jury.rule.{kind}', nominees=one.nominees)} {least} {one.rules}",
        "scored": _say(language, f"jury.minutes.scores.{kind}"),
        "scores": [{**called(slug), "score": words.fraction_in_words(language, score)} for slug, score in best_first],
        "ranked": _say(language, "jury.ranks.title", count=len(one.ballots)),
        "orders": [[called(slug) for slug in ballot.order] for ballot in one.ballots],
    }


def _tie(one: Tie, its: Minutes, language: Language, year: Edition) -> dict[str, object]:
    """The same of a tie of the public vote: each choice is an order of one."""
    called = partial(_called, its, language)
    most_first = sorted(one.tied, key=lambda slug: (-one.choices.get(slug, 0), slug))
    count = one.choices.get(one.chosen, 0)
    return {
        "name": _say(language, "results.public"),
        "kind": _say(language, "tie.kind"),
        "verdict": _say(language, f"jury.decided.final.{'decided' if one.chosen else 'tie'}"),
        "chosen": [called(one.chosen)] if one.chosen else [],
        "broken": _say(language, f"tie.by.{one.by}", count=count, all=one.count) if one.by else "",
        "rule": f"{_say(language, 'tie.rule')} {_say(language, 'tie.least', count=one.least)} {year.rules}",
        "scored": _say(language, "tie.choices"),
        "scores": [{**called(slug), "score": str(one.choices.get(slug, 0))} for slug in most_first],
        "ranked": "",
        "orders": [],
    }


def _called(its: Minutes, language: Language, slug: Slug) -> dict[str, object]:
    nothing = "jury.no_award" if slug == NO_AWARD else "jury.gone"
    title, tongue = its.titles.get(slug, (_say(language, nothing), language))
    return {
        "title": settable(title) or _say(language, "jury.gone"),
        "language": tongue,
        "rtl": is_right_to_left(title),
    }


def _say(language: Language, key: str, **values: object) -> str:
    return words.say(language, key, **values)
