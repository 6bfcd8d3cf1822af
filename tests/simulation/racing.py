"""Workers that make their calls in a given order."""

from collections.abc import Sequence

from tests.simulation.themes.erasures import SIGN
from tests.simulation.workers import Worker
from tests.simulation.world import World

# isort: split
from chalicelib.initiative import Initiative


def called(title: str) -> Initiative:
    return Initiative(title, SIGN, SIGN, "scholen", ("44021",), SIGN, "", "nl", True)


def go_on(world: World, worker: Worker, calls: int) -> None:
    """Let a worker make so many calls, or all that it makes."""
    for _ in range(calls):
        if worker.call is not None:
            world.go_on(worker)


def deliveries(world: World, queue: str) -> list[Worker]:
    """A worker for each message of a queue."""
    return [world.delivery(queue, [message]) for message in list(world.queue(queue).messages)]


def race(world: World, queue: str, order: Sequence[int]) -> None:
    """Let the workers of a queue's last two messages make their calls in this order, once those before are done.

    What was not settled comes again.
    """
    *before, one, other = deliveries(world, queue)
    for worker in before:
        to_its_end(world, worker)
    workers = [world.start(one), world.start(other)]
    for number in order:
        if workers[number].call is not None:
            world.go_on(workers[number])
    for worker in workers:
        finish(world, worker)
    for worker in workers:
        if worker.result["batchItemFailures"]:
            to_its_end(world, world.delivery(worker.name, worker.batch))


def to_its_end(world: World, worker: Worker) -> None:
    finish(world, world.start(worker))


def finish(world: World, worker: Worker) -> None:
    while worker.call is not None:
        world.go_on(worker)
