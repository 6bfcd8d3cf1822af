"""Everybody who keeps something about people, asked together."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import cast

import chalicelib
from chalicelib.messages.message import Message
from chalicelib.personal import store
from chalicelib.personal.answers import Answers, Erasure, Readable


@cache
def everyone() -> tuple[Answers, ...]:
    """Each personal.py, found where it is: a new step only adds its own."""
    names = [f"{room.name}.personal" for room in iter_modules(chalicelib.__path__, "chalicelib.") if room.ispkg]
    return tuple(cast("Answers", import_module(name)) for name in names if find_spec(name))


def kept_about(address: str) -> Iterator[tuple[str, list[Readable]]]:
    """All that is kept about whoever reads mail to this address, by its table. Raises TryAgain when one is silent."""
    for its in everyone():
        if rows := list(its.about(address)):
            yield its.KEPT, rows


def forget(erasure: Erasure) -> list[Message]:
    """Note that somebody is to be forgotten; the messages that have it done. Raises TryAgain when a table is silent."""
    store.note(erasure)
    return list(_to_forget([erasure]))


def forget_again() -> list[Message]:
    """What has forgotten what is left of everybody who was to be. Raises TryAgain when a table is silent."""
    return list(_to_forget(erasure for erasure, _ in store.everybody()))


def _to_forget(erasures: Iterable[Erasure]) -> Iterator[Message]:
    by_mailbox = {erasure.mailbox: erasure for erasure in erasures}
    for its in everyone():
        yield from its.to_forget(by_mailbox)
