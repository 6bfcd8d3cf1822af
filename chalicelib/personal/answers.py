"""What each step says in the same way of the personal data that it keeps.

Its own personal.py says what is kept about somebody, and which messages have it forgotten; its translations say under
[kept] what, why, how long and how it is forgotten, for the page on privacy. Whoever wants to know or to forget asks all
of them: see everyone.py.
"""

import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Protocol, runtime_checkable

from msgspec import Struct

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.rows import Item
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message

Readable = dict[str, Any]
"""What is kept, as somebody can read it."""


class Erasure(Struct, frozen=True):
    """Somebody asked to be forgotten: the hash of their mailbox, and when."""

    mailbox: str
    at: Seconds
    with_initiatives: bool = False


@runtime_checkable
class Answers(Protocol):
    """A step's personal.py."""

    @property
    def KEPT(self) -> str:  # noqa: N802 - A module's own.
        """The table where a step keeps something about people: what, why and how long is in its translations."""

    def about(self, address: str) -> Iterator[Readable]:
        """All that is kept about whoever reads mail to this address. Raises TryAgain when a table is silent."""

    def to_forget(self, erasures: Mapping[str, Erasure]) -> Iterator[Message]:
        """What has everything forgotten that is kept and should not be: of nobody what came after their erasure.

        The erasures are by their mailboxes. Raises TryAgain when a table is silent.
        """


def mailbox(address: str) -> str:
    """Stands for whoever reads mail to an address, however it is written; "" where there is none."""
    return keys.address_hash(addresses.canonical(address)) if address else ""


def readable(row: Item) -> Readable:
    """A row with what is JSON inside as what it means, and sets in order."""
    return {name: _readable(*value.items()) for name, value in row.items()}


def _readable(typed: tuple[str, Any]) -> Any:
    kind, value = typed
    if kind == "B":
        # Only a mail's link is bytes, and encrypted: only whoever types that mail's code could read it.
        return b64encode(value).decode()
    if kind == "SS":
        return sorted(value)
    return json.loads(value) if kind == "S" and value[:1] in ("{", "[") else value
