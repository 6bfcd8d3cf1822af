"""Says who won as soon as everyone may read it; and how each fared, in the mornings after the numbers have settled."""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import clock
from chalicelib.cloud import closings, editions
from chalicelib.cloud.editions import edition
from chalicelib.messages.awards import AwardsWon, FiguresSettled
from chalicelib.messages.message import Message
from chalicelib.voting.settled import rules


def tell_winners() -> Iterator[Message]:
    """What each won of a year whose results have just become public; again minute after minute, then each hour.

    Of one that is over no more: it ends after a day, and figures tell the rest.
    """
    for year in editions.going_on():
        with editions.in_hand(year):
            at = clock.seconds()
            now = clock.local(at)
            embargo = closings.embargo(edition(), now)
            if not rules.tells_winners(edition().rounds, now, embargo):
                continue
            # Imported here: in any other minute of the year nobody needs it.
            from chalicelib.voting.settled import figures

            run = uuid4().hex
            for its in figures.winners(edition(), rules.known(edition().rounds, now, embargo)):
                yield AwardsWon(edition().name, its.slug, its.category, its.honours, at, run)


def tell_all() -> Iterator[Message]:
    """The figures of each that took part in a year and whose hour has come, the same hour after hour of three mornings;
    also where another year's pages are the site since.
    """
    for year in editions.years():
        with editions.in_hand(year):
            yield from _tell_all()


def _tell_all() -> Iterator[Message]:
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
