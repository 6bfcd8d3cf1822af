"""Jurors who break a tie of the evening before the results: they choose, choose anew, stand back, lose the task."""

from collections.abc import Iterator

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.person import Person
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud import closings, editions
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.jury import panel
from chalicelib.jury import store as decided
from chalicelib.messages.jury import TieChoiceGiven
from chalicelib.messages.people import PersonRemoved
from chalicelib.people import store
from chalicelib.people.rules import Member
from chalicelib.person import Grant, Seat
from chalicelib.person import Person as Somebody
from tests.years import FINAL, JUDGED, YEAR, rows

SEATS: tuple[Seat, ...] = ("chair", "", "", "")
JURORS = tuple(f"juror-{number}" for number in range(len(SEATS)))


def seat_a_jury(stage: Stage) -> None:
    """Four jurors of a year whose categories are all decided: in none anybody competed."""
    years = stage.world.table("editions")
    for row in rows(JUDGED):
        years.rows[row["edition"]["S"], row["version"]["S"]] = row
    editions.begin()
    for name, seat in zip(JURORS, SEATS, strict=True):
        its = Somebody(name, name, f"{name}@example.org", "nl", (Grant("juror", JUDGED.name, (), (), seat),), True)
        store.save(Member(its, 1))
    for round_ in JUDGED.jury:
        for category in JUDGED.categories:
            decided.decide(panel.decided(JUDGED, round_, category.key, [], [], []), int(round_.decided.timestamp()))


def year() -> Edition:
    """That of this schedule: with a jury or without."""
    return JUDGED if decided.outcome(FINAL.key, JUDGED.categories[0].key) else YEAR


def invite_jurors(stage: Stage) -> None:
    for name in JURORS:
        stage.invite(name, _a_juror)
    if stage.draws.maybe(0.3):
        stage.invite("an operator", _takes_away)


def _a_juror(me: Person) -> None:
    """Looks who is tied, and chooses; more than once, and at times what comes first was said last."""
    for number in range(1 + me.pick(3)):
        counted = closings.told("2027", Counted)
        if counted and counted.tied:
            said = [*_said(me, number, counted.tied)]
            for body in reversed(said) if me.maybe(0.3) else said:
                for _ in range(1 + me.maybe(0.2)):
                    me.stage.world.put("organising", body)
        me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])


def _said(me: Person, number: int, tied: tuple[str, ...]) -> Iterator[str]:
    for press in range(1 + me.maybe(0.5)):
        back = (me.one_of(tied),) if me.maybe(0.1) else ()
        chosen = "" if back else me.one_of(tied)
        at = me.stage.world.now // SECOND
        yield pack(TieChoiceGiven(f"{number}{press}", YEAR.vote.key, me.name, tied, chosen, back, at))


def _takes_away(me: Person) -> None:
    me.wait((SECOND, HOUR)[me.pick(2)])
    me.stage.world.put("organising", pack(PersonRemoved("removed", "juror-3", "", "", me.stage.world.now // SECOND)))
