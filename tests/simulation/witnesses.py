"""Who witnesses the log of a vote in a schedule: asked as any service is, and of any mood until the world heals."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from greenlet import getcurrent

from tests.cloud.calls import HOUR, SECOND
from tests.sealed import ORIGIN, PLACE
from tests.simulation.draws import Draws
from tests.simulation.workers import Call, Died, Worker
from tests.simulation.world import World, the_world
from tests.witnessing import Mood, Partner, Said, conflict, text_of

# isort: split
from chalicelib.voting.sealing.posting import SECONDS, Answer

SOMEBODY_ELSE = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")
FORKS = (1, 3, 10**6)
"""How many entries of another log somebody saw who saw one."""


@dataclass(eq=False)
class Neighbour(Partner):
    """A witness, with what it remembers of what it answered."""

    nature: str = "honest"
    told: list[str] = field(default_factory=list)
    """Its mood at each answer."""
    cosigned: list[tuple[int, bytes]] = field(default_factory=list)
    """The size and hash of each checkpoint that it signed in earnest."""

    def in_earnest(self, body: bytes) -> Said:
        """What the standard wants it to say; it remembers what it signed."""
        said = self.honest(body)
        if said.status == 200:
            self.cosigned.append(self.signed[ORIGIN])
        return said


Answers = Callable[[Neighbour, bytes], Said]
NOTHING = Said(0)
"""That comes in time."""


def _slow(its: Neighbour, body: bytes) -> Said:
    its.in_earnest(body)
    return NOTHING


def _forgetful(its: Neighbour, body: bytes) -> Said:
    """It was put back from a backup."""
    its.signed.clear()
    return its.in_earnest(body)


def _of_another_text(its: Neighbour, body: bytes) -> Said:
    origin, _, *others = text_of(body).split("\n")
    return its.signs("\n".join([origin, "0", *others]))


MOODS: dict[str, Answers] = {
    "honest": Neighbour.in_earnest,
    "silent": lambda its, body: NOTHING,
    "slow": _slow,
    "busy": lambda its, body: Said(429),
    "broken": lambda its, body: Said(503, b"<html>"),
    "refuses": lambda its, body: Said(403),
    "forked": lambda its, body: Said(422),
    "forgetful": _forgetful,
    "signs by another key": lambda its, body: its.signs(text_of(body), key=SOMEBODY_ELSE),
    "signs another text": _of_another_text,
    "signs at another time": lambda its, body: its.signs(text_of(body), at=int(its.clock()) - 2 * HOUR // SECOND),
    "signs nothing": lambda its, body: Said(200, b"\n"),
    "knows of less": lambda its, body: conflict(0),
    "knows of more": lambda its, body: conflict(10**9),
}
NATURES = ("honest", "saw another log", "silent", "refuses", "signs by another key", "signs another text")
"""What it is like once the world has healed; "saw another log" is honest."""


def neighbours(world: World, draws: Draws) -> list[Neighbour]:
    """Two who witness the log from now on; the first is honest in the end."""
    found = []
    for number, name in enumerate(("cera.example", "vvsg.example/2027")):
        its = Neighbour(name, lambda: world.cloud.s3.files[f"{PLACE}key"], f"https://{name}/prefix")
        its.clock = lambda: world.now / SECOND
        its.nature = NATURES[draws.pick(len(NATURES), 0.5)] if number else "honest"
        if its.nature == "saw another log":
            its.signed[ORIGIN] = FORKS[draws.pick(len(FORKS))], bytes(32)
        its.mood = _of_any_mood(draws, its.nature)
        found.append(its)
    world.partners = [*found]
    return found


def _of_any_mood(draws: Draws, nature: str) -> Mood:
    own = nature if nature in MOODS else "honest"
    others = [mood for mood in MOODS if mood != own]

    def says(its: Partner, body: bytes) -> Said:
        assert isinstance(its, Neighbour)
        mood = [own, *others][draws.pick(len(MOODS), 0.4)]
        if nature == "saw another log" and mood == "forgetful":
            mood = "silent"
        its.told.append(mood)
        return MOODS[mood](its, body)

    return says


def offered(url: str, content: bytes) -> Answer | None:
    """Stands where a checkpoint is offered to a witness; others may act before it answers."""
    world = the_world()
    path = url.rpartition("/prefix/")
    partner = next(its for its in world.partners if its.url.rstrip("/") == f"{path[0]}/prefix")
    worker: Worker | None = getattr(getcurrent(), "worker", None)
    fate = ""
    if worker is not None:
        if worker.is_dead:
            raise Died
        worker.call = Call("witness", "AddCheckpoint", {"Key": partner.name})
        fate = worker.greenlet.parent.switch()
    return _answered(world, worker, fate, lambda: partner.answer(f"/prefix/{path[2]}", content))


def _answered(world: World, worker: Worker | None, fate: str, ask: Callable[[], Said]) -> Answer | None:
    match fate:
        case "throttled":
            return Answer(429, b"")
        case "error before":
            return Answer(500, b"")
    said = NOTHING if fate in ("lost before", "unreachable") else ask()
    match fate:
        case "dies after":
            assert worker is not None
            worker.is_dead = True
            raise Died
        case "error after":
            return Answer(500, b"")
        case "lost after":
            said = NOTHING
    if said is NOTHING:
        # It is waited for so long.
        world.now += SECONDS * SECOND
        return None
    return Answer(said.status, said.content)
