"""What an initiative is: everything its initiator told us, and the part of it that everyone may see."""

from msgspec import Struct

from chalicelib.kinds import Language
from chalicelib.photo import Photo

SLUG = "[a-z0-9-]{1,100}"
"""The name of an initiative in addresses, as a pattern."""


class Contact(Struct, frozen=True):
    """Who answers for an initiative. Never public."""

    name: str
    email: str
    language: Language
    newsletter: bool


class Initiative(Struct, frozen=True, omit_defaults=True):
    """What is registered and, once approved, shown. Holds no personal data; `places` are NIS codes."""

    title: str
    summary: str
    description: str
    category: str
    places: tuple[str, ...]
    organisation: str
    website: str
    language: Language
    competes: bool
    photos: tuple[Photo, ...] = ()
    join: str = ""
    """How to help or join; empty where nothing was said of it."""
    reach: int = 0
    """About how many people it reached; 0 where nothing was said of it."""
