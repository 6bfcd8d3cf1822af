"""Mails how far the log of a vote goes to those who only keep a copy: each day, after the close, and once opened.

Each hour from then on asks for the same mail, which goes out once: so one that fails or comes twice is no matter.
"""

from base64 import b64decode
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Literal

from chalicelib import clock
from chalicelib.cloud import closings, editions
from chalicelib.cloud.editions import edition
from chalicelib.edition import Edition, Round, keeper
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.voting import rules
from chalicelib.voting.sealing import files, notes

Occasion = Literal["day", "closed", "opened"]

_MORNING = 9
"""On the clock: what was missed then goes out later that day."""
_SEALED_BY = timedelta(hours=1)
_AGAIN = timedelta(days=1)
"""How long that mail is asked for: less long than it is known that it went out."""
_IN_A_LINE = 8


def mail_all() -> Iterator[Message]:
    """The mails of this hour, of each year."""
    for year in editions.years():
        with editions.in_hand(year):
            yield from _mails(edition())


def occasion(vote: Round, now: datetime, embargo: Embargo = OF_ITSELF) -> Occasion | None:
    """Which mail it is time for, if any."""
    if vote.is_open(now):
        return "day" if _on_the_clock(now).hour >= _MORNING else None
    if not rules.counts_now(vote, now, embargo):
        return None
    if rules.is_public(vote, now, embargo):
        return "opened"
    return "closed" if vote.closes + _SEALED_BY <= now < vote.closes + _AGAIN else None


def _mails(year: Edition) -> list[Message]:
    now = clock.now()
    what = occasion(year.vote, now, closings.embargo(year, now)) if year.copies else None
    if what is None or (what == "opened" and not files.is_open(year)):
        return []
    found = files.checkpoint(year)
    if found is None:
        return []
    note, run = notes.read(found[0]), token_hex(6)
    about = {
        "occasion": what,
        "size": str(note.size),
        "fingerprint": fingerprint(note.text),
        "checkpoint": found[0].decode().rstrip("\n"),
    }
    name = f"log-copy-{year.vote.key}-{_on_the_clock(now).date() if what == 'day' else what}"
    return [
        MailRequested(_of(name, to), "log-copy", to, language, about, at=clock.seconds(), press_id=run)
        for to, language in map(keeper, year.copies)
    ]


def _on_the_clock(now: datetime) -> datetime:
    return clock.local(int(now.timestamp()))


def _of(name: str, to: str) -> str:
    return f"{name}-{sha256(to.casefold().encode()).hexdigest()[:16]}"


def fingerprint(text: str) -> str:
    """The hash of all entries that a checkpoint says, as one reads it aloud: in fours, on two lines."""
    told = b64decode(text.split("\n")[2]).hex()
    fours = [told[at : at + 4] for at in range(0, len(told), 4)]
    return "\n".join(" ".join(fours[at : at + _IN_A_LINE]) for at in range(0, len(fours), _IN_A_LINE))
