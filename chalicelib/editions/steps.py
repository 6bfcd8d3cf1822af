"""Editions: a year of the campaign is changed, one version after the other."""

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import closings, keys, log, people
from chalicelib.cloud.editions import Version
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Edition
from chalicelib.editions import rules, store
from chalicelib.editions.store import Change
from chalicelib.errors import TryAgain
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.messages.message import Message


def put(wanted: EditionPut) -> list[Message]:
    """Write the next version, unless another was written meanwhile or it may not be changed so; then remember that."""
    name, number = wanted.edition.name, wanted.base + 1
    by, why = addresses.nameless(wanted.by), addresses.nameless(wanted.why)
    change = Change(wanted.id, number, wanted.edition, by, why, wanted.at)
    there = store.change(name, number)
    if there is None:
        before = store.change(name, wanted.base) if wanted.base else None
        if wanted.base and before is None:
            return _refuse(change, "changed_meanwhile")
        if reason := _refusal(wanted, before):
            return _refuse(change, reason)
        if not store.put(change):
            there = store.change(name, number)
    if there is not None and there.id != wanted.id:
        return _refuse(change, "changed_meanwhile")
    # Before anybody can find the round, whose pages read them. A jury has none.
    keys.make(wanted.edition.vote.key)
    store.show(Version(number, wanted.edition))
    log.happened("edition put", count=number)
    return []


def _refusal(wanted: EditionPut, before: Change | None) -> rules.Refusal | None:
    if not people.may_organise(wanted.by):
        return "not_organiser"
    # A message may have waited, and a clock be behind: what is refused now was not taken before.
    now, name = max(wanted.at, clock.seconds()), wanted.edition.name
    head = store.head().settled(now)
    others = [its.edition for other, its in head.versions.items() if other != name]
    over = [key for other, its in head.long_over.items() if other != name for key in its.rounds]
    newest, is_over = before.edition if before else None, name in head.past
    return rules.refusal(newest, wanted.edition, others, now, wanted.confirmed, over, is_over)


def _refuse(change: Change, reason: rules.Refusal) -> list[Message]:
    store.refuse(replace(change, refused=reason))
    log.happened("edition refused", reason=reason)
    return []


def turn(turned: EditionTurned) -> list[Message]:
    """From now on its pages are the site, unless people vote, or it was turned to another one later.

    A year that is over stays so: its pages are made for good.
    """
    head = store.head()
    if turned.name not in (*head.versions, *head.past):
        raise TryAgain("an edition that is not there yet")
    if turned.name in (head.current, *head.past) or turned.at <= head.turned_at:
        return []
    if not people.may_organise(turned.by):
        log.happened("edition not turned", reason="no organiser")
        return []
    current = head.versions.get(head.current)
    now = max(turned.at, clock.seconds())
    if not rules.may_turn(current.edition if current else None, now) or (current and _is_held(current.edition)):
        log.went_wrong("edition not turned", reason="people vote")
        return []
    store.turn(turned.name, turned.at, clock.seconds())
    log.happened("edition turned")
    return []


def _is_held(year: Edition) -> bool:
    """Whether results are held back: the pages of a year that is over are made for good."""
    now = clock.now()
    embargo = closings.embargo(year, now)
    return any(embargo.is_held(its.results, now) for its in year.rounds)


STEPS: Steps = {EditionPut: put, EditionTurned: turn}
