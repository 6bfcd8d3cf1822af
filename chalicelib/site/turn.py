"""Whose turn it is: while there is a vote, the order of initiatives is another each day, and favours nobody."""

from collections.abc import Iterable
from typing import Protocol, TypeVar


class _Named(Protocol):
    @property
    def slug(self) -> str:
        """The name of an initiative."""


Thing = TypeVar("Thing", bound=_Named)


def seed(round_name: str, day: object) -> str:
    """What decides the order of a day."""
    return f"{round_name} {day}"


def of(slug: str, day: str) -> int:
    """A number of 32 bits that only a slug and the seed of a day decide, the same in every browser.

    FNV-1a, with the last step of MurmurHash3, since slugs that differ in their last letter alone would stay neighbours.
    """
    number = 0x811C9DC5
    for byte in f"{day} {slug}".encode():
        number = ((number ^ byte) * 0x01000193) & 0xFFFFFFFF
    number = ((number ^ (number >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    number = ((number ^ (number >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return number ^ (number >> 16)


def ordered(things: Iterable[Thing], day: str) -> list[Thing]:
    """In the order of a day."""
    return sorted(things, key=lambda one: (of(one.slug, day), one.slug))
