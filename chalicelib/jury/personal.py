"""What the jury keeps about somebody: from what they stood back, and how they ranked."""

from collections.abc import Iterator, Mapping

from chalicelib.jury import steps, store
from chalicelib.messages.jury import JurorForgotten
from chalicelib.messages.message import Message
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable

KEPT = "panels"


def about(address: str) -> Iterator[Readable]:
    """What they said of each category."""
    for _, its, category in steps.panels():
        yield from map(readable, store.rows(its.key, category, mailbox(address)))


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Nothing stays of who judged but their ballots in what was decided, which no row joins to anybody."""
    judging = {juror.id for _, its, category in steps.panels() for juror in store.jurors(its.key, category)}
    for erasure in erasures.values():
        if erasure.mailbox in judging:
            yield JurorForgotten(erasure.mailbox, erasure.at)
