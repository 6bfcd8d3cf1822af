"""What every message is, and what a mailed link allows."""

from collections.abc import Callable
from typing import Any, ClassVar

from msgspec import Struct

from chalicelib.kinds import Seconds


class Message(Struct, frozen=True):
    """Carries what the next step needs to do its work.

    Queues deliver at least once: it may come twice, late or out of order, so every step is idempotent.
    """

    queue: ClassVar[str]
    upgrades: ClassVar[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = ()
    """Each makes the fields of one version those of the next: a message may wait for weeks, over a deploy. Not needed
    for a field that is new and has a default."""

    @property
    def delay(self) -> int:
        """Seconds that it waits in its queue before anybody sees it."""
        return 0


class Link(Struct, frozen=True):
    """What a mailed link allows: one purpose, on one subject, for one recipient, until it expires.

    `subject` is what the purpose is about, for instance an initiative's id and version; `recipient` an address hash,
    a moderator's id or a voter key; `expires` is when it ends.
    """

    purpose: str
    subject: tuple[str, ...]
    recipient: str
    expires: Seconds
