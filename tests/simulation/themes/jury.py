"""A jury that stands back, ranks and changes its mind around the close, while entries come and go."""

from collections.abc import Callable
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.jury import check_jury, watch_jury
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.simulation.themes.theme import Theme, moment

# isort: split
from chalicelib.cloud import editions
from chalicelib.cloud.queues import pack
from chalicelib.messages.jury import ConflictsDeclared, JurorForgotten, PanelForgotten, RankingGiven
from chalicelib.messages.people import PersonRemoved
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.people import store
from chalicelib.people.rules import Member
from chalicelib.person import Grant, Seat
from chalicelib.person import Person as Somebody
from tests.years import FINAL, JUDGED, SHORTLIST, rows

CATEGORY = "scholen"
SLUGS = ("eik-gent", "beuk-gent", "linde-gent")
SEATS: tuple[Seat, ...] = ("chair", "", "", "", "reserve")


def _starts(draws: Draws) -> int:
    return moment(SHORTLIST.closes) - (HOUR, 5 * MINUTE, SECOND)[draws.pick(3)]


def _seated(stage: Stage) -> None:
    """Five jurors, and three entries that are public."""
    years = stage.world.table("editions")
    for row in rows(JUDGED):
        years.rows[row["edition"]["S"], row["version"]["S"]] = row
    editions.begin()
    for number, seat in enumerate(SEATS):
        grant = Grant("juror", JUDGED.name, (), (CATEGORY,), seat)
        store.save(
            Member(Somebody(f"juror-{number}", f"J {number}", f"j{number}@example.org", "nl", (grant,), True), 1)
        )
    for slug in SLUGS:
        stage.world.put("publication.fifo", pack(InitiativeApproved(slug, 1, an_initiative(slug), 1)))
    stage.settle()


def _judging(stage: Stage) -> None:
    watch_jury(stage)
    stage.schedules = ("remind",)
    for number in range(len(SEATS)):
        stage.invite(f"juror-{number}", _a_juror)
    if stage.draws.maybe(0.4):
        stage.invite("moderation", _comes_and_goes)
    if stage.draws.maybe(0.2):
        stage.invite("an operator", _takes_away)
    stage.invite("the clock", _comes_round)


def _a_juror(me: Person) -> None:
    """Stands back and ranks, more than once, before and after the close."""
    for number in range(1 + me.pick(3)):
        if number == 0 or me.maybe(0.2):
            back = me.stage.draws.some_order(list(SLUGS))[: me.pick(2)] if me.maybe(0.3) else []
            _says(me, ConflictsDeclared(SHORTLIST.key, CATEGORY, me.name, tuple(back), _now(me), SLUGS))
        order = tuple(me.stage.draws.some_order(list(SLUGS))[: 1 + me.pick(3)])
        _says(me, RankingGiven(f"{me.name} {number}", SHORTLIST.key, CATEGORY, me.name, order, "", _now(me)))
        me.wait((0, SECOND, 2 * MINUTE, 2 * HOUR)[me.pick(4)])


def _says(me: Person, message: ConflictsDeclared | RankingGiven) -> None:
    me.stage.world.put("organising", pack(message))


def _now(me: Person) -> int:
    return me.stage.world.now // SECOND


def in_turn(stage: Stage) -> None:
    """All rank; one of them stands back then from what they ranked first, and another ranks anew."""
    watch_jury(stage)
    stage.invite("the jurors", _say_in_turn)


def _say_in_turn(me: Person) -> None:
    for number in range(len(SEATS)):
        me.name = f"juror-{number}"
        _says(me, ConflictsDeclared(SHORTLIST.key, CATEGORY, me.name, (), _now(me), SLUGS))
        _ranks(me, "first", SLUGS)
    me.name = "juror-0"
    _says(me, ConflictsDeclared(SHORTLIST.key, CATEGORY, me.name, SLUGS[:1], _now(me), SLUGS))
    me.name = "juror-1"
    _ranks(me, "second", SLUGS[::-1])
    for wait in (2 * HOUR, HOUR):
        me.wait(wait)
        me.stage.begin(me.stage.world.tick("remind"))
        me.until_quiet()


def _ranks(me: Person, what: str, order: tuple[str, ...]) -> None:
    me.until_quiet()
    me.wait(SECOND)
    _says(me, RankingGiven(f"{me.name} {what}", SHORTLIST.key, CATEGORY, me.name, order, "", _now(me)))
    me.until_quiet()


def _comes_and_goes(me: Person) -> None:
    """What competes is taken down, and may come back."""
    slug = me.one_of(SLUGS)
    for number in range(2, 3 + me.pick(2)):
        me.wait((SECOND, 10 * MINUTE, HOUR)[me.pick(3)])
        gone = InitiativeTakenDown(slug, number, _now(me))
        back = InitiativeApproved(slug, number, an_initiative(slug), _now(me))
        me.stage.world.put("publication.fifo", pack(back if number % 2 else gone))


def _takes_away(me: Person) -> None:
    """Somebody loses the task, or asked to be forgotten, or the year forgets its people."""
    me.wait((SECOND, HOUR)[me.pick(2)])
    who: list[Callable[[], object]] = [
        lambda: PersonRemoved("removed", "juror-1", "", "", _now(me)),
        lambda: JurorForgotten("juror-2", _now(me)),
        lambda: PanelForgotten(SHORTLIST.key, CATEGORY, _now(me)),
    ]
    me.stage.world.put("organising", pack(who[me.pick(3)]()))  # type: ignore[arg-type]


def _comes_round(me: Person) -> None:
    for _ in range(1 + me.pick(3)):
        me.wait((MINUTE, 11 * MINUTE, HOUR)[me.pick(3)])
        me.stage.begin(me.stage.world.tick("remind"))


def _in_the_end(stage: Stage) -> None:
    stage.world.now = max(stage.world.now, moment(SHORTLIST.decided) + 2 * HOUR)
    stage.tick("remind")
    stage.world.now = max(stage.world.now, moment(FINAL.opens) + HOUR)
    stage.pass_time(2 * MINUTE)
    stage.tick("turn_phase")


JURY = Theme("jury", 3, _starts, _seated, _judging, _in_the_end, partial(check_jury, slugs=SLUGS))
