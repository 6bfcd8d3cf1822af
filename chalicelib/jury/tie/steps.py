"""A tie of the public vote, as the jury breaks it: who is asked hears of it, and chooses one of those tied.

What a juror chose is kept as their ranking of those tied, with the chosen one first; what all of it comes to is looked
at where the results of a year are closed.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from uuid import uuid4

from chalicelib import brussels, clock
from chalicelib.cloud import choosing, closings, editions, people
from chalicelib.cloud.choosing import TIE, Asked
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.embargo import ASKED_FOR
from chalicelib.errors import Broken, Refused
from chalicelib.jury import panel, store
from chalicelib.jury.panel import Juror, Ranking
from chalicelib.kinds import Slug
from chalicelib.messages.closing import ChoicesChanged
from chalicelib.messages.jury import TieChoiceGiven
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.web.words import in_words


def choose(given: TieChoiceGiven) -> list[Message]:
    """The newest choice of a juror counts, between just those who are tied; from whom they stood back, for good."""
    year = edition()
    person = people.find(given.juror)
    if person is None or choosing.seat_of(person, year) is None:
        raise Refused("not_a_juror")
    if given.round != year.vote.key or {given.chosen, *given.back} - {"", *given.tied}:
        raise Broken("a choice in a tie that this edition cannot have")
    if {*given.tied} != {*choosing.tied(year)}:
        raise Refused("tie_changed")
    if not choosing.is_open(year, clock.now()):
        raise Refused("tie_closed")
    store.change(year.vote.key, TIE, given.juror, lambda juror: chosen(juror, given))
    return [ChoicesChanged(year.name, given.at)]


def chosen(juror: Juror, given: TieChoiceGiven) -> Juror:
    """The same with what they choose now, unless what they chose last is newer."""
    if given.back:
        return panel.declared(juror, given.back, (), given.at)
    others = sorted({*given.tied} - {given.chosen})
    return panel.given(juror, Ranking((given.chosen, *others), given.at, given.id), is_revised=False)


def ask_all() -> Iterator[Message]:
    """Of each year: a mail to each juror who is asked and did not choose, once for each tie; and a look what it is."""
    for year in editions.going_on():
        with editions.in_hand(year):
            its = year.edition
            # Nobody counted before, and what is known is not asked any more.
            if choosing.breaks_ties(its) and its.vote.closes <= clock.now() < its.vote.results + ASKED_FOR:
                yield from _ask(choosing.tied(its))


def _ask(tied: tuple[Slug, ...]) -> Iterator[Message]:
    year, now = edition(), clock.now()
    said = closings.said(year.name)
    until = choosing.until(year, said.embargo)
    if now < until and (tied or said.tie):
        # Whoever lost the task counts no more, and nobody does where the tie is another.
        yield ChoicesChanged(year.name, clock.seconds())
    if not tied or not choosing.is_open(year, now):
        return
    run = uuid4().hex
    for one in choosing.of(year, tied).asked:
        if not one.chose and not one.person.away:
            yield _mail(one, tied, until.astimezone(brussels.CLOCKS), run)


def _mail(one: Asked, tied: tuple[Slug, ...], until: datetime, run: str) -> MailRequested:
    person = one.person
    which = sha256(" ".join(tied).encode()).hexdigest()[:8]
    about = {"name": person.name, "count": str(len(tied)), "day": str(in_words(person.language, until))}
    mail_id = f"tie-{edition().vote.key}-{which}-{person.id}"
    return MailRequested(mail_id, "tie", person.email, person.language, about, press_id=run)


STEPS: Steps = {TieChoiceGiven: choose}
