"""Editions: a year of the campaign is changed, one version after the other."""

from msgspec.structs import replace

from chalicelib.cloud import log
from chalicelib.cloud.editions import Version
from chalicelib.cloud.queues import Steps
from chalicelib.editions import rules, store
from chalicelib.editions.store import Change
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.messages.message import Message


def put(wanted: EditionPut) -> list[Message]:
    """Write the next version, unless another was written meanwhile or it may not be changed so; then remember that."""
    name, number = wanted.edition.name, wanted.base + 1
    change = Change(wanted.id, number, wanted.edition, wanted.by, wanted.why, wanted.at)
    there = store.change(name, number)
    if there is None:
        before = store.change(name, wanted.base) if wanted.base else None
        if wanted.base and before is None:
            return _refuse(change, "changed_meanwhile")
        if reason := rules.refusal(before.edition if before else None, wanted.edition, wanted.at):
            return _refuse(change, reason)
        if not store.put(change):
            there = store.change(name, number)
    if there is not None and there.id != wanted.id:
        return _refuse(change, "changed_meanwhile")
    store.show(Version(number, wanted.edition))
    log.happened("edition put", count=number)
    return []


def _refuse(change: Change, reason: rules.Refusal) -> list[Message]:
    store.refuse(replace(change, refused=reason))
    log.happened("edition refused", reason=reason)
    return []


def turn(turned: EditionTurned) -> list[Message]:
    """From now on its pages are the site."""
    store.turn(turned.name)
    log.happened("edition turned")
    return []


STEPS: Steps = {EditionPut: put, EditionTurned: turn}
