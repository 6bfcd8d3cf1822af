"""What plain numbers and texts stand for, the same in every room. It does nothing and imports nothing of ours."""

from typing import Literal, NewType

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
