"""What a dossier is: one initiative, what was sent in of it, and what happened to it."""

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact
from chalicelib.kinds import Seconds, Slug
from chalicelib.moderation.queues import About
from chalicelib.moderation.rules import BROUGHT, DECISIONS, MOVES, State, What, after, is_early


class Event(Struct, frozen=True):
    """Something that happened to one version of a dossier.

    `what` is a moderator's decision, or what an initiator did: "changed" when they sent in a next version, "forgotten"
    when they asked for it, "disowned" when they say that they never confirmed it, "proven" and "reopened" when they
    typed the code of their mail. "void" is whoever says of the link in their mail about it that somebody else pressed
    it. `who` is the moderator's id, "" for the initiator; `press_id` tells one press of the button from the next. A
    long reason stands in a row of its own, the number of which is `row`.
    """

    what: What
    version: int
    who: str
    reason: str
    at: Seconds
    press_id: str = field(name="press")
    row: int | None = None


class Past(Struct, frozen=True):
    """That a dossier goes on with one of an earlier year."""

    follows: str
    """The dossier of last time."""
    first: str
    """That of the first time."""
    since: int
    """Its year."""


class Dossier(Struct, frozen=True):
    """One initiative and its history. The state is that of its newest version; versions count from 1."""

    id: str
    state: State
    versions: tuple[int, ...]
    """For each version the number of the row in which its text stands."""
    contact: Contact
    opened_at: Seconds
    events: tuple[Event, ...] = ()
    slug: Slug = ""
    writes: int = 0
    """How often it was written since it was opened. Optimistic locking: a write holds where this many still stand."""
    edition: str = ""
    """The year that it is of; nothing where it was opened before a dossier knew."""
    past: Past | None = None
    about: About | None = None
    """What lists say of it; nothing where it holds no word, or was opened before they did."""

    @property
    def owner(self) -> str:
        """For whom the name of its public page is claimed, which is the same every year that it comes back."""
        return self.past.first if self.past else self.id

    @property
    def version(self) -> int:
        """The number of its newest version."""
        return len(self.versions)

    def has(self, event: Event) -> bool:
        """Whether this happened already, wherever its reason stands now."""
        return _bare(event) in map(_bare, self.events)

    def last(self, what: What) -> Event | None:
        """The last time that this happened to it; None where it never did."""
        return next((event for event in reversed(self.events) if event.what == what), None)

    def decision(self, version: int) -> Event | None:
        """The last decision on this version, or None while it waits for one."""
        on_it = (event for event in reversed(self.events) if event.version == version)
        return next((event for event in on_it if event.what in DECISIONS), None)

    @property
    def is_proven(self) -> bool:
        """Whether its initiator typed the code of their mail, which no machine that presses buttons does."""
        return any(event.what in ("proven", "reopened") for event in self.events)

    def is_void(self, version: int, whose: str) -> bool:
        """Whether somebody said of their link to a version that it was not they who pressed it."""
        return any((event.what, event.version, event.who) == ("void", version, whose) for event in self.events)

    @property
    def since(self) -> Seconds:
        """Since when it is in the state that it is in."""
        if self.state == "waiting":
            return self.sent_in_at(self.version)
        moved = [event.at for event in self.events if event.what in MOVES]
        return moved[-1] if moved else self.opened_at

    def sent_in_at(self, version: int) -> Seconds:
        """When this version came in."""
        came = [event.at for event in self.events if event.what in BROUGHT]
        return [self.opened_at, *came][version - 1]


def nobodys(contact: Contact) -> Contact:
    """What is left of a contact when nobody's name or address is: the language."""
    return replace(contact, name="", email="", newsletter=False)


def named(contact: Contact, name: str) -> Contact:
    """The contact under the name that was filled in last; nobody stays nobody."""
    return replace(contact, name=name) if contact.email else contact


def next_state(dossier: Dossier, event: Event) -> State:
    """The state that an event leads to. Raises TryAgain when it came too early, Refused when another was first."""
    if event.version > dossier.version:
        raise TryAgain("the version it is about is not here yet")
    if event.version < dossier.version:
        raise Refused("already_decided")
    if is_early(dossier.state, event.what):
        raise TryAgain("the decision before it is not here yet")
    state = after(dossier.state, event.what)
    if state is None:
        raise Refused("already_decided")
    return state


def check_link(dossier: Dossier, event: Event, typed: bool) -> None:
    """Raises Refused for what was pressed behind a link that somebody disowned."""
    if not typed and dossier.is_void(event.version, event.who):
        raise Refused("link_void")


def _bare(event: Event) -> Event:
    return replace(event, reason="", row=None)
