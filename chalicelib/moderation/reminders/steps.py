"""Nothing that waits is overlooked: whose turn it is moves on when they go, and who has to hear of it does, once.

A row says who was told. So an hour without anything new sends nothing, and a run that comes late sends what is due now.
"""

from collections.abc import Iterator, Sequence
from typing import cast
from uuid import uuid4

from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import editions, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.kinds import DAY, Seconds
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ManyDue, ReminderDue, WeekCounted
from chalicelib.moderation import queues, store, texts, turns
from chalicelib.moderation import rules as moderation
from chalicelib.moderation.queues import Told, Waiting
from chalicelib.moderation.reminders import mails, rules
from chalicelib.moderation.rules import State
from chalicelib.person import Person

DECIDED: tuple[State, ...] = ("approved", "changes", "rejected", "taken down")
"""What a week's decisions led to; one that was decided on twice stands where it came to be last."""


def remind_all() -> Iterator[Message]:
    """A message for each that waits of which somebody has to hear, or whose reader is not there any more.

    Of many at once there is one message a day for all that hear the same.
    """
    now, run, team = clock.seconds(), uuid4().hex, people.everyone()
    for year in editions.going_on():
        with editions.in_hand(year):
            due = [(its, *_due(its, team, now)) for its in queues.all_of(year.edition.name, "waiting")]
            many = rules.many(told for _, told, _ in due)
            for who in sorted(many):
                yield from _listed(who, [its for its, told, _ in due if who in told], now, run)
            for its, told, moves in due:
                alone = tuple(who for who in told if who not in many)
                if alone or moves:
                    yield ReminderDue(its.id, its.since, alone, now, run)


def _listed(who: Told, due: Sequence[Waiting], now: Seconds, run: str) -> Iterator[Message]:
    """One message of those that were due this morning: what comes later that day is told of the next."""
    (day, began), after = rules.morning(now), rules.days(edition().moderation)[who] * DAY
    its = tuple((one.id, one.since) for one in due if one.since + after <= began)
    if its:
        yield ManyDue(edition().name, who, day, its[: rules.LISTED], len(its), now, run)


def _due(its: Waiting, team: Sequence[Person], now: Seconds) -> tuple[tuple[Told, ...], bool]:
    """Who is to hear of it, and whether it is somebody else's turn from now on."""
    had, told = its.about.assigned, its.about.told
    moves = turns.whose(its.id, turns.readers_of(its.about, team), had) != had
    due = rules.due(edition().moderation, its.since, told, now)
    if moves and "turn" in told and "part" not in (*due, *told):
        # Who was reminded is away now: the next one has not heard of it.
        due = ("turn", *due)
    return due, moves


def remind(due: ReminderDue) -> list[Message]:
    """Note who has it now and who was told, and tell them; nothing where it was decided meanwhile, or sent in anew."""
    dossier = store.known(due.id)
    editions.take_up(dossier.edition)
    editions.check(dossier.edition)
    if dossier.state != "waiting" or dossier.since != due.since or dossier.about is None:
        return []
    team, initiative = people.everyone(), texts.initiative(dossier, dossier.version)
    told = cast("tuple[Told, ...]", due.told)
    turn = turns.whose(dossier.id, turns.readers_among(team, initiative, dossier), dossier.about.assigned)
    about = replace(dossier.told_as(initiative, turn), told=dossier.about.told)
    as_it_is = replace(dossier, about=about)
    asked = {who: () if due.is_listed else mails.of(who, as_it_is, initiative, team, due.at, due.run) for who in told}
    # Where nobody is there who has to hear of it, they are told once somebody is back.
    heard = [who for who in told if due.is_listed or asked[who] or who == "initiator"]
    about = replace(about, told=(*about.told, *(who for who in heard if who not in about.told)))
    if about != dossier.about:
        store.put(dossier, replace(dossier, about=about))
    # Asked for again by a message that comes twice: of another run's the mail is known by then.
    return [mail for who in told for mail in asked[who]]


def tell_of_many(many: ManyDue) -> list[Message]:
    """One mail to each who has to hear of them, with the first of theirs; and a note on each that they did."""
    editions.take_up(many.edition_name)
    editions.check(many.edition_name)
    since = dict(many.its)
    found = {its.id: its for its in store.several_of(list(since))}
    waits = [its for its in map(found.get, since) if its and its.state == "waiting" and its.since == since[its.id]]
    told = [ReminderDue(its.id, its.since, (many.who,), many.at, many.run, is_listed=True) for its in waits]
    listing = mails.of_many(many, waits, people.everyone())
    return [*listing, *told] if listing else []


def count_week() -> Iterator[Message]:
    """On a Monday morning, the figures of each year in which something waits or was decided."""
    now, run = clock.seconds(), uuid4().hex
    over = rules.week(now)
    if over is None:
        return
    week, since, until = over
    for year in editions.going_on():
        name, promised = year.edition.name, year.edition.moderation.promised_days * DAY
        waiting = [its.since for its in queues.all_of(name, "waiting")]
        decided: dict[str, int] = {its: sum(1 for _ in queues.between(name, its, since, until)) for its in DECIDED}
        if waiting or any(decided.values()):
            late = sum(now - its > promised for its in waiting)
            with editions.in_hand(year):
                yield WeekCounted(name, week, len(waiting), min(waiting, default=0), late, decided, until, run)


def tell_week(counted: WeekCounted) -> list[Message]:
    """A mail with these figures to who moderates in that year or organises, and is there."""
    editions.take_up(counted.edition_name)
    editions.check(counted.edition_name)
    team = [person for person in people.everyone() if not person.away]
    theirs = [one for one in team if one.is_organiser or moderation.is_moderator(one, counted.edition_name)]
    return [mails.of_week(counted, person) for person in theirs]


STEPS: Steps = {ReminderDue: remind, ManyDue: tell_of_many, WeekCounted: tell_week}
