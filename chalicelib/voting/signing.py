"""Who made a ballot: only the pages where people vote can sign what happens to one, and the step that counts looks.

So whoever else may put messages in the queue of the vote cannot make votes (message authentication code).
"""

from hmac import compare_digest
from typing import TypeVar

from msgspec.structs import asdict, replace

from chalicelib.cloud import keys
from chalicelib.errors import Broken
from chalicelib.messages.voting import VoteConfirmed, VoteDisowned

_ADDED = ("network", "pace")

Signed = TypeVar("Signed", VoteConfirmed, VoteDisowned)


def signed(message: Signed) -> Signed:
    """The same message with our signature."""
    return replace(message, signature=_signature(message))


def check(message: VoteConfirmed | VoteDisowned) -> None:
    """Raises Broken where it is not just as we signed it."""
    if not compare_digest(message.signature.encode(), _signature(message).encode()):
        raise Broken("a ballot that our pages did not sign")


def _signature(message: VoteConfirmed | VoteDisowned) -> str:
    its = asdict(message)
    # Without what is not known: as the releases signed that did not know of these.
    fields = {name: str(value) for name, value in its.items() if name != "signature" and (value or name not in _ADDED)}
    return keys.keyed_hash(
        keys.ballot_key(), type(message).__name__, *(text for pair in fields.items() for text in pair)
    )
