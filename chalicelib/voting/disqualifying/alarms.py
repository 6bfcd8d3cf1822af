"""Who organises hears by mail that something new stands out among the votes: of each cluster once, and once an hour.

A mail is about the clusters that were first found in an hour that is over, and some hours ask for the same mail, which
goes out once: so a run that fails, comes late or comes twice is no matter. It says no number of votes and no name.
"""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import clock
from chalicelib.cloud import editions, people
from chalicelib.cloud.editions import edition
from chalicelib.kinds import HOUR, Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.voting import rules as voting
from chalicelib.voting.disqualifying import store

TOLD_FOR = 4
"""Hours after the one in which it was found."""


def mail_all() -> Iterator[Message]:
    """The mails of this hour, of each year."""
    for year in editions.years():
        with editions.in_hand(year):
            yield from _mails(clock.seconds())


def _mails(now: Seconds) -> Iterator[MailRequested]:
    vote = edition().vote
    if not voting.counts_now(vote, clock.now()) or voting.is_settled(vote, clock.now()):
        return
    found = store.report(vote.key).known.values()
    hours = [at // HOUR for at in found if 0 < now // HOUR - at // HOUR <= TOLD_FOR]
    run = uuid4().hex
    # Whoever asked for no work for now hears of it only where nobody else is left.
    organisers = [one for one in people.everyone() if one.is_organiser] if hours else []
    for hour in sorted(set(hours)):
        for person in [one for one in organisers if not one.away] or organisers:
            about = {"name": person.name, "new": str(hours.count(hour))}
            name = f"standing-out-{vote.key}-{hour}-{person.id}"
            yield MailRequested(name, "standing-out", person.email, person.language, about, at=now, press_id=run)
