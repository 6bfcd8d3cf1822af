"""Who still has to do with a year that ends, and who with the next one."""

from collections.abc import Callable
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import MODERATORS, hidden
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.themes.files import an_initiative
from tests.staff import SOFIE

# isort: split
from chalicelib.cloud import editions
from chalicelib.cloud.editions import Version
from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.editions import EditionTurned
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DecisionTaken, DossierForgotten
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.personal.answers import mailbox
from chalicelib.voting.signing import signed
from tests.years import FIRST, NEXT, YEAR

OLD = ("eik-gent", "beuk-gent", "es-gent")
"""What was public in the year that ends; the first is a dossier's, which may still be forgotten."""
NEW = "nieuw-gent"
THIS = Version(1, NEXT)


def put(stage: Stage, its: Version, message: Message) -> None:
    """A message that was accepted under a year."""
    with editions.in_hand(its):
        stage.world.put({"publication": "publication.fifo"}.get(message.queue, message.queue), pack(message))


def is_turned(stage: Stage) -> bool:
    """Whether the next year is on."""
    row = stage.world.table("editions").rows[editions.HEAD]
    return f'"current":"{NEXT.name}"' in row["said"]["S"]


def turns(me: Person) -> None:
    """An organiser who cannot wait, and says so twice."""
    for _ in range(1 + me.pick(2)):
        me.wait((HOUR, MINUTE, 2 * HOUR)[me.pick(3)])
        put(me.stage, FIRST, EditionTurned(NEXT.name, SOFIE.id, me.stage.world.now // SECOND))


def presses(link: str) -> Callable[[Person], None]:
    """Finds an old mail, and presses its button whenever."""

    def press(me: Person) -> None:
        for _ in range(1 + me.pick(3)):
            me.wait((SECOND, HOUR, 3 * HOUR)[me.pick(3)])
            me.post(link, hidden(me.get(link)))

    return press


def comes_back(me: Person) -> None:
    """What lay among the dead letters."""
    now, stage = me.stage.world.now // SECOND, me.stage
    late: list[Callable[[], None]] = [
        partial(put, stage, FIRST, DecisionTaken("waits", 1, mailbox(MODERATORS[0]), "approve", "", now, "p")),
        partial(put, stage, (FIRST, THIS)[me.pick(2)], DossierForgotten("public", True, now)),
        partial(put, stage, FIRST, InitiativeTakenDown(OLD[1], 1, now)),
        partial(put, stage, FIRST, InitiativeApproved(OLD[2], 2, an_initiative("zzes2zz"), now)),
        partial(put, stage, FIRST, signed(_vote(me.pick(3)))),
    ]
    for letter in stage.draws.some_order(late)[: 1 + me.pick(len(late))]:
        letter()
        if me.maybe(0.6):
            me.wait((MINUTE, HOUR, 3 * HOUR)[me.pick(3)])


def _vote(voter: int) -> VoteConfirmed:
    at = Microseconds(int(YEAR.vote.opens.timestamp() + 60) * SECOND)
    key = VoterKey(f"V{voter}".ljust(43, "x"))
    return VoteConfirmed(YEAR.vote.key, key, OLD[2], f"receipt{voter}".ljust(26, "x"), YEAR.rules, at, f"link{voter}")


def takes_part(me: Person) -> None:
    """Is shown in the next year, as soon as it is on."""
    for number in range(6):
        if is_turned(me.stage):
            put(me.stage, THIS, approval(number, me.stage.world.now // SECOND))
        me.wait((MINUTE, HOUR)[me.pick(2)])


def approval(number: int, at: int) -> InitiativeApproved:
    return InitiativeApproved(NEW, 1 + number, an_initiative(f"zznieuw{number}zz"), at)
