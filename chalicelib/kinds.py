"""What plain numbers and texts stand for, the same in every room. It does nothing and imports nothing of ours."""

from typing import Annotated, Literal, NewType

from msgspec import Meta, Struct

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
"""Spans of time, in seconds."""

Seconds = int
"""A moment, in whole seconds since 1970. No type of its own, since spans are added to it everywhere."""

Microseconds = NewType("Microseconds", int)
"""A moment of the vote, in microseconds since 1970: the newest of a voter's ballots counts. Never taken for seconds."""

Slug = str
"""The name of an initiative in the address of its page, for ever its own. No type, since forms and rows hold texts."""

VoterKey = NewType("VoterKey", str)
"""Who votes: a keyed hash of a mailbox, one for each round. The key that made it is destroyed after the results."""

Language = str
"""nl, fr or en, which our pages and mails speak; "" where it was erased. No type, since forms and rows hold texts."""

Offer = Literal["register", "vote", "results"]
"""What every page leads to, by what the year offers at that moment: the path of it, below the language."""

LONGEST_PASSAGE = 2000
"""Characters of what an organiser writes instead of one of our sections, in one language."""
Text = Annotated[str, Meta(min_length=1, max_length=300)]
LongText = Annotated[str, Meta(max_length=LONGEST_PASSAGE)]


class Words(Struct, frozen=True):
    """One text in each language."""

    nl: Text
    fr: Text
    en: Text

    def __getitem__(self, language: Language) -> str:
        return {"nl": self.nl, "fr": self.fr, "en": self.en}[language]


class Paragraphs(Struct, frozen=True):
    """A longer text in each language; "" in one that has none."""

    nl: LongText = ""
    fr: LongText = ""
    en: LongText = ""

    def __getitem__(self, language: Language) -> str:
        return {"nl": self.nl, "fr": self.fr, "en": self.en}[language]
