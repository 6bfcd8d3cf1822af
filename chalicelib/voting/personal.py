"""What voting keeps about somebody: their ballot, under a keyed hash of their mailbox."""

from collections.abc import Iterator, Mapping

from chalicelib.cloud.keys import SecretGone
from chalicelib.messages.message import Message
from chalicelib.personal.answers import Erasure, Readable, readable
from chalicelib.voting import store, voters

KEPT = "ballots"


def about(address: str) -> Iterator[Readable]:
    """Their ballots."""
    for round_name in store.rounds():
        try:
            voter = voters.voter(round_name, address)
        except SecretGone:
            # Destroyed after the results: from then on a ballot is nobody's.
            continue
        if row := store.row_of(round_name, voter):
            yield readable(row)


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """Nothing: a ballot stays and counts, for the tally does not change because somebody leaves.

    It holds no address, only a keyed hash of one, which nobody can make any more once the voter key is destroyed after
    the results. Were it taken away before, or given another key, the same mailbox could vote twice.
    """
    return iter(())
