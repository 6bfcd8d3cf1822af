"""Which change of an edition is taken: values in, values out."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from chalicelib import brussels
from chalicelib.edition import Edition, Round
from chalicelib.editions.faults import faults, moments_of
from chalicelib.kinds import MINUTE, Seconds

Refusal = Literal[
    "changed_meanwhile", "round_has_opened", "round_is_another_years", "already_past", "not_in_order",
    "category_has_some", "would_reopen", "too_large", "not_organiser", "renamed",
    "registration_has_opened", "would_move_forgetting", "year_is_over",
    "amended_alone", "one_waits", "not_amendable", "amends_earlier", "amends_nothing", "same_organiser",
    "proposer_gone", "too_many_amendments", "results_held",
]  # fmt: skip
"""Why a change was not taken, as a key of the translations."""

KNOWN_AFTER = 2 * MINUTE
"""Seconds until every process and clock knows a change: what opens within them counts as open."""
LARGEST = 100_000
"""Bytes of one edition."""
LARGEST_TOGETHER = 250_000
"""Bytes of all in play, in one row, which ends at 400 KB: two more years may be put at the same moment."""


def refusal(
    newest: Edition | None,
    wanted: Edition,
    others: Sequence[Edition],
    now: Seconds,
    confirmed: bool = False,
    over: Collection[str] = (),
    is_over: bool = False,
) -> Refusal | None:
    """Why this version may not follow that one (None where it is the first); None where it may.

    What decides a round, which is what its hash is of, stays as it is from the moment the first of the year opens. A
    round is of one edition and keeps its key, and a category that initiatives may be in stays. Nothing is over all at
    once that was not: a day that was mistyped would have people forgotten. What is over opens again only where that is
    `confirmed`. The day on which people were told that they are forgotten moves only so either, and in a year that
    `is_over` not at all. `others` are the other editions in play, `over` the rounds of those that are not any more.
    """
    if faults(wanted) or not by_our_clocks(wanted):
        return "not_in_order"
    if size(wanted) > LARGEST or sum(map(size, (wanted, *others))) > LARGEST_TOGETHER:
        return "too_large"
    if {its.key for its in wanted.rounds} & {*over, *(its.key for other in others for its in other.rounds)}:
        return "round_is_another_years"
    if newest and is_over and _goes_on(newest, wanted, now):
        return "year_is_over"
    if (wanted.amendments, wanted.waits) != ((newest.amendments, newest.waits) if newest else ((), ())):
        return "amended_alone"
    return _refused_after(newest, wanted, now, confirmed) if newest else None


def _goes_on(newest: Edition, wanted: Edition, now: Seconds) -> bool:
    """Whether of a year that is over people would be forgotten on another day, or could register again."""
    closes = newest.registration.closes, wanted.registration.closes
    may_register = closes[0] < closes[1] and brussels.moment(now) < closes[1]
    return may_register or newest.forget_addresses_on != wanted.forget_addresses_on


def _refused_after(newest: Edition, wanted: Edition, now: Seconds, confirmed: bool) -> Refusal | None:
    soon = brussels.moment(now + KNOWN_AFTER)
    before, kept = ({its.key: one.rules_of(its) for its in one.rounds} for one in (newest, wanted))
    if is_frozen(newest, now) and before != kept:
        return "round_has_opened"
    if wanted.year != newest.year or {*before} - {*kept}:
        return "renamed"
    if _past(wanted, soon) - _past(newest, soon):
        return "already_past"
    if newest.registration.opens <= soon and _categories(newest) - _categories(wanted):
        return "category_has_some"
    if newest.registration.opens <= soon < wanted.registration.opens:
        # Else what holds while initiatives may be there would hold no more, though they are.
        return "registration_has_opened"
    return None if confirmed else next(iter(to_confirm(newest, wanted, now)), None)


def to_confirm(newest: Edition, wanted: Edition, now: Seconds) -> list[Refusal]:
    """What is done only where somebody says that it is meant."""
    found: dict[Refusal, bool] = {
        "would_reopen": _reopens(newest, wanted, now),
        "would_move_forgetting": _forgetting(newest, wanted, now) != 0,
    }
    return [name for name, would in found.items() if would]


def _forgetting(newest: Edition, wanted: Edition, now: Seconds) -> int:
    """Days by which that moves for people who were told which one it is: there are none before registration."""
    is_told = newest.registration.opens <= brussels.moment(now + KNOWN_AFTER)
    return (wanted.forget_addresses_on - newest.forget_addresses_on).days if is_told else 0


def by_our_clocks(edition: Edition) -> bool:
    """Whether each moment stands as the clocks of Brussels show it: by what it says, its day is counted."""
    return all(at.utcoffset() == at.astimezone(brussels.CLOCKS).utcoffset() for at in moments_of(edition).values())


def _reopens(newest: Edition, wanted: Edition, now: Seconds) -> bool:
    """Whether people may register again who could not any more; what decides a round stays, once one has opened."""
    # Who gives people longer in the last minute did not find it over, however late that is written.
    over = brussels.moment(now - KNOWN_AFTER)
    return newest.registration.closes <= over and wanted.registration.closes > brussels.moment(now)


def has_opened(its: Round, now: Seconds) -> bool:
    """Whether a round is on or over for everybody."""
    return its.opens <= brussels.moment(now + KNOWN_AFTER)


def is_frozen(edition: Edition, now: Seconds) -> bool:
    """Whether a round of the year has opened, so that what decides any of them stays."""
    return any(has_opened(its, now) for its in edition.rounds)


def consequences(newest: Edition, wanted: Edition, now: Seconds) -> list[str]:
    """What else follows of a change, which whoever makes it may not think of: keys of the translations."""
    present = brussels.moment(now)
    vote = [(one.vote.opens, one.vote.closes) for one in (newest, wanted)]
    was_open, is_open = (one.registration.is_open(present) for one in (newest, wanted))
    terms = [
        (one.moderation.link_days, one.vote.link_hours, one.registration.forget_after_days) for one in (newest, wanted)
    ]
    found = {
        # Who was approved had a mail that names them; nobody can be before there is registration.
        "mailed_vote": vote[0] != vote[1] and newest.registration.opens <= present,
        "closes_at_once": was_open and not is_open,
        "opens_at_once": is_open and not was_open,
        "forgets_later": _forgetting(newest, wanted, now) > 0,
        "forgets_earlier": _forgetting(newest, wanted, now) < 0,
        "links_stay": terms[0] != terms[1],
        "replies_stay": newest.contact.email != wanted.contact.email,
        "form_stops": bool({site.origin for site in newest.sites} - {site.origin for site in wanted.sites}),
    }
    return [name for name, follows in found.items() if follows]


def may_turn(current: Edition | None, now: Seconds) -> bool:
    """Whether another year's pages may be the site: not before the results of each of its rounds have settled.

    Mailed buttons lead nowhere from then on. Schedules go on for every year, so that each forgets on its own day.
    """
    return current is None or all(its.settled <= brussels.moment(now) for its in current.rounds)


def size(edition: Edition) -> int:
    """Bytes that it takes in a row."""
    return len(msgspec.json.encode(edition))


def _categories(edition: Edition) -> set[str]:
    return {category.key for category in edition.categories}


def _past(edition: Edition, now: datetime) -> set[str]:
    """What of an edition would be over: the beginnings and results of its rounds, and everybody's address."""
    moments = {f"{its.key} {what}": getattr(its, what) for its in edition.rounds for what in ("opens", "results")}
    over = {name for name, moment in moments.items() if moment <= now}
    return over | ({"forgotten"} if edition.forget_addresses_on <= now.date() else set())
