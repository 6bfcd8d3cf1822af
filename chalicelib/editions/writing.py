"""How a version of a year is written on the one before it, whatever it changes."""

from collections.abc import Callable

from msgspec.structs import replace

from chalicelib.cloud import keys, log
from chalicelib.cloud.editions import Version
from chalicelib.editions import store
from chalicelib.editions.rules import Refusal
from chalicelib.editions.store import Change


def write(change: Change, refusal: Callable[[Change | None], Refusal | None]) -> bool:
    """Write this version, unless another was written meanwhile or it may not follow the one before; then remember that.

    Says whether it is there, by this go or by one before it.
    """
    name, base = change.edition.name, change.number - 1
    there = store.change(name, change.number)
    if there is None:
        before = store.change(name, base) if base else None
        if base and before is None:
            return _refuse(change, "changed_meanwhile")
        if reason := refusal(before):
            return _refuse(change, reason)
        if not store.put(change):
            there = store.change(name, change.number)
    if there is not None and there.id != change.id:
        return _refuse(change, "changed_meanwhile")
    # Before anybody can find the round, whose pages read them. A jury has none.
    keys.make(change.edition.vote.key)
    store.show(Version(change.number, change.edition))
    log.happened("edition put", count=change.number)
    return True


def _refuse(change: Change, reason: Refusal) -> bool:
    store.refuse(replace(change, refused=reason))
    log.happened("edition refused", reason=reason)
    return False
