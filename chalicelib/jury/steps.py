"""What the jury does with what happened: jurors stand back and rank, what closed is decided, people are forgotten."""

from collections.abc import Iterator

from chalicelib import clock
from chalicelib.brussels import moment
from chalicelib.cloud import editions, forgetting, people
from chalicelib.cloud.editions import Version, edition
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Category, Round
from chalicelib.errors import Broken, Refused
from chalicelib.jury import entries, panel, reminders, store
from chalicelib.jury.panel import Juror, Ranking
from chalicelib.kinds import Seconds
from chalicelib.messages.jury import (
    ConflictsDeclared,
    JurorForgotten,
    MinutesSigned,
    OutcomeDecided,
    PanelForgotten,
    RankingGiven,
)
from chalicelib.messages.message import Message


def stand_back(declared: ConflictsDeclared) -> list[Message]:
    """From now on this juror cannot open these, and what they ranked of them is void."""
    _seated(declared.round, declared.category, declared.juror)
    _open(declared.round, declared.category)
    store.change(
        declared.round,
        declared.category,
        declared.juror,
        lambda juror: panel.declared(_may(juror), declared.slugs, declared.asked, declared.at),
    )
    return []


def rank(given: RankingGiven) -> list[Message]:
    """The newest ranking of a juror is what they want; after the round closed, it is their one revision.

    What of it is taken down meanwhile, or they stand back from, is left out where it is counted.
    """
    its = _seated(given.round, given.category, given.juror)
    _open(given.round, given.category)
    stands = panel.time(its, moment(given.at))
    if stands not in ("open", "revising"):
        raise Refused("jury_closed")
    ranking = Ranking(given.order, given.at, given.id, given.abstains)
    store.change(
        given.round, given.category, given.juror, lambda juror: panel.given(_may(juror), ranking, stands == "revising")
    )
    return []


def sign(signed: MinutesSigned) -> list[Message]:
    """This juror says that the minutes are right."""
    _seated(signed.round, signed.category, signed.juror)
    if store.outcome(signed.round, signed.category) is None:
        raise Refused("jury_undecided")
    store.change(signed.round, signed.category, signed.juror, lambda juror: panel.signed(juror, signed.at))
    return []


def _seated(round_name: str, category: str, person: str) -> Round:
    """The round, where somebody judges this category this moment. Raises Refused, or Broken for what never was."""
    its = panel.round_of(edition(), round_name, category)
    if its is None:
        raise Broken("a category of a jury that this edition does not know")
    person_now = people.find(person)
    if person_now is None or person_now.seat(edition().name, category) is None:
        raise Refused("not_a_juror")
    return its


def _open(round_name: str, category: str) -> None:
    if store.outcome(round_name, category):
        raise Refused("jury_closed")


def _may(juror: Juror) -> Juror:
    """The juror, unless it is being decided by what they said. Raises Refused."""
    if juror.is_closed:
        raise Refused("jury_closed")
    return juror


# What time brings


def convene_all() -> Iterator[Message]:
    """Of each year: who is told that a round begins, ends soon or shows its ranks; and what is decided."""
    now = clock.now()
    for year in editions.going_on():
        with editions.in_hand(year):
            for its in year.edition.jury:
                yield from reminders.due(its, now)
                if panel.may_be_decided(its, now):
                    for category in year.edition.categories:
                        yield from _decide(its, category.key)


def _decide(its: Round, category: str) -> Iterator[Message]:
    found = store.outcome(its.key, category)
    if found is None:
        competing, jurors = [one.slug for one in entries.of(its, category)], store.closed(its.key, category)
        store.decide(panel.decided(edition(), its, category, competing, jurors, people.everyone()), clock.seconds())
        found = store.outcome(its.key, category)
    if found:
        # Hour after hour while it may be decided: whoever is told twice keeps it once, and who died is made up for.
        yield OutcomeDecided(*found)


# Forgetting


def panels() -> Iterator[tuple[Version, Round, Category]]:
    """Each category of each round of a jury, of every year in play."""
    for year in editions.years():
        for its in year.edition.jury:
            for category in year.edition.categories:
                yield year, its, category


def forget_all() -> Iterator[Message]:
    """A message for each category of a year that forgets people, while anything of a juror is kept."""
    yield from forgetting.told("panels", _due(clock.seconds()))


def _due(now: Seconds) -> Iterator[tuple[str, Message]]:
    today = moment(now).date()
    for year, its, category in panels():
        if editions.forgets(today, year.edition.name) and store.remembers(its.key, category.key):
            with editions.in_hand(year):
                yield year.edition.name, PanelForgotten(its.key, category.key, now)


def forget_panel(forgotten: PanelForgotten) -> list[Message]:
    """Nobody can tell from here on who judged this category, or how."""
    for juror in store.jurors(forgotten.round, forgotten.category):
        store.forget_juror(forgotten.round, forgotten.category, juror.id)
    return []


def forget_juror(forgotten: JurorForgotten) -> list[Message]:
    """Nothing of somebody is kept in any panel, but what they said since they asked."""
    for _, its, category in panels():
        said = store.juror(its.key, category.key, forgotten.juror)
        if 0 < panel.last(said) <= forgotten.at:
            store.forget_juror(its.key, category.key, forgotten.juror)
    return []


STEPS: Steps = {
    ConflictsDeclared: stand_back,
    RankingGiven: rank,
    MinutesSigned: sign,
    PanelForgotten: forget_panel,
    JurorForgotten: forget_juror,
}
