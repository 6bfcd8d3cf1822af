"""A registration, from the form on."""

from msgspec import Struct
from msgspec.structs import replace

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Link
from chalicelib.messages.registration import NotTaken
from chalicelib.photo import Photo
from chalicelib.registration.rules import DISOWNED_FOR, UNDONE_WITHIN, is_forgotten


class Draft(Struct, frozen=True):
    """One registration.

    The presses are those of the first form and the first confirmation, `reminded_by` the schedule's run that was first.
    """

    id: str
    initiative: Initiative
    contact: Contact
    at: Seconds
    forgotten_from: Seconds
    sent_by: str
    confirmed_at: Seconds | None = None
    confirmed_by: str | None = None
    reminded_by: str | None = None
    disowned_at: Seconds | None = None
    is_proven: bool = False
    """Whether who confirmed it typed the code of its mail."""
    edition: str = ""
    """The year that it is for; "" of the first, whose earliest rows say none."""
    photos: tuple[Photo, ...] = ()
    refused: tuple[NotTaken, ...] = ()
    """Those that were sent last and are no photos of ours."""
    photos_by: str = ""
    """The press that said which photos it has."""

    @property
    def whole(self) -> Initiative:
        """What was sent in, with its photos."""
        return replace(self.initiative, photos=self.photos)

    @property
    def mailbox(self) -> str:
        """Whose it is, as a hash."""
        return keys.address_hash(addresses.canonical(self.contact.email))

    @property
    def link(self) -> Link:
        """What the button of its mail allows."""
        return Link("confirm", (self.id, self.edition), self.mailbox, self.forgotten_from)

    @property
    def is_disowned(self) -> bool:
        """Whether its reader said "this was not me", and nobody typed the code since."""
        return self.disowned_at is not None and not self.is_proven

    @property
    def gone_from(self) -> Seconds:
        """From when on it counts as gone unless it is confirmed: after a disowning sooner than its links expire."""
        if self.disowned_at is None or self.is_proven:
            return self.forgotten_from
        return min(self.forgotten_from, self.disowned_at + DISOWNED_FOR)

    def waits(self, now: Seconds) -> bool:
        """Whether nobody has said yet whether it is theirs."""
        return self.confirmed_at is None and self.disowned_at is None and not is_forgotten(self.forgotten_from, now)

    def is_undone(self, now: Seconds) -> bool:
        """Whether "this was not me", pressed now, undoes its confirming: by the button alone, within the hour."""
        if self.confirmed_at is None or self.disowned_at is not None:
            return False
        return not self.is_proven and now - self.confirmed_at <= UNDONE_WITHIN
