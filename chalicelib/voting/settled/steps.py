"""Says how each fared of whoever took part, in the mornings after the numbers of a year have settled."""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import clock
from chalicelib.cloud import closings, editions
from chalicelib.cloud.editions import edition
from chalicelib.messages.awards import FiguresSettled
from chalicelib.messages.message import Message
from chalicelib.voting.settled import rules


def tell_all() -> Iterator[Message]:
    """The figures of each of the year that is on whose hour has come; the same hour after hour of three mornings."""
    if not editions.years():
        return
    with editions.in_hand(editions.current()):
        year, at = edition(), clock.seconds()
        now = clock.local(at)
        hour = rules.hour(year.rounds, now, closings.embargo(year, now))
        if hour is None:
            return
        # Imported here: in any other hour of the year nobody needs it.
        from chalicelib.voting.settled import figures

        run = uuid4().hex
        for its in figures.of_all(year):
            if rules.is_due(its.slug, hour):
                told = its.slug, its.votes, its.total, its.category, its.honours
                yield FiguresSettled(year.name, *told, at, run, its.tie)
