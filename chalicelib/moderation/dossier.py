"""What a dossier is: one initiative, what was sent in of it, and what happened to it."""

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import DAY, Seconds, Slug
from chalicelib.moderation import queues
from chalicelib.moderation.queues import About
from chalicelib.moderation.rules import (
    AMONG,
    BROUGHT,
    DECISIONS,
    MOST_CHANGES,
    MOST_VERSIONS,
    MOVES,
    UNDONE_WITHIN,
    WITHDRAWN,
    State,
    What,
    after,
)
from chalicelib.moderation.warnings import Noticed


class Event(Struct, frozen=True, omit_defaults=True):
    """Something that happened to one version of a dossier.

    `what` is a moderator's decision, or what an initiator did: "changed" when they sent in a next version, "withdrew"
    and "forgotten" when they asked for it, "disowned" when they say that they never confirmed it, "proven" and
    "reopened" when they typed the code of their mail. "undone" is what a moderator did with the decision on this
    version. "void" is whoever says of the link in their mail about it that somebody else pressed it. `who` is the
    moderator's id, "" for the initiator; `press_id` tells one press of the button from the next. A long reason stands
    in a row of its own, the number of which is `row`.
    """

    what: What
    version: int
    who: str
    reason: str
    at: Seconds
    press_id: str = field(name="press")
    row: int | None = None
    public_before: int = 0
    """The version that everyone could see before a decision, or what took it off the site; none: 0."""
    to: str = ""
    """The id of whom it was passed to, or whom who organises lets read it again."""


class Past(Struct, frozen=True):
    """That a dossier goes on with one of an earlier year."""

    follows: str
    """The dossier of last time."""
    first: str
    """That of the first time."""
    since: int
    """Its year."""


class Pending(Struct, frozen=True):
    """Who is to answer for a dossier from now on, as soon as both mailboxes confirm it."""

    id: str
    """That of the press that asked for it."""
    name: str
    email: str
    at: Seconds
    confirmed: tuple[str, ...] = ()
    """The mailboxes that did so far: "old", "new"."""


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
    public: int = 0
    """The version that everyone may see; none: 0."""
    pending: Pending | None = None
    """A change of contact that is asked for; none is almost always so."""
    about: About | None = None
    """What lists say of it; nothing where it holds no word, or was opened before they did."""
    noticed: tuple[Noticed, ...] = ()
    """What was seen of it as it came in."""

    @property
    def owner(self) -> str:
        """For whom the name of its public page is claimed, which is the same every year that it comes back."""
        return self.past.first if self.past else self.id

    @property
    def turn(self) -> str:
        """The id of whose turn it is to read it, if it is anybody's."""
        return self.about.assigned if self.about else ""

    @property
    def recused(self) -> tuple[str, ...]:
        """The ids of who knows these people: they neither read nor decide."""
        out: dict[str, None] = {}
        for event in self.events:
            if event.what == "recused":
                out[event.who] = None
            elif event.what == "returned":
                out.pop(event.to or event.who, None)
        return tuple(out)

    @property
    def passed_to(self) -> str:
        """The id of the colleague whom it was last passed to; "" where it never was."""
        passed = self.last("passed")
        return passed.to if passed else ""

    def told_as(self, initiative: Initiative, turn: str) -> About:
        """What lists say of it with these words, while it is this one's turn to read it."""
        return queues.about(initiative, turn, self.recused, is_passed=bool(turn) and turn == self.passed_to)

    @property
    def version(self) -> int:
        """The number of its newest version."""
        return len(self.versions)

    def has(self, event: Event) -> bool:
        """Whether this happened already, wherever its reason stands now."""
        return self.happened(event) is not None

    def happened(self, event: Event) -> Event | None:
        """This event as it is kept; None where it did not happen (yet)."""
        return next((one for one in self.events if _bare(one) == _bare(event)), None)

    @property
    def moves(self) -> list[Event]:
        """What led from one state to another, in its order."""
        return [event for event in self.events if event.what in MOVES]

    def last(self, what: What) -> Event | None:
        """The last time that this happened to it; None where it never did."""
        return next((event for event in reversed(self.events) if event.what == what), None)

    def decision(self, version: int) -> Event | None:
        """The last decision on this version, or None while it waits for one."""
        on_it = (event for event in reversed(self.events) if event.version == version)
        return next((event for event in on_it if event.what in DECISIONS), None)

    def of_press(self, what: What, press_id: str) -> Event | None:
        """That this happened to it by this press; None where it did not."""
        return next((event for event in self.events if (event.what, event.press_id) == (what, press_id)), None)

    def number(self, event: Event) -> int:
        """The place of an event among all that happened to it: of what is said of its page, the highest counts."""
        happened = [_bare(one) for one in self.events]
        return happened.index(_bare(event)) + 1 if _bare(event) in happened else len(happened) + 1

    def undoable(self, now: Seconds) -> Event | None:
        """The decision that may be undone now: nothing came after it, and it was not long ago."""
        for last in self.moves[-1:]:
            if last.what in DECISIONS and last.version == self.version and now - last.at <= UNDONE_WITHIN:
                return last
        return None

    def undone(self, event: Event) -> Event | None:
        """The decision that an event undid; None where it undid none."""
        if event.what != "undone":
            return None
        return self._before(event)

    def waited_beside(self, decision: Event) -> bool:
        """Whether a change waited beside what was public as all of it was taken down: it does so again, once undone."""
        before = self._before(decision) if decision.public_before not in (0, decision.version) else None
        return before is not None and decision.what == "takedown" and before.what != "reject"

    def was_asked(self, takedown: Event) -> bool:
        """Whether that change waited for its initiator's answer to a question, which it does no more."""
        before = self._before(takedown)
        return before is not None and before.what == "changes"

    def _before(self, event: Event) -> Event | None:
        """The move before an event; None where it was the first."""
        return next((one for one in reversed(self.events[: self.number(event) - 1]) if one.what in MOVES), None)

    def is_undone(self, decision: Event) -> bool:
        """Whether a decision was undone since."""
        undone = (self.undone(event) for event in self.events)
        return any(_bare(one) == _bare(decision) for one in undone if one)

    def question(self, version: int) -> str:
        """What was asked about a version, or "" where nothing was."""
        asked = self.decision(version)
        return asked.reason if asked and asked.what == "changes" and not self.is_undone(asked) else ""

    def compared(self, version: int) -> int:
        """The version that a reader of this one has it compared with: what is public, or other words before it."""
        if 0 < self.public < version:
            return self.public
        others = (one for one in range(version - 1, 0, -1) if self.versions[one - 1] != self.versions[version - 1])
        return next(others, version)

    def own(self, version: int) -> int:
        """The version in which its initiator's own words stand: this, or the one that a moderator made this one of."""
        return version - 1 if self._is_edited(version - 1) else version

    def approved_as(self, version: int) -> int:
        """The version as which this one was approved: the next one, where a moderator changed a few words of it."""
        return version + 1 if self._is_edited(version) else version

    def _is_edited(self, version: int) -> bool:
        return any((event.what, event.version) == ("edited", version) for event in self.events)

    @property
    def withdrawn_by(self) -> str:
        """What withdrew it, where it is withdrawn; else nothing."""
        return (self.moves[-1].what if self.moves else "disowned") if self.state == WITHDRAWN else ""

    def may_change(self, version: int, now: Seconds) -> bool:
        """Whether its initiator may send in a next version after this one: when asked to, else a few times a day."""
        if self.version != version or after(self.state, "changed") is None:
            return False
        lately = [event for event in self.events if event.what == "changed" and now - event.at < DAY]
        return self.state == "changes" or (len(lately) < MOST_CHANGES and self.version < MOST_VERSIONS)

    @property
    def is_proven(self) -> bool:
        """Whether its initiator typed the code of their mail, or a word in another: no machine that presses does."""
        return any(event.what in ("proven", "reopened", "contact-changed") for event in self.events)

    def is_void(self, version: int, whose: str) -> bool:
        """Whether somebody said of their link to a version that it was not they who pressed it."""
        void = [event.version for event in self.events if (event.what, event.who) == ("void", whose)]
        return version in void or self.own(version) in void

    @property
    def since(self) -> Seconds:
        """Since when it is in the state that it is in."""
        if self.state == "waiting":
            return self.sent_in_at(self.version)
        return self.moves[-1].at if self.moves else self.opened_at

    def sent_in_at(self, version: int) -> Seconds:
        """When this version came in."""
        came = [event.at for event in self.events if event.what in BROUGHT]
        return [self.opened_at, *came][version - 1]


def nobodys(contact: Contact) -> Contact:
    """What is left of a contact when nobody's name or address is: the language."""
    return replace(contact, name="", email="", newsletter=False)


def without_people(dossier: Dossier) -> Dossier:
    """The dossier of which nobody's name or address is left, nor what moderators wrote to each other, which may say."""
    events = tuple(replace(one, reason="") if one.what in AMONG else one for one in dossier.events)
    return replace(dossier, contact=nobodys(dossier.contact), pending=None, events=events)


def named(contact: Contact, name: str) -> Contact:
    """The contact under the name that was filled in last; nobody stays nobody."""
    return replace(contact, name=name) if contact.email else contact


def next_state(dossier: Dossier, event: Event) -> State:
    """The state that an event leads to. Raises TryAgain when it came too early, Refused when another was first."""
    if event.version > dossier.version:
        raise TryAgain("the version it is about is not here yet")
    if event.version < dossier.version:
        raise Refused("already_decided")
    state = after(dossier.state, event.what, is_public=bool(dossier.public))
    if state is None:
        raise Refused("already_decided")
    return state


def check_link(dossier: Dossier, event: Event, typed: bool) -> None:
    """Raises Refused for what was pressed behind a link that somebody disowned."""
    if not typed and dossier.is_void(event.version, event.who):
        raise Refused("link_void")


def _bare(event: Event) -> Event:
    return replace(event, reason="", row=None, public_before=0)
