"""What becomes known of the awards once their numbers stand."""

from chalicelib.kinds import Seconds, Slug
from chalicelib.messages.message import Message
from chalicelib.tie import Tie


class AwardsWon(Message, frozen=True):
    """Everyone may read by now that this initiative won: who entered it is to hear of each award at once, and once."""

    queue = "moderation"
    edition_name: str
    slug: Slug
    category: str
    """In which the jury chose it; "" where it did not."""
    honours: tuple[str, ...]
    """Of won and public, which is the award of the public."""
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class FiguresSettled(Message, frozen=True):
    """The numbers of a year stand: who entered this initiative is to hear its own, once."""

    queue = "moderation"
    edition_name: str
    slug: Slug
    votes: int
    total: int
    """Of all votes that count."""
    category: str
    """In which it won or was nominated; "" where it was not."""
    honours: tuple[str, ...]
    """Of won, nominated and public, which is the award of the public."""
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""
    tie: Tie | None = None
    """What the jury chose, where this shared the first place."""
