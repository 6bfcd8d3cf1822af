"""What everyone may see from now on, or no longer."""

from msgspec import field

from chalicelib.disqualification import Disqualified
from chalicelib.forgotten import Forgettable
from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds, Seconds, Slug
from chalicelib.messages.message import Message
from chalicelib.tie import Tie


class InitiativeApproved(Message, frozen=True):
    """Everyone may see this initiative from now on."""

    queue = "publication"
    slug: Slug
    number: int = field(name="dossier_version")
    """Its place among all that happened to the dossier: of what is said of an initiative, the highest counts."""
    initiative: Initiative
    at: Seconds
    since: int = 0
    """The year in which it first took part, where that is an earlier one."""


class InitiativeTakenDown(Message, frozen=True):
    """Nobody may see this initiative any more."""

    queue = "publication"
    slug: Slug
    number: int = field(name="dossier_version")
    at: Seconds
    photos: tuple[str, ...] = ()
    """The ids of its photos."""


class SiteChanged(Message, frozen=True):
    """Something that the public files show was changed: they need to be built again."""

    queue = "publication"
    after: int
    """The newest build that may have missed it: one with a higher number shows the change."""
    year: str = ""
    """Of which year it was, where it was of one: the pages of one that is over are kept apart."""
    whole: bool = False
    """Whether nobody can tell what changed, so that all has to be looked through."""


class PeopleForgotten(Message, frozen=True):
    """The year forgets people, and somebody looked how many of these were left, who were then told to be forgotten."""

    queue = "publication"
    year: str
    what: Forgettable
    left: int
    at: Seconds


class ResultsCounted(Message, frozen=True):
    """A recount whose numbers may be shown."""

    queue = "publication"
    round: str
    votes: dict[Slug, int]
    people: int
    as_of: Microseconds
    disqualified: tuple[Disqualified, ...] = ()
    """What is left out, and why."""
    requested: int = 0
    """About how many mails with a button went out; 0 where nobody counted them."""
    tie: Tie | None = None
    """What the jury chose between those who share the first place."""
