"""Where the year stands: values in, values out."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from msgspec import Struct

from chalicelib import brussels
from chalicelib.edition import Edition, Phase
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.kinds import Language, Offer


class Calendar(Struct, frozen=True):
    """Where the year stands. Two calendars are equal as long as the files may stay as they are."""

    vote: str
    """before, open or over."""
    results: bool
    """Whether the numbers of the vote are public."""
    ahead: tuple[tuple[str, date | None], ...]
    """What comes, soonest first: a key under [home.phase] of the translations, and its day."""
    days: int | None
    """Until the first of those, on the calendar where the campaign is: 0 on the day itself, None when all is known."""
    voting_day: date | None
    """Today, while the vote is open: the list is then in another order each day."""
    jury: tuple[str, ...]
    """The rounds of a jury of which everyone may know what was decided."""
    today: date
    """Municipalities are put beside each other as they were this morning."""
    held: Mapping[Language, str] | None = None
    """Where somebody holds back the numbers of the vote, what they say of it, in the languages in which they did."""
    held_jury: Mapping[Language, str] | None = None
    """The same where it is not these, but what a jury chose."""
    offers: Offer = "register"
    known_at: datetime | None = None
    """When the numbers of the vote became public, where that was not at their hour."""


def at(edition: Edition, now: datetime, embargo: Embargo = OF_ITSELF) -> Calendar:
    """Where the year stands at this moment."""
    registration, vote = edition.registration, edition.vote
    coming = [
        ("before", registration.opens) if now < registration.opens else ("registering", last(registration)),
        ("waiting", vote.opens) if now < vote.opens else ("voting", last(vote)),
        ("counting", vote.results),
        ("show", edition.show),
    ]
    lifts = embargo.lifts(vote.results)
    is_jury_held = any(embargo.is_held(its.results, now) for its in edition.jury)
    are_known, is_held = now >= lifts, embargo.is_held(vote.results, now)
    # What was opened before its hour, or is held back, comes at no hour that anybody knows.
    ahead = sorted((at, key) for key, at in coming if now < at and (key != "counting" or not (are_known or is_held)))
    over: list[tuple[str, date | None]] = [("over", None)] if are_known else []
    return Calendar(
        vote="open" if vote.is_open(now) else "before" if now < vote.opens else "over",
        results=are_known,
        ahead=(*over, *((key, moment.date()) for moment, key in ahead)),
        days=_days(now, ahead[0][0]) if ahead and not are_known else None,
        voting_day=_voting_day(vote, now),
        jury=tuple(its.key for its in edition.jury if embargo.lifts(its.results) <= now),
        today=brussels.day(now),
        held=embargo.why if is_held else None,
        held_jury=embargo.why if is_jury_held and not is_held else None,
        offers=edition.offers(now),
        known_at=lifts.astimezone(brussels.CLOCKS) if are_known and lifts != vote.results else None,
    )


def _days(now: datetime, moment: datetime) -> int:
    return (moment.date() - brussels.day(now)).days


def _voting_day(vote: Phase, now: datetime) -> date | None:
    return brussels.day(now) if vote.is_open(now) else None


def last(phase: Phase) -> datetime:
    """The last moment of a phase, whose day is the last day."""
    return phase.closes - timedelta(microseconds=1)


def vote_day(edition: Edition, now: Calendar) -> date:
    """The day to tell about the vote: while it has to open, when it does, and then its last."""
    return (edition.vote.opens if now.vote == "before" else last(edition.vote)).date()
