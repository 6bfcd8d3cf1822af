"""Which jurors hear of what, and when: that a round begins, that it ends soon, and that all ranks can be seen.

For some hours each run asks for the same mail, which is sent once: so one that was lost comes a little later, and
nothing has to remember who was told.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from chalicelib import brussels
from chalicelib.cloud import people
from chalicelib.cloud.editions import edition
from chalicelib.edition import Round
from chalicelib.jury import entries, panel, store
from chalicelib.jury.panel import Juror
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.person import Person
from chalicelib.web.words import in_words

What = Literal["opens", "soon", "last", "ranks"]

BEFORE: Mapping[What, timedelta] = {"soon": timedelta(days=3), "last": timedelta(days=1)}
"""How long before a round closes who has not said all hears of it."""
TOLD_FOR = timedelta(hours=6)


def moments(its: Round) -> dict[What, datetime]:
    """From when on jurors hear of what, of a round."""
    found: dict[What, datetime] = {"opens": its.opens}
    found |= {what: its.closes - before for what, before in BEFORE.items() if its.closes - before > its.opens}
    return found | ({"ranks": its.closes} if its.closes < its.decided else {})


def due(its: Round, now: datetime) -> Iterator[Message]:
    """The mails of this hour."""
    for what, since in moments(its).items():
        if since <= now < since + TOLD_FOR:
            yield from _mails(its, what)


def _mails(its: Round, what: What) -> Iterator[MailRequested]:
    run, year = uuid4().hex, edition()
    there = {one.key: {entry.slug for entry in entries.of(its, one.key)} for one in year.categories}
    known = {one.key: {juror.id: juror for juror in store.jurors(its.key, one.key)} for one in year.categories}
    for person in people.everyone():
        seated = [one for one in year.categories if there[one.key] and person.seat(year.name, one.key) is not None]
        if what in BEFORE:
            said = {one.key: known[one.key].get(person.id, Juror(person.id)) for one in seated}
            seated = [one for one in seated if not panel.is_done(said[one.key], there[one.key])]
        if seated and not person.away:
            yield _mail(its, what, person, [one.name[person.language] for one in seated], run)


def _mail(its: Round, what: What, person: Person, categories: list[str], run: str) -> MailRequested:
    until = (its.decided if what == "ranks" else its.closes).astimezone(brussels.CLOCKS)
    about = {
        "what": what,
        "round": its.kind,
        "name": person.name,
        "categories": "\n".join(categories),
        "day": str(in_words(person.language, until)),
    }
    mail_id = f"jury-{its.key}-{what}-{person.id}"
    return MailRequested(mail_id, "jury", person.email, person.language, about, press_id=run)
