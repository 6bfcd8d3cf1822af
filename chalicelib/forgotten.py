"""What of a year was destroyed, as the steps that did it found it."""

from typing import Literal, get_args

from msgspec import Struct

from chalicelib.kinds import Seconds

Forgettable = Literal["registrations", "dossiers", "reports", "panels", "networks"]
"""Who sent something in and did not confirm; who answers for an initiative; who reported one; who judged; and the keys
under which networks were counted."""
KINDS: tuple[Forgettable, ...] = get_args(Forgettable)


class Forgotten(Struct, frozen=True):
    """How many of a kind there were when a year first forgot them, and how many were left since."""

    what: Forgettable
    at: Seconds
    count: int
    left: int
    since: Seconds
    """When somebody first saw that so many were left."""
