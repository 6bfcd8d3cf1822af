"""One mail a day, for who wants no other of what comes in: what waits for them, the longest first."""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import clock
from chalicelib.cloud import editions, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.kinds import Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DigestDue
from chalicelib.moderation import queues, turns
from chalicelib.moderation import rules as moderation
from chalicelib.moderation.reminders import rules
from chalicelib.moderation.warnings import unlinked
from chalicelib.person import Person
from chalicelib.web.words import date_in_words, say

MOST_NAMED = 20
"""How many one mail names; the desk has them all."""


def digest_all() -> Iterator[Message]:
    """On a morning, for each who wants one mail a day what waits for them; nothing where nothing does."""
    now, run = clock.seconds(), uuid4().hex
    day = rules.digest_day(now)
    team = people.everyone() if day else []
    if not any(person.digest for person in team):
        return
    for year in editions.going_on():
        with editions.in_hand(year):
            waiting = list(queues.all_of(year.edition.name, "waiting"))
            readers = [{one.id for one in turns.readers_of(its.about, team)} for its in waiting]
            for person in team:
                theirs = [its for its, ids in zip(waiting, readers, strict=True) if person.id in ids]
                if person.digest and theirs:
                    longest = tuple((its.about.title, its.about.category, its.since) for its in theirs[:MOST_NAMED])
                    yield DigestDue(year.edition.name, person.id, day, len(theirs), longest, now, run)


def tell(due: DigestDue) -> list[Message]:
    """The mail of that day, to who wants it still; asked for by a later run it is the same one."""
    editions.take_up(due.edition_name)
    editions.check(due.edition_name)
    person = people.find(due.person)
    wants_it = person and person.digest and moderation.may_decide(person, due.edition_name, people.everyone())
    return [_mail(due, person)] if person and wants_it else []


def _mail(due: DigestDue, person: Person) -> MailRequested:
    lines = [_line(person, *its) for its in due.longest]
    about = {"waiting": str(due.waiting), "lines": "\n".join(lines)}
    if due.waiting > len(lines):
        about["more"] = str(due.waiting - len(lines))
    mail_id = f"digest-{due.edition_name}-{due.day}-{person.id}"
    return MailRequested(
        mail_id, "moderation-digest", person.email, person.language, about, at=due.at, press_id=due.run
    )


def _line(person: Person, title: str, category: str, since: Seconds) -> str:
    said = {
        "title": unlinked(title),
        "category": edition().category(category).name[person.language],
        "day": date_in_words(person.language, clock.local(since)),
    }
    return say(person.language, "mails.moderation-digest.line", **said)


STEPS: Steps = {DigestDue: tell}
