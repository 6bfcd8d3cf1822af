"""What the jury's pages show."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from chalicelib import brussels, clock
from chalicelib.cloud import closings, competing, people
from chalicelib.cloud.competing import Competing
from chalicelib.cloud.editions import edition
from chalicelib.edition import Round
from chalicelib.initiative import Initiative
from chalicelib.jury import panel, store
from chalicelib.jury.entries import of as entries_of
from chalicelib.jury.panel import Juror, Ranking, Time
from chalicelib.kinds import Language, Seconds, Slug
from chalicelib.outcome import NO_AWARD, Outcome
from chalicelib.person import Person
from chalicelib.places import municipalities
from chalicelib.web.words import fraction_in_words, say


class Entry(Struct, frozen=True):
    """What competes, as a juror sees it. `called` is its title, or a number where nobody is to read whose it is."""

    slug: Slug
    called: str
    language: Language
    """Of what it is called; "" for a number."""
    key: str
    """What stands for it on a page and in a form: where nobody is to read whose it is, its number too."""
    title: str
    places: str
    organisation: str
    initiative: Initiative
    stood_back: bool
    judged: bool
    """Whether they read it and may rank it. What came after they looked at the names, not before they look again."""


class Line(Struct, frozen=True):
    """A category that somebody judges, as their list has it."""

    round: str
    kind: str
    category: str
    name: str
    time: Time
    until: datetime
    state: str
    """What they did so far, as a key under [jury.state]."""


def lines(person: Person, language: Language, now: datetime) -> list[Line]:
    """What somebody judges, the round that opened last first, and what opens yet behind what is to be done now."""
    year = edition()
    rounds = sorted(year.jury, key=lambda its: (time(its, now) == "before", -its.opens.timestamp()))
    return [
        Line(its.key, its.kind, one.key, one.name[language], time(its, now), until(its, now), _state(juror))
        for its in rounds
        for one in year.categories
        if person.seat(year.name, one.key) is not None
        for juror in [store.juror(its.key, one.key, person.id)]
    ]


def until(its: Round, now: datetime) -> datetime:
    """The moment that comes next in a round, by the clocks of Brussels."""
    known = closings.embargo(edition(), now).lifts(its.results)
    ahead = [moment for moment in (its.opens, its.closes, its.decided, known) if now < moment]
    return (ahead or [known])[0].astimezone(brussels.CLOCKS)


def time(its: Round, now: datetime) -> Time:
    """Where a round stands, also where its results were opened before their hour, or are held back."""
    return panel.time(its, now, closings.embargo(edition(), now))


def _state(juror: Juror) -> str:
    if juror.said:
        return "abstains" if juror.said.abstains else "ranked"
    return "reading" if juror.declared else "new"


def entries(its: Round, category: str, juror: Juror, found: Sequence[Competing], language: Language) -> list[Entry]:
    """What competes, in an order of this juror's own, so that no entry stands first for all."""
    called = {one.slug: _number(f"{its.key} {category} {one.slug}") for one in found} if its.blind else {}
    own = sorted(found, key=lambda one: _chance(f"{juror.id} {one.slug}"))
    return [
        Entry(
            slug=one.slug,
            called=called.get(one.slug, one.initiative.title),
            language="" if its.blind else one.initiative.language,
            key=called.get(one.slug, one.slug),
            title=one.initiative.title,
            places=", ".join(municipalities()[nis].name(language) for nis in one.initiative.places),
            organisation=one.initiative.organisation,
            initiative=one.initiative,
            stood_back=one.slug in juror.conflicts,
            judged=juror.judges(one.slug),
        )
        for one in own
    ]


def _chance(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _number(text: str) -> str:
    """Six figures, the same whatever else competes: jurors read on paper, and what is there comes and goes."""
    return str(int(_chance(text), 16) % 900_000 + 100_000)


# What was ranked, and what was decided


class Minutes(Struct, frozen=True):
    """What was decided in a category and how, as jurors sign it."""

    outcome: Outcome
    decided: datetime
    chosen: Sequence[tuple[str, Language]]
    scores: Sequence[tuple[str, Language, str]]
    ballots: Sequence[Sequence[str]]
    """The orders, each as what its entries are called."""
    stood_back: Sequence[tuple[str, Sequence[str]]]
    """Who stood back, and from what."""
    jurors: Sequence[tuple[str, str, bool]]
    """Who judged, their seat, and whether they signed."""


def minutes(
    its: Round, category: str, outcome: Outcome, at: Seconds, team: Sequence[Person], language: Language
) -> Minutes:
    """The minutes of a category that is decided. What is not public any more has no name in them either."""
    gone = (say(language, "jury.gone"), "")
    public = {one.slug: one.initiative for one in competing.those(edition().name, category, outcome.entries)}
    named = {slug: (told.title, told.language) for slug, told in public.items()}
    called = {slug: named.get(slug, gone) for slug in outcome.entries}
    names = {one.id: one.name for one in team}
    seats = {one.id: one.seat(edition().name, category) for one in team}
    said = [one for one in store.jurors(its.key, category) if one.id in names]
    return Minutes(
        outcome=outcome,
        decided=clock.local(at),
        chosen=[called.get(slug, ("", "")) for slug in outcome.chosen],
        scores=[
            (*called.get(slug, ("", "")), fraction_in_words(language, score))
            for slug, score in _best_first(outcome.scores)
        ],
        ballots=[[called[slug][0] if slug != NO_AWARD else "" for slug in one.order] for one in outcome.ballots],
        stood_back=[
            (names[one.id], [called[slug][0] for slug in sorted({*one.conflicts} & called.keys())])
            for one in said
            if {*one.conflicts} & called.keys()
        ],
        jurors=[
            (names[one.id], seats[one.id] or "", bool(one.signed))
            for one in said
            if one.said and not one.said.abstains and seats[one.id] is not None
        ],
    )


def _best_first(scores: Mapping[Slug, str]) -> list[tuple[Slug, str]]:
    return sorted(scores.items(), key=lambda pair: (-Fraction(pair[1]), pair[0]))


def order(ranking: Ranking | None, called: Mapping[Slug, str], language: Language) -> list[str]:
    """What somebody ranked, as what its entries are called, or that one is not on the site any more; "" is no award."""
    gone = say(language, "jury.gone")
    return [called.get(slug, gone) if slug != NO_AWARD else "" for slug in ranking.order] if ranking else []


def ranks(its: Round, category: str, called: Mapping[Slug, str], was_decided: bool) -> list[list[str]]:
    """The orders that count, of those who judge it this moment, without names and sorted by what they say.

    Before it is decided, as they were at the close: whoever changes theirs last would else have seen what others want.
    """
    seated = {one.id for one in people.everyone() if one.seat(edition().name, category) is not None}
    said = [one for one in store.jurors(its.key, category) if one.id in seated]
    cast = [panel.ballot(one if was_decided else replace(one, revised=None), its, [*called]) for one in said]
    return sorted([called.get(slug, "") for slug in one.order] for one in cast if one and one.order)


# For organisers


class Watch(Struct, frozen=True):
    """How far a category is, for organisers: figures, and never what anybody wants."""

    category: str
    name: str
    jurors: int
    reserves: int
    ranked: int
    abstained: int
    missing: Sequence[str]
    """Who did not say anything yet, by name."""
    short: int
    """How many entries have fewer judges than the year says, stood back ones apart."""
    outcome: str
    """How it was decided; "" before."""


def watch(its: Round, language: Language) -> list[Watch]:
    """How far each category of a round is."""
    team = people.everyone()
    return [_watch(its, one.key, one.name[language], team) for one in edition().categories]


def _watch(its: Round, category: str, name: str, team: Sequence[Person]) -> Watch:
    seats = {one.id: one.seat(edition().name, category) for one in team}
    said = {one.id: one for one in store.jurors(its.key, category) if seats.get(one.id) is not None}
    sitting = [one for one in team if seats[one.id] is not None]
    there = {one.slug for one in entries_of(its, category)}
    ranked = [one for one in said.values() if one.said and not one.said.abstains]
    back = [slug for one in said.values() if not (one.said and one.said.abstains) for slug in one.conflicts]
    judging = len(sitting) - sum(bool(one.said and one.said.abstains) for one in said.values())
    decided = store.outcome(its.key, category)
    return Watch(
        category=category,
        name=name,
        jurors=sum(seats[one.id] != "reserve" for one in sitting),
        reserves=sum(seats[one.id] == "reserve" for one in sitting),
        ranked=len(ranked),
        abstained=sum(bool(one.said and one.said.abstains) for one in said.values()),
        missing=[one.name for one in sitting if not panel.is_done(said.get(one.id, Juror(one.id)), there)],
        short=sum(judging - back.count(slug) < its.least for slug in {*back}) or int(judging < its.least),
        outcome=decided[0].state if decided else "",
    )
