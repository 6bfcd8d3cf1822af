"""What two organisers change together of a round once one has opened, with what they tell everybody of it."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.kinds import Language, Seconds

MOST = 20
"""Amendments of a year."""
LONGEST_NOTE = 600
"""Characters of why, in one language."""

Line = Annotated[str, Meta(min_length=1, max_length=LONGEST_NOTE)]


class Note(Struct, frozen=True):
    """Why, for everybody, in each language."""

    nl: Line
    fr: Line
    en: Line

    def __getitem__(self, language: Language) -> str:
        return {"nl": self.nl, "fr": self.fr, "en": self.en}[language]


class Changed(Struct, frozen=True):
    """A field of the round, how it was and how it is from then on."""

    field: str
    old: datetime | int
    new: datetime | int


class Amendment(Struct, frozen=True):
    """One change of what decides a round. It names nobody: who proposed and who agreed, the history knows.

    While it waits for somebody who agrees, `at` is when it was proposed; after that, when it was agreed.
    """

    id: str
    number: int
    """Of the version in which it was proposed."""
    round: str
    changed: Annotated[tuple[Changed, ...], Meta(min_length=1)]
    before: str
    """The hash of what decided the round until then."""
    after: str
    """And from then on."""
    note: Note
    at: Seconds
