"""What happens to a dossier: asked for, decided, changed, disowned, forgotten."""

from msgspec import field

from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message


class ReviewRequested(Message, frozen=True):
    """A confirmed registration waits for a decision."""

    queue = "moderation"
    id: str
    initiative: Initiative
    contact: Contact
    at: Seconds
    typed: bool = False


class DossierDisowned(Message, frozen=True):
    """Whoever reads the mailbox of a dossier's initiator says that it was not they who confirmed it."""

    queue = "moderation"
    id: str
    at: Seconds


class InitiativeWithdrawn(Message, frozen=True):
    """An initiator withdrew what they sent in, from the page about where it stands."""

    queue = "moderation"
    id: str
    at: Seconds
    press_id: str = field(name="press")


class ContactChangeAsked(Message, frozen=True):
    """An initiator says who is to answer for their initiative from now on: both mailboxes are to confirm it."""

    queue = "moderation"
    id: str
    name: str
    email: str
    at: Seconds
    press_id: str = field(name="press")


class ContactChangeConfirmed(Message, frozen=True):
    """Whoever reads one of the two mailboxes, "old" or "new", confirmed a change of contact."""

    queue = "moderation"
    id: str
    change: str
    side: str
    at: Seconds


class ContactChangeVoided(Message, frozen=True):
    """A change of contact is not to be: it was cancelled, or disowned, or nobody confirmed it in time."""

    queue = "moderation"
    id: str
    change: str
    at: Seconds


class LinkLost(Message, frozen=True):
    """Somebody says that they lost the link to the initiative that they registered with this address."""

    queue = "moderation"
    id: str
    email: str
    at: Seconds


class LinkDisowned(Message, frozen=True):
    """Whoever reads a mailbox pressed "this was not me" behind a mail about one version of a dossier: its link is void.

    `whose` is the moderator's id, "" for the initiator.
    """

    queue = "moderation"
    id: str
    dossier_version: int
    whose: str
    at: Seconds


class DecisionTaken(Message, frozen=True):
    """A moderator pressed a button on one version of a dossier: approve, reject, changes or takedown."""

    queue = "moderation"
    id: str
    dossier_version: int
    moderator: str
    decision: str
    reason: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False


class EditsApproved(Message, frozen=True):
    """A moderator approved one version of a dossier with a few words of it changed, to these.

    Not said by a DecisionTaken: a release that knows no edits would put on the site what nobody approved as it is.
    """

    queue = "moderation"
    id: str
    dossier_version: int
    moderator: str
    title: str
    summary: str
    description: str
    join: str
    at: Seconds
    press_id: str = field(name="press")
    typed: bool


class DecisionUndone(Message, frozen=True):
    """A moderator pressed the button that undoes this decision, the last one, on this version of a dossier."""

    queue = "moderation"
    id: str
    dossier_version: int
    moderator: str
    decision: str
    at: Seconds
    press_id: str = field(name="press")
    typed: bool


class DossierHandled(Message, frozen=True):
    """A moderator did something with a dossier that decides nothing, for colleagues alone.

    `what` is noted (words), passed (on to a colleague, `to`), recused (since they know these people), or returned (they
    read it again). Whoever organises may say so of somebody else, `to`.
    """

    queue = "moderation"
    id: str
    dossier_version: int
    who: str
    what: str
    to: str
    words: str
    at: Seconds
    press_id: str = field(name="press")


class DecisionSettled(Message, frozen=True):
    """A decision stands, since nobody may undo it any more: what was kept for that is to go."""

    queue = "moderation"
    id: str
    at: Seconds


class ChangesSubmitted(Message, frozen=True):
    """The initiator sent in what the moderator asked for on one version of a dossier."""

    queue = "moderation"
    id: str
    dossier_version: int
    initiative: Initiative
    contact_name: str
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False


class DecisionDue(Message, frozen=True):
    """An initiative waits for a decision still: whoever may take it now and was not asked yet is to be."""

    queue = "moderation"
    id: str
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class ReminderDue(Message, frozen=True):
    """An initiative waits for a decision since then: these are to hear of it now, and its turn may be nobody's."""

    queue = "moderation"
    id: str
    since: Seconds
    told: tuple[str, ...]
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""
    is_listed: bool = False
    """Whether they hear of it by a mail that tells of many: then it is only noted."""


class ManyDue(Message, frozen=True):
    """Of many that wait the same people are to hear on one day: each gets one mail, and none for each of these."""

    queue = "moderation"
    edition_name: str
    who: str
    day: str
    its: tuple[tuple[str, Seconds], ...]
    """The dossiers, and since when they wait, the longest first."""
    count: int
    """How many there are, of which these may be the first."""
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class WeekCounted(Message, frozen=True):
    """A week of moderating is over, and these are its figures: of all together, since nobody is measured by them."""

    queue = "moderation"
    edition_name: str
    week: str
    waiting: int
    oldest: Seconds
    """Since when the first of them waits; 0 where none does."""
    late: int
    """How many of them wait longer than their initiators were told."""
    decided: dict[str, int]
    """By the states that it was decided to."""
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class DigestDue(Message, frozen=True):
    """A morning on which this waits for somebody who wants one mail a day of it."""

    queue = "moderation"
    edition_name: str
    person: str
    day: str
    waiting: int
    longest: tuple[tuple[str, str, Seconds], ...]
    """Of those that wait longest the title, the category, and since when."""
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class RenewalDue(Message, frozen=True):
    """An initiative of the year before may come back in this one: its initiator may be asked, once."""

    queue = "moderation"
    id: str
    at: Seconds
    run: str
    """Tells one run of the schedule from the next."""


class InitiativeRenewed(Message, frozen=True):
    """The initiator of a dossier of the year before sent it in for this one, from the mailbox that is known."""

    queue = "moderation"
    id: str
    dossier_version: int
    initiative: Initiative
    contact_name: str
    newsletter: bool
    at: Seconds
    press_id: str = field(default="", name="press")
    typed: bool = False


class RenewalDisowned(Message, frozen=True):
    """Whoever reads the mailbox that was asked to renew pressed "this was not me": what the button did is undone."""

    queue = "moderation"
    id: str
    dossier_version: int
    at: Seconds


class DossierForgotten(Message, frozen=True):
    """Whoever answers for this dossier is to be forgotten, and may be what they sent in as well."""

    queue = "moderation"
    id: str
    with_initiative: bool
    at: Seconds
