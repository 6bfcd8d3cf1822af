"""What happens to photos, from the moment that they came."""

from msgspec import Struct, field

from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message


class Described(Struct, frozen=True):
    """A photo by its id, and what is to be seen on it."""

    id: str
    alt: str


class PhotosDescribed(Message, frozen=True):
    """Somebody who may said which photos their registration has, in which order, and what is to be seen on each."""

    queue = "photos"
    id: str
    photos: tuple[Described, ...]
    at: Seconds
    press_id: str = field(default="", name="press")
    came: str = ""
    """The photo that came just before, whether it stays or not."""


class LogoBrought(Message, frozen=True):
    """An organiser brought the logo of a partner, which waits in quarantine: the id that is made of the file there."""

    queue = "photos"
    owner: str
    """See logo.owner."""
    id: str
    at: Seconds


class PhotosForgotten(Message, frozen=True):
    """Nobody needs the photos of this initiative any more: it never came to be, or is to be forgotten."""

    queue = "photos"
    id: str
    at: Seconds
