"""Two workers between whose calls lies exactly the other's call: rarer than chance finds."""

from collections.abc import Iterator
from itertools import product

from tests.simulation.themes import SLUGS, moment
from tests.simulation.world import World, edges, running

# isort: split
from chalicelib.edition import edition
from chalicelib.messages import VoteConfirmed
from chalicelib.queues import pack


def late_votes() -> Iterator[str]:
    """I1: two votes that come after a newer one, in every order of their calls: each keeps its receipt."""
    for order in product((0, 1), repeat=6):
        receipts = _after_late_votes(order)
        if receipts != {"old", "older", "new"}:
            yield f"I1: only {sorted(receipts)} are kept when two late votes come in the order {order}"


def _after_late_votes(order: tuple[int, ...]) -> set[str]:
    start = moment(edition().vote.opens) + 10**9
    world = World(0, start)
    queue = world.queue("voting")
    with edges(), running(world):
        for age, (receipt, slug) in enumerate(zip(("new", "old", "older"), SLUGS, strict=True)):
            vote = VoteConfirmed(edition().vote.round, "V" * 43, slug, receipt, edition().rules, start - age)
            world.put("voting", pack(vote))
        first, *late = (world.delivery("voting", [message]) for message in list(queue.messages))
        world.start(first)
        while first.call is not None:
            world.go_on(first)
        for worker in late:
            world.start(worker)
        for number in order:
            if late[number].call is not None:
                world.go_on(late[number])
        for worker in late:
            while worker.call is not None:
                world.go_on(worker)
            # What was not settled comes again.
            again = world.start(world.delivery("voting", worker.batch))
            while again.call is not None:
                world.go_on(again)
    (row,) = world.table("ballots").rows.values()
    return {press.split(" ")[1] for press in row["presses"]["SS"]}
