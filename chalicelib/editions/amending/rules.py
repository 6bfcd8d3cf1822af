"""What of a round two organisers may change once one of the year has opened, and until when: values in, values out.

Nobody gets less time than they were told, and nothing that is over comes back: so who was told that the vote is closed,
or who won, was told right.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

import msgspec
from msgspec.structs import replace

from chalicelib import brussels
from chalicelib.amendment import MOST, Amendment, Changed
from chalicelib.edition import Edition, Round
from chalicelib.editions import rules
from chalicelib.editions.faults import faults
from chalicelib.editions.rules import KNOWN_AFTER, LARGEST, Refusal
from chalicelib.kinds import Seconds

FIELDS: Mapping[str, tuple[str, ...]] = {
    "public": ("opens", "closes", "results", "link_hours", "recount_every_minutes"),
    "shortlist": ("opens", "closes", "results", "nominees", "least"),
    "final": ("opens", "closes", "results", "least", "revise_days"),
}
"""Of a round, by its kind. Who competes, and whether jurors read names, stays whatever happens."""

_UNTIL = {"opens": "opens", "results": "results", "revise_days": "decided"}
"""Until when one may be changed, where that is not until the round closes."""
_PROMISED = ("closes", "decided", "results")
"""What never comes sooner than people were told."""


def fields(edition: Edition, its: Round, now: Seconds) -> tuple[str, ...]:
    """What of a round two may change at this moment; nothing before the first opens, while one alone may."""
    if not rules.is_frozen(edition, now):
        return ()
    soon = brussels.moment(now + KNOWN_AFTER)
    return tuple(name for name in FIELDS[its.kind] if getattr(its, _UNTIL.get(name, "closes")) > soon)


def until(its: Round, changed: Collection[Changed]) -> datetime:
    """The moment before which all of this may still be agreed to, but for the minutes until everybody knows."""
    last: datetime = min(getattr(its, _UNTIL.get(one.field, "closes")) for one in changed)
    return last


def round_of(edition: Edition, key: str) -> Round | None:
    """The round with this key; None where the year has none."""
    return next((its for its in edition.rounds if its.key == key), None)


def hashed(edition: Edition, key: str) -> str:
    """The hash of what decides a round; "" where the year has none of that key."""
    its = round_of(edition, key)
    return edition.rules_of(its) if its else ""


def amended(edition: Edition, key: str, changed: Collection[Changed]) -> Edition | None:
    """The year in which these fields of a round are otherwise; None where it has no such round, or one of them cannot
    be so.
    """
    its = round_of(edition, key)
    if its is None:
        return None
    said = {**msgspec.structs.asdict(its), **{one.field: one.new for one in changed}}
    try:
        after = msgspec.convert(said, Round, builtin_types=(datetime,))
    except msgspec.ValidationError:
        return None
    return replace(edition, rounds=tuple(after if one == its else one for one in edition.rounds))


def proposed(edition: Edition, its: Amendment) -> Edition:
    """The year in which this waits for somebody who agrees, in the place of what lapsed."""
    return replace(edition, waits=(its,))


def settled(edition: Edition, is_agreed: bool, at: Seconds) -> Edition | None:
    """The year once somebody agreed to what waits, or once it was dropped; None where that cannot be."""
    [waits] = edition.waits
    if not is_agreed:
        return replace(edition, waits=())
    wanted = amended(edition, waits.round, waits.changed)
    return wanted and replace(wanted, waits=(), amendments=(*edition.amendments, replace(waits, at=at)))


def is_lapsed(edition: Edition, now: Seconds) -> bool:
    """Whether what waits can be agreed to no more: its moment has passed, or what it would change did meanwhile."""
    return bool(edition.waits) and refusal(edition, edition.waits[0].round, edition.waits[0].changed, now) is not None


def refusal_to_propose(
    newest: Edition, key: str, changed: Collection[Changed], now: Seconds, is_over: bool
) -> Refusal | None:
    """Why this may not be proposed; None where it may. One waits at a time; what lapsed makes room."""
    if is_over:
        return "year_is_over"
    if newest.waits and not is_lapsed(newest, now):
        return "one_waits"
    if len(newest.amendments) >= MOST:
        return "too_many_amendments"
    return refusal(newest, key, changed, now)


def refusal(newest: Edition, key: str, changed: Collection[Changed], now: Seconds) -> Refusal | None:
    """Why these fields of a round may not become so at this moment; None where they may."""
    before, wanted = round_of(newest, key), amended(newest, key, changed)
    if before is None or {one.field for one in changed} - {*fields(newest, before, now)}:
        return "not_amendable"
    if any(getattr(before, one.field) != one.old for one in changed):
        return "changed_meanwhile"
    if wanted is None or faults(wanted) or not rules.by_our_clocks(wanted):
        return "not_in_order"
    after = round_of(wanted, key)
    if after is None or after == before:
        return "amends_nothing"
    if _is_less(before, after, now):
        return "amends_earlier"
    return "too_large" if rules.size(wanted) > LARGEST else None


def _is_less(before: Round, after: Round, now: Seconds) -> bool:
    """Whether somebody gets less time than they were told, or something comes sooner than everybody can know it."""
    is_sooner = any(getattr(after, name) < getattr(before, name) for name in _PROMISED)
    is_shorter = after.closes - after.opens < before.closes - before.opens
    return is_sooner or is_shorter or (after.opens != before.opens and rules.has_opened(after, now))
