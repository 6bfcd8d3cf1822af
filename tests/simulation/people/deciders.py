"""Who decides, two and two, which votes are left out: organisers who look, think, press, and do not always agree."""

import json
from typing import Any

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, moment

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Answer, Condition
from chalicelib.kinds import Microseconds, Seconds
from chalicelib.messages.message import Message
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed
from tests.years import YEAR

ANSWERS: tuple[Answer, ...] = ("confirm", "undo", "drop")
ROUND = YEAR.vote.key


def a_decider(me: Person) -> None:
    """Proposes to leave votes out, answers what others proposed and what they did themselves, at times twice."""
    for number in range(4 + me.pick(4)):
        seen = _looked_at(me) if number or me.maybe(0.5) else None
        if me.maybe(0.3):
            me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
        asked = proposed(me, f"{number}") if seen is None else _answered(me, seen)
        for _ in range(1 + me.maybe(0.2)):
            me.stage.world.put("organising", pack(asked))
        if me.maybe(0.7):
            me.wait((SECOND, 2 * MINUTE)[me.pick(2)])


def comes_too_late(me: Person) -> None:
    """Presses all that there is to press, at any hour, each button with its own name under it."""
    for name, row in kept(me.stage).items():
        for answer in ANSWERS:
            number = len(row["turns"])
            late = DisqualificationAnswered(name, ROUND, number, answer, me.name, _on_the_clock(me))
            me.stage.world.put("organising", pack(late))
    me.stage.world.put("organising", pack(proposed(me, "late")))


def kept(stage: Stage) -> dict[str, Any]:
    """Each case as its row says it, by its id."""
    rows = stage.world.table("disqualifications").rows
    return {name: json.loads(row["said"]["S"]) for (group, name), row in rows.items() if group == ROUND}


def proposed(me: Person, form: str) -> DisqualificationProposed:
    """What a form asks for that somebody filled in."""
    its_id = f"{form}{me.name}".encode().hex()[:12].ljust(12, "0")
    about, now = _condition(me), _on_the_clock(me)
    return DisqualificationProposed(its_id, ROUND, about, "one_hand", "Zag ik.", me.name, now)


def _condition(me: Person) -> Condition:
    """By domain, by network, by candidate and minutes, or by two of these or the pace: of votes of now and to come."""
    now = me.stage.world.now
    until = Microseconds((now, min(now, moment(YEAR.vote.closes) - HOUR))[me.pick(2)])
    abouts = (
        Condition(until, domain=domain_of(me.pick(2))),
        Condition(until, network=network_of(me.pick(2))),
        Condition(until, Microseconds(until - 40 * HOUR), candidate=me.one_of(SLUGS)),
        Condition(until, domain=domain_of(me.pick(2)), network=network_of(me.pick(2))),
        Condition(until, domain=domain_of(me.pick(2)), pace=pace_of(me.pick(2))),
    )
    found: Condition = me.one_of(abouts)
    return found


def domain_of(voter: int) -> str:
    """What stands for the domain of a voter at the polls: two of three share one."""
    return f"domain{voter % 2}"


def network_of(link: int) -> str:
    """What stands for the network in which they press a button."""
    return f"net{link % 2}"


def pace_of(link: int) -> int:
    """The pace of the sum behind which they asked for its mail; of one of three nobody knows it."""
    return (17, 22, 0)[link % 3]


def _looked_at(me: Person) -> tuple[str, int, str] | None:
    """A case whose page they open, once there is one; mostly when its next step was counted: before it has no button.

    None where they leave all as they are.
    """
    cases = me.once(lambda: kept(me.stage)) or {}
    may_undo = me.maybe(0.3)
    wanted = ("proposed", "undoing", "disqualified", "kept")[: 4 if may_undo else 2]
    names = sorted(name for name, its in cases.items() if its["turns"][-1][0] in wanted)
    if not names:
        return None
    name = me.one_of(names)
    if me.maybe(0.8):
        me.once(lambda: _is_counted(me.stage, name))
    turns = kept(me.stage)[name]["turns"]
    return name, len(turns), turns[-1][0]


def waits_for_a_count(stage: Stage) -> bool:
    """Whether there is a case of which no recount told yet what its next step changes."""
    return any(
        not _is_counted(stage, name)
        for name, its in kept(stage).items()
        if its["turns"][-1][0] not in ("dropped", "reinstated")
    )


def _is_counted(stage: Stage, name: str) -> bool:
    rows = stage.world.table("disqualifications").rows
    row = rows.get((f"{ROUND} report", "newest"))
    effects = json.loads(row["said"]["S"])["effects"] if row else {}
    return name in effects and effects[name]["number"] == len(kept(stage)[name]["turns"])


def _answered(me: Person, seen: tuple[str, int, str]) -> Message:
    name, number, state = seen
    answer: Answer = ("drop" if me.maybe(0.15) else "confirm") if state in ("proposed", "undoing") else "undo"
    return DisqualificationAnswered(name, ROUND, number, answer, me.name, _on_the_clock(me))


def _on_the_clock(me: Person) -> Seconds:
    """By the machine that took their press, which may be a minute off."""
    return Seconds(me.stage.world.now // SECOND + (0, 60, -60)[me.pick(3, 0.3)])
