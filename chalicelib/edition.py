"""One year of the campaign, as data: its categories, dates and rules.

What is kept of it is read leniently, since another release may have written it; a file that somebody writes is checked
to the letter, in infra/year.py. What decides a vote is hashed; the hash travels on every ballot.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, Literal

import msgspec

from chalicelib import addresses, brussels
from chalicelib.amendment import MOST as MOST_AMENDMENTS
from chalicelib.amendment import Amendment
from chalicelib.kinds import Language, Offer, Paragraphs, Seconds, Text, Words
from chalicelib.witness import MOST as MOST_WITNESSES
from chalicelib.witness import Witness

LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")
"""Dutch first. The words of translations/ exist in these."""

SETTLES = timedelta(days=1)
"""How long after the results the counting goes on, so that a ballot that was held up still counts."""

# In Python `$` would also match before a line's end, and such a text be another key, round or address.
NAME = r"^2[0-9]{3}(-[a-z0-9]+)*\Z"
KEY = r"^[a-z0-9][a-z0-9-]*\Z"
ORIGIN = r"^https?://[a-z0-9.-]+(:[0-9]+)?\Z"
LONGEST_NAME = 40
Name = Annotated[str, msgspec.Meta(pattern=NAME, max_length=LONGEST_NAME)]
"""Of a year, as addresses say it: 2027, or 2027-spring."""
Key = Annotated[str, msgspec.Meta(pattern=KEY, max_length=40)]
Days = Annotated[int, msgspec.Meta(ge=1, le=90)]
Wait = Annotated[int, msgspec.Meta(ge=1, le=60)]
ADDRESS = r"^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[!-~]*)?\Z"
PASSAGE = r"^[a-z_]+\.[a-z_]+\Z"
Licence = Literal["CC0-1.0", "CC-BY-4.0"]
MOST_PARTNERS = 80
MOST_REASONS = 20
MOST_WATCH_WORDS = 200
MOST_COPIES = 20
WatchWord = Annotated[str, msgspec.Meta(min_length=2, max_length=40)]
LOGO = r"^([0-9a-f]{32}-[0-9a-f]{16}-[1-9][0-9]{0,2}x[1-9][0-9]{0,2})?\Z"


class Part(msgspec.Struct, frozen=True):
    """A table of the edition's file.

    A field that a release adds has a default, for what was kept before, and with it EditionPut a version more: else a
    function that is a release behind would write the year without it.
    """


class Phase(Part, frozen=True):
    """From the first moment on, until just before the second; both as the clocks in Brussels show them."""

    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether this moment lies in the phase."""
        return self.opens <= now < self.closes


class Category(Part, frozen=True):
    """A category of the award, with what its winner gets and what its jury looks at."""

    key: Key
    name: Words
    prize: Words
    questions: Paragraphs = Paragraphs()
    """Where a language has none, those in Dutch are read."""


class Organiser(Part, frozen=True):
    """Who answers for the campaign: replies to our mails go there, and pages say whom to ask."""

    name: Text
    email: Text


class Site(Part, frozen=True):
    """Another site whose form may post here, and whose thank-you pages people may be sent back to."""

    origin: Annotated[str, msgspec.Meta(pattern=ORIGIN)]


class Partner(Part, frozen=True):
    """An organisation that carries the campaign with others, and where its site is."""

    name: Text
    url: Annotated[str, msgspec.Meta(pattern=ADDRESS, max_length=200)]
    logo: Annotated[str, msgspec.Meta(pattern=LOGO)] = ""
    """What its file is called, with how wide and high it is: see logo.py. "" where their name stands in words."""


class Passage(Paragraphs, frozen=True, kw_only=True):
    """What a page to read says in a section, in plain paragraphs; in a language without it, what we wrote stays.

    Its key is that of the section under [reading] of the translations: privacy.rights.
    """

    key: Annotated[str, msgspec.Meta(pattern=PASSAGE, max_length=80)]


class Registration(Phase, frozen=True):
    """The terms of registering."""

    remind_after_days: Days
    forget_after_days: Days


class Reason(Part, frozen=True):
    """Why an initiative is not shown, as its initiator reads it; moderators choose one and add words of their own."""

    key: Key
    sentence: Words


class Moderation(Part, frozen=True):
    """The terms of moderating. In days since a version came in, who hears that it waits still."""

    link_days: Days
    remind_after_days: Wait = 2
    """Whose turn it is."""
    remind_all_after_days: Wait = 4
    """Everybody of that part."""
    tell_organiser_after_days: Wait = 7
    promised_days: Wait = 7
    """What initiators are told that it takes at most; who waits longer hears that they are not forgotten."""
    watch_words: Annotated[tuple[WatchWord, ...], msgspec.Meta(max_length=MOST_WATCH_WORDS)] = ()
    """Words of which moderators are told that they stand in a text; they hide nothing."""
    reasons: Annotated[tuple[Reason, ...], msgspec.Meta(max_length=MOST_REASONS)] = ()


class Round(Phase, frozen=True):
    """A round of the award: who chooses, among whom, from when until when. Frozen once the first of the year opens."""

    kind: Literal["public", "shortlist", "final"]
    """public: everyone with a mailbox has a vote. shortlist: the jury names who goes on in each category. final: it
    chooses one of those."""
    key: Key
    competes: Literal["who asked to"]
    """Among those that are public; in the final, of the shortlist."""
    results: datetime
    """From when on the numbers are public."""
    link_hours: Annotated[int, msgspec.Meta(ge=1, le=240)] = 48
    """How long the button in a voter's mail works."""
    recount_every_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)] = 60
    nominees: Annotated[int, msgspec.Meta(ge=1, le=10)] = 3
    """How many of a category the shortlist has."""
    least: Annotated[int, msgspec.Meta(ge=1, le=25)] = 3
    """With fewer jurors who may judge it and do, a category is not decided."""
    revise_days: Annotated[int, msgspec.Meta(ge=0, le=30)] = 0
    """How long after it closes jurors, who then see all ranks, may change their own once."""
    blind: bool = False
    """Whether jurors read what somebody does without a name on it."""

    @property
    def decided(self) -> datetime:
        """From when on no juror changes anything any more."""
        # Of days on the calendar: where the clocks change in between, it is the same hour on the clock.
        days = self.revise_days if self.kind == "final" else 0
        local = self.closes.astimezone(brussels.CLOCKS) + timedelta(days=days)
        return datetime.fromisoformat(local.isoformat())

    @property
    def settled(self) -> datetime:
        """From when on no choice is on its way any more."""
        return self.results + SETTLES


_OF_EACH = ("kind", "key", "competes", "opens", "closes", "results")
_OF_A_KIND: Mapping[str, tuple[str, ...]] = {
    "public": ("link_hours", "recount_every_minutes"),
    "shortlist": ("nominees", "least", "blind"),
    "final": ("least", "revise_days", "blind"),
}
"""What decides a round besides: its hash says nothing of what is about others."""
_RULES = {
    "public": {"one vote": "per address; the newest counts; a tie goes to the jury"},
    "a tie": {
        "jury": "each juror of the final who stood back from none of them chooses one, at least as many as it asks; "
        "most choices; then the chair's, or the deputy's; a reserve counts where the others are too few",
    },
    "shortlist": {
        "jury": "the mean of 5, 4, 3, 2, 1 for a juror's first five; a tie goes to more first places, then on"
    },
    "final": {"jury": "duels; then the mean of their shares; then the chair, or the deputy; no award competes"},
}


class Edition(Part, frozen=True, dict=True):
    """A year of the campaign."""

    name: Name
    year: int
    title: Words
    contact: Organiser
    registration: Registration
    moderation: Moderation
    show: datetime
    forget_addresses_on: date
    categories: Annotated[tuple[Category, ...], msgspec.Meta(min_length=1)]
    rounds: Annotated[tuple[Round, ...], msgspec.Meta(min_length=1)]
    sites: tuple[Site, ...] = ()
    data_licence: Licence = "CC-BY-4.0"
    """Under which anybody may use the open data of the year."""
    partners: Annotated[tuple[Partner, ...], msgspec.Meta(max_length=MOST_PARTNERS)] = ()
    texts: tuple[Passage, ...] = ()
    witnesses: Annotated[tuple[Witness, ...], msgspec.Meta(max_length=MOST_WITNESSES)] = ()
    """Who signs the public log of the vote too."""
    copies: Annotated[tuple[Text, ...], msgspec.Meta(max_length=MOST_COPIES)] = ()
    """The addresses of those who only keep a copy of how far it goes, by mail: each with its language, unless Dutch."""
    amendments: Annotated[tuple[Amendment, ...], msgspec.Meta(max_length=MOST_AMENDMENTS)] = ()
    """What two organisers changed of rounds that had opened, the newest last: they stay."""
    waits: Annotated[tuple[Amendment, ...], msgspec.Meta(max_length=1)] = ()
    """What one of them proposes, and another has to agree to."""

    def category(self, key: str) -> Category:
        """The category with this key; one that the year has no more, by what its key says."""
        return next((category for category in self.categories if category.key == key), _gone(key))

    def offers(self, now: datetime) -> Offer:
        """What every page offers at this moment: to register as long as one can, then to vote, else the results."""
        if now < self.registration.closes:
            return "register"
        return "vote" if self.vote.is_open(now) else "results"

    def passage(self, key: str, language: Language) -> str:
        """What was written instead of our section with this key; "" where ours stays."""
        return next((its[language] for its in self.texts if its.key == key), "")

    @cached_property
    def vote(self) -> Round:
        """The public vote."""
        return next(one for one in self.rounds if one.kind == "public")

    @property
    def jury(self) -> tuple[Round, ...]:
        """The rounds in which a jury chooses, in the order of their opening."""
        return tuple(sorted((one for one in self.rounds if one.kind != "public"), key=attrgetter("opens")))

    @property
    def rules(self) -> str:
        """The hash of what decides the public vote, on every ballot."""
        return self.rules_of(self.vote)

    def rules_of(self, its: Round) -> str:
        """The hash of what decides a round: 16 hexadecimal characters."""
        deciding = {
            "edition": self.name,
            "round": {name: _in_utc(getattr(its, name)) for name in (*_OF_EACH, *_OF_A_KIND[its.kind])},
            "categories": [category.key for category in self.categories],
            **({"addresses": addresses.policy()} if its.kind == "public" else self._questions()),
            **(_RULES["a tie"] if its.kind == "public" and any(one.kind == "final" for one in self.rounds) else {}),
            **_RULES[its.kind],
        }
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:16]

    def _questions(self) -> dict[str, Any]:
        """What the jury asks; nothing where it asks nothing, as before there were questions."""
        asked = {its.key: msgspec.structs.astuple(its.questions) for its in self.categories}
        return {"questions": asked} if any(map(any, asked.values())) else {}


def _gone(key: str) -> Category:
    said = key.replace("-", " ").capitalize()
    return Category(key, Words(said, said, said), Words("", "", ""))


def _in_utc(value: Any) -> Any:
    """The same moment is the same rule, whichever offset it was written with."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


KEYS = {
    "categories": "key", "rounds": "key", "sites": "origin", "partners": "name", "texts": "key",
    "moderation.reasons": "key", "witnesses": "key",
}  # fmt: skip
"""What tells one from another in the lists of a year, each by where it stands."""


def keeper(copy: str) -> tuple[str, Language]:
    """To which address a copy goes, and in which language."""
    address, _, language = copy.partition(" ")
    return address, language or LANGUAGES[0]


def closing(moment: datetime, days: int) -> Seconds:
    """When a term of so many days from this moment is over."""
    return int((moment.astimezone(UTC) + timedelta(days=days)).timestamp())
