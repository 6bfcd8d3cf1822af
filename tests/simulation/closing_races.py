"""Two who count, or who press at once: one stops between any two of its calls while the other does all of it."""

import json
from collections.abc import Callable, Iterator, Sequence

from tests.cloud.calls import HOUR, MINUTE
from tests.simulation.edges import edges
from tests.simulation.people.deciders import ROUND, domain_of
from tests.simulation.playing import prepared
from tests.simulation.racing import deliveries, finish, go_on, to_its_end
from tests.simulation.themes.closings import counted, seen, votes
from tests.simulation.themes.disqualifying import DISQUALIFYING
from tests.simulation.themes.theme import moment
from tests.simulation.workers import Worker
from tests.simulation.world import World, running

# isort: split
from chalicelib.closing import store as said
from chalicelib.closing.rules import Said
from chalicelib.cloud import closings
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Answer, Condition
from chalicelib.kinds import Microseconds, Seconds
from chalicelib.messages.closing import NumbersSigned, ResultsHeld, ResultsOpened
from chalicelib.messages.message import Message
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed
from tests.years import YEAR

MOST_CALLS = 40
EVENING = moment(YEAR.vote.closes) + 12 * MINUTE


# Two counts


def of_the_counts() -> Iterator[str]:
    """I25: what organisers are told of is the newest count, also where an older one ends last, in the same second."""
    with edges():
        yield from _of_the_counts()


def _of_the_counts() -> Iterator[str]:
    for place in range(MOST_CALLS):
        before = prepared(counted, EVENING).world
        world = World(0, before.now, before)
        with running(world):
            world.now += HOUR
            late = world.start(world.tick("recount"))
            go_on(world, late, place)
            votes(world, 2)
            for worker in deliveries(world, "voting"):
                to_its_end(world, worker)
            _forget_when(world)
            to_its_end(world, world.tick("recount"))
            finish(world, late)
            told = closings.told(YEAR.name, Counted)
        (tally,) = world.table("tallies").rows.values()
        newest = (tally["name"]["S"], int(tally["people"]["N"]))
        if told is None or (told.numbers, told.people) != newest:
            yield f"I25: organisers are told of {told} where the newest count is {newest}, after call {place}"


def _forget_when(world: World) -> None:
    """Whoever counts next finds that it is time, though somebody just did."""
    for row in world.table("tallies").rows.values():
        row["as_of"] = {"N": str(min(int(row["as_of"]["N"]), world.now - 2 * HOUR))}


# Two organisers


def of_the_organisers() -> Iterator[str]:
    """I25: of two who press at once neither is lost, and what is opened is not held back besides."""
    with edges():
        yield from _of_the_organisers()


def _of_the_organisers() -> Iterator[str]:
    for place in range(MOST_CALLS):
        its = _pressed(place, [], [_signs("bart"), _signs("lena")])
        if {*its.signed} != {"bart", "lena"}:
            yield f"I25: only {sorted(its.signed)} signed, where another stopped after call {place}"
        for presses in ([_opens, _holds], [_holds, _opens]):
            its = _pressed(place, [_signs("bart"), _signs("lena")], presses)
            if bool(its.embargo.opened) == bool(its.embargo.held) or bool(its.opened_by) == bool(its.held_by):
                yield f"I25: {its} is left of one who opens and one who holds back, after call {place}"


Press = Callable[[World], Message]


def _signs(who: str) -> Press:
    return lambda world: NumbersSigned(YEAR.name, who, seen(), Microseconds(world.now))


def _opens(world: World) -> Message:
    return ResultsOpened(YEAR.name, "bart", seen(), Seconds(world.now // 10**6))


def _holds(world: World) -> Message:
    return ResultsHeld(YEAR.name, "lena", {"nl": "We tellen opnieuw."}, Seconds(world.now // 10**6))


def _pressed(place: int, before: Sequence[Press], presses: Sequence[Press]) -> Said:
    stage = prepared(counted, EVENING)
    world = World(0, stage.world.now, stage.world)
    with running(world):
        for press in before:
            _put(world, press(world))
        _one_stops(world, place, [press(world) for press in presses])
        return said.find(YEAR.name)[0]


def of_the_cases() -> Iterator[str]:
    """I26: of two who answer the same at once one does."""
    with edges():
        yield from _of_the_cases()


def _of_the_cases() -> Iterator[str]:
    pairs: list[tuple[Answer, Answer]] = [("confirm", "confirm"), ("confirm", "drop"), ("drop", "confirm")]
    for place in range(MOST_CALLS):
        for answers in pairs:
            written = _answered(place, answers)
            if len(written) != 1:
                yield f"I26: a case becomes {written} where two answer {answers} at once, after call {place}"


def _answered(place: int, answers: tuple[Answer, Answer]) -> list[str]:
    """All that a case becomes where two answer what a third proposed."""
    written: list[str] = []
    stage = prepared(DISQUALIFYING.prepare, EVENING)
    world = World(0, stage.world.now, stage.world)
    with running(world):
        at = Seconds(world.now // 10**6)
        about = Condition(Microseconds(world.now), domain=domain_of(0))
        _put(world, DisqualificationProposed("0" * 12, ROUND, about, "one_hand", "Zag ik.", "bart", at))
        to_its_end(world, world.tick("recount"))
        world.cloud.dynamodb.on_put = lambda table, row: written.append(row["said"]["S"]) if "disq" in table else None
        _one_stops(
            world,
            place,
            [
                DisqualificationAnswered("0" * 12, ROUND, 1, answer, who, at)
                for answer, who in zip(answers, ("lena", "noor"), strict=True)
            ],
        )
    return [json.loads(said)["turns"][-1][0] for said in written]


def _put(world: World, message: Message) -> None:
    """Say this, and let it be done."""
    for worker in _waiting(world, message):
        to_its_end(world, worker)


def _waiting(world: World, message: Message) -> list[Worker]:
    world.queue("organising").messages.clear()
    world.put("organising", pack(message))
    return deliveries(world, "organising")


def _one_stops(world: World, place: int, messages: Sequence[Message]) -> None:
    """The first stops after so many calls while the second is done; what was not settled comes again."""
    (late,), (other,) = (_waiting(world, message) for message in messages)
    world.start(late)
    go_on(world, late, place)
    to_its_end(world, other)
    finish(world, late)
    for worker in (late, other):
        if worker.result["batchItemFailures"]:
            to_its_end(world, world.delivery(worker.name, worker.batch))
