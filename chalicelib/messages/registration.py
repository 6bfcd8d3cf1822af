"""What happens to a registration until its address is confirmed, and when it is to be forgotten."""

from msgspec import Struct, field

from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message
from chalicelib.photo import Photo


class InitiativeSubmitted(Message, frozen=True):
    """Somebody sent in the form: their address is not confirmed yet."""

    queue = "registration"
    id: str
    initiative: Initiative
    contact: Contact
    at: Seconds
    press_id: str = field(default="", name="press")
    """Tells one press of a button from the next: a message may come twice, and so may the press."""
    proof: str = ""
    """The name of the sum that was done for it, or "" where it came without one: one sum is for one form."""


class RegistrationConfirmed(Message, frozen=True):
    """The initiator pressed the button behind our mail (double opt-in): the address is theirs."""

    queue = "registration"
    id: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False
    """Whether they typed the code of the mail: what a machine that presses buttons cannot."""


class RegistrationDisowned(Message, frozen=True):
    """Whoever reads the mailbox pressed "this was not me": what the button alone confirmed this hour is undone."""

    queue = "registration"
    id: str
    at: Seconds


class NotTaken(Struct, frozen=True):
    """A photo that was not taken, by what was said to be seen on it, and why: a key under [photos.refused]."""

    id: str
    alt: str
    sentence: str


class PhotosMade(Message, frozen=True):
    """The photos of a registration were made anew, those that can be, in their order."""

    queue = "registration"
    id: str
    photos: tuple[Photo, ...]
    refused: tuple[NotTaken, ...]
    at: Seconds
    press_id: str = field(default="", name="press")


class RegistrationUnanswered(Message, frozen=True):
    """Nobody pressed the button behind our mail for days: the initiator may be reminded, once."""

    queue = "registration"
    id: str
    at: Seconds
    run: str = ""
    """Tells one run of the schedule from the next."""


class RegistrationLapsed(Message, frozen=True):
    """Nobody confirmed a registration in time: its row goes by itself, and its photos have to be taken away."""

    queue = "registration"
    id: str
    at: Seconds


class RegistrationForgotten(Message, frozen=True):
    """Whoever sent in this registration is to be forgotten."""

    queue = "registration"
    id: str
    at: Seconds
