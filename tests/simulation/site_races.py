"""What is public, and changes between two calls of whoever draws it."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.cloud.calls import DAY
from tests.simulation.edges import edges
from tests.simulation.racing import called, finish, go_on, to_its_end
from tests.simulation.themes.theme import moment
from tests.simulation.workers import Worker
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown, SiteChanged
from chalicelib.prints.bucket import NOTES
from chalicelib.publication import builds
from chalicelib.site import printed
from tests.years import YEAR


def builds_meanwhile() -> Iterator[str]:
    """I21: an initiative is shown in the end, at whichever call of its approval another build begins and ends."""
    for place in range(_CALLS_OF_AN_APPROVAL):
        if _unseen_after_build(place):
            yield f"I21: what a build missed that came before call {place} of its approval is never shown"


def takedowns_meanwhile() -> Iterator[str]:
    """I7: what is taken down between any two of the first calls of a build is not shown in the end."""
    for place in range(_CALLS_BEFORE_A_BUILD_WRITES):
        if _seen_after_takedown(place):
            yield f"I7: what was taken down before call {place} of a build is shown for ever"


def prints_meanwhile() -> Iterator[str]:
    """I14: of two runs that draw at once, of which the slower one knew less, the newer words stay in the end."""
    for place in (0, 4):
        if '"Eik"' in _printed_after_both(place):
            yield f"I14: what a slower run drew of older words, from its file {place} on, is never drawn over"


def of_the_site() -> Iterator[str]:
    """All of these."""
    yield from builds_meanwhile()
    yield from takedowns_meanwhile()
    yield from prints_meanwhile()


_CALLS_OF_AN_APPROVAL = 9
"""At most; what comes after its last one comes after it."""

_CALLS_BEFORE_A_BUILD_WRITES = 13

BEUK = InitiativeApproved("beuk-gent", 1, called("Beuk"), moment(YEAR.vote.opens) // 10**6)


def _unseen_after_build(place: int) -> bool:
    """Whether an initiative is not on the site, of whose approval so many calls were made when a build went between."""
    with _one_is_shown() as (world, done):
        world.put(_SITE, pack(BEUK))
        world.put(_SITE, pack(SiteChanged(builds.newest().begun, YEAR.name)))
        approval, build = (world.start(its) for its in _new(world, done))
        go_on(world, approval, place)
        finish(world, build)
        finish(world, approval)
        _settle(world, done)
        return "nl/initiatives/beuk-gent" not in world.cloud.s3.files


def _seen_after_takedown(place: int) -> bool:
    """Whether an initiative is on the site that was taken down once a build of it had made so many calls."""
    with _one_is_shown() as (world, done):
        world.put(_SITE, pack(BEUK))
        _handle(world, done)
        (build,) = (world.start(its) for its in _new(world, done))
        go_on(world, build, place)
        world.put(_SITE, pack(InitiativeTakenDown(BEUK.slug, BEUK.number, BEUK.at)))
        _handle(world, done)
        finish(world, build)
        _settle(world, done)
        return any(key.endswith("/beuk-gent") for key in world.cloud.s3.files)


@contextmanager
def _one_is_shown() -> Iterator[tuple[World, set[str]]]:
    """A world in which a build was finished, so that the next goes on from it, and the messages that were handled."""
    world, done = World(0, moment(YEAR.vote.opens) + 10**9), set[str]()
    with edges(), running(world):
        world.put(_SITE, pack(InitiativeApproved("eik-gent", 1, called("Eik"), BEUK.at)))
        _settle(world, done)
        yield world, done


_SITE = "publication.fifo"


def _new(world: World, done: set[str]) -> Iterator[Worker]:
    """A worker for each message about the site that none was made for, the first first."""
    for message in [its for its in world.queue(_SITE).messages if its.id not in done]:
        done.add(message.id)
        yield world.delivery(_SITE, [message])


def _handle(world: World, done: set[str]) -> bool:
    """Handle what came, but not what comes of that; says whether anything had."""
    workers = list(_new(world, done))
    for worker in workers:
        to_its_end(world, worker)
    return bool(workers)


def _settle(world: World, done: set[str]) -> None:
    """Handle what came, and what comes of that, until nothing does."""
    while _handle(world, done):
        continue


def _printed_after_both(place: int) -> str:
    """What a print says the day after its words changed and were drawn, while a slower run stood before its put of this
    number. It puts all of the older words and dies before it says so."""
    with _one_is_shown() as (world, done):
        slower = world.start(world.tick("draw_prints"))
        _go_on_to(world, slower, printed.of("eik-gent")[place])
        world.put(_SITE, pack(InitiativeApproved("eik-gent", 2, called("Eik anders"), BEUK.at)))
        _settle(world, done)
        to_its_end(world, world.tick("draw_prints"))
        _go_on_to(world, slower, NOTES)
        world.kill(slower)
        world.now += DAY
        to_its_end(world, world.tick("draw_prints"))
        return "".join(world.cloud.s3.files[key].decode() for key in printed.of("eik-gent") if key.endswith("nl.pdf"))


def _go_on_to(world: World, worker: Worker, key: str) -> None:
    """Let a worker make its calls until it is about to put this file."""
    while worker.call and (worker.call.operation, worker.call.asked.get("Key")) != ("PutObject", key):
        go_on(world, worker, 1)
