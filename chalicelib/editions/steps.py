"""Editions: a year of the campaign is changed, one version after the other."""

from functools import partial

from chalicelib import addresses, clock
from chalicelib.cloud import closings, log, people
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Edition
from chalicelib.editions import rules, store
from chalicelib.editions.amending import steps as amending
from chalicelib.editions.store import Change
from chalicelib.editions.writing import write
from chalicelib.errors import TryAgain
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.messages.message import Message


def put(wanted: EditionPut) -> list[Message]:
    """Write the next version, unless another was written meanwhile or it may not be changed so; then remember that."""
    by, why = addresses.nameless(wanted.by), addresses.nameless(wanted.why)
    write(Change(wanted.id, wanted.base + 1, wanted.edition, by, why, wanted.at), partial(_refusal, wanted))
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


STEPS: Steps = {EditionPut: put, EditionTurned: turn, **amending.STEPS}
