"""One year of the campaign, as data: its categories, dates and rules.

What is kept of it is read leniently, since another release may have written it; a file that somebody writes is checked
to the letter, in infra/year.py. What decides a vote is hashed; the hash travels on every ballot.
"""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

import msgspec

from chalicelib import addresses, texts
from chalicelib.errors import Refused
from chalicelib.kinds import Language, Seconds

LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")
"""Dutch first. The words of translations/ exist in these."""

SETTLES = timedelta(days=1)
"""How long after the results the counting goes on, so that a ballot that was held up still counts."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
# In Python `$` would also match before a line's end, and such a text be another key, round or address.
NAME = r"^2[0-9]{3}(-[a-z0-9]+)*\Z"
KEY = r"^[a-z0-9][a-z0-9-]*\Z"
KIND = r"^public\Z"
ORIGIN = r"^https?://[a-z0-9.-]+(:[0-9]+)?\Z"
LONGEST_NAME = 40
Name = Annotated[str, msgspec.Meta(pattern=NAME, max_length=LONGEST_NAME)]
"""Of a year, as addresses say it: 2027, or 2027-spring."""
Key = Annotated[str, msgspec.Meta(pattern=KEY, max_length=40)]
Days = Annotated[int, msgspec.Meta(ge=1, le=90)]


class Part(msgspec.Struct, frozen=True):
    """A table of the edition's file.

    A field that a release adds has a default, for what was kept before, and with it EditionPut a version more: else a
    function that is a release behind would write the year without it.
    """


class Words(Part, frozen=True):
    """One text in each language."""

    nl: Text
    fr: Text
    en: Text

    def __getitem__(self, language: Language) -> str:
        return {"nl": self.nl, "fr": self.fr, "en": self.en}[language]


class Phase(Part, frozen=True):
    """From the first moment on, until just before the second; both as the clocks in Brussels show them."""

    opens: datetime
    closes: datetime

    def is_open(self, now: datetime) -> bool:
        """Whether this moment lies in the phase."""
        return self.opens <= now < self.closes


class Category(Part, frozen=True):
    """A category of the award, with what its winner gets."""

    key: Key
    name: Words
    prize: Words


class Organiser(Part, frozen=True):
    """Who answers for the campaign: replies to our mails go there, and pages say whom to ask."""

    name: Text
    email: Text


class Site(Part, frozen=True):
    """Another site whose form may post here, and whose thank-you pages people may be sent back to."""

    origin: Annotated[str, msgspec.Meta(pattern=ORIGIN)]


class Registration(Phase, frozen=True):
    """The terms of registering."""

    remind_after_days: Days
    forget_after_days: Days


class Moderation(Part, frozen=True):
    """The terms of moderating."""

    link_days: Days


class Round(Phase, frozen=True):
    """A round of the award: who chooses, among whom, from when until when. Frozen from the moment it opens."""

    kind: Annotated[str, msgspec.Meta(pattern=KIND)]
    """public: everyone with a mailbox has a vote."""
    key: Key
    competes: Literal["who asked to"]
    """Among those that are public."""
    link_hours: Annotated[int, msgspec.Meta(ge=1, le=240)]
    """How long the button in a voter's mail works."""
    recount_every_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)]
    results: datetime
    """From when on the numbers are public."""

    @property
    def settled(self) -> datetime:
        """From when on no choice is on its way any more."""
        return self.results + SETTLES


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

    def category(self, key: str) -> Category:
        """The category with this key; one that the year has no more, by what its key says."""
        return next((category for category in self.categories if category.key == key), _gone(key))

    @cached_property
    def vote(self) -> Round:
        """The public vote."""
        return next(one for one in self.rounds if one.kind == "public")

    @property
    def rules(self) -> str:
        """The hash of what decides the public vote, on every ballot."""
        return self.rules_of(self.vote)

    def rules_of(self, its: Round) -> str:
        """The hash of what decides a round: 16 hexadecimal characters."""
        deciding = {
            "edition": self.name,
            "round": {name: _in_utc(value) for name, value in msgspec.structs.asdict(its).items()},
            "categories": [category.key for category in self.categories],
            "addresses": addresses.policy(),
            "one vote": "per address; the newest counts; a tie goes to the jury",
        }
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:16]


def _gone(key: str) -> Category:
    said = key.replace("-", " ").capitalize()
    return Category(key, Words(said, said, said), Words("", "", ""))


def _in_utc(value: Any) -> Any:
    """The same moment is the same rule, whichever offset it was written with."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value


FAULTS = {
    "no_time_zone": "a moment needs its time zone, for instance +01:00",
    "closes_first": "closes before it opens",
    "reminds_late": "reminds after forgetting",
    "twice": "is there twice",
    "no_address": "not an address",
    "unseen": "has a line end or a character that nobody sees",
    "no_language": f"not one of {', '.join(LANGUAGES)}",
    "results_early": "results before it has closed would steer it",
    "show_early": "the show is before everybody has chosen",
    "forgets_uncounted": "everybody is forgotten before the votes are counted",
    "forgets_registering": "everybody is forgotten while people may register",
    "one_vote": "there has to be one public vote",
}
"""What is wrong, for who writes a file; who changes a year on a page reads it in the translations."""


def faults(found: Edition) -> list[tuple[str, str]]:
    """What no single field shows: order in time, names twice, moments without a time zone. Keys of FAULTS, by field."""
    faults: list[tuple[str, str]] = []
    for field, moment in moments_of(found).items():
        if moment.tzinfo is None:
            return [(field, "no_time_zone")]
    if found.registration.opens >= found.registration.closes:
        faults.append(("registration.closes", "closes_first"))
    faults += _faults_of_the_rounds(found)
    if found.registration.remind_after_days >= found.registration.forget_after_days:
        faults.append(("registration.remind_after_days", "reminds_late"))
    for part in ("categories", "rounds"):
        names = [one.key for one in getattr(found, part)]
        faults.extend(
            (f"{part}[{names.index(name, i + 1)}]", "twice") for i, name in enumerate(names) if name in names[i + 1 :]
        )
    return faults + _faults_of_the_texts(found)


def _faults_of_the_texts(found: Edition) -> list[tuple[str, str]]:
    """What would end in the headers of every mail, and stop it there: line ends, controls, an address that is none."""
    faults = [(field, "unseen") for field, text in _texts(found).items() if not _is_line(text)]
    try:
        # As it is and not as it could be meant: so it goes into a mail.
        is_address = addresses.checked(found.contact.email).casefold() == found.contact.email.casefold()
    except Refused:
        is_address = False
    return faults if is_address else [*faults, ("contact.email", "no_address")]


def _is_line(text: str) -> bool:
    return text.splitlines() == [text] and not texts.has_wrong_characters(text) and bool(texts.tidied(text))


def _texts(found: Edition) -> dict[str, str]:
    of_categories = {
        f"categories[{number}].{name}.{language}": getattr(its, name)[language]
        for number, its in enumerate(found.categories)
        for name in ("name", "prize")
        for language in LANGUAGES
    }
    titles = {f"title.{language}": found.title[language] for language in LANGUAGES}
    return {**titles, "contact.name": found.contact.name, **of_categories}


def _faults_of_the_rounds(found: Edition) -> list[tuple[str, str]]:
    """What has to come after a round and comes before."""
    faults: list[tuple[str, str]] = []
    for number, its in enumerate(found.rounds):
        if its.opens >= its.closes:
            faults.append((f"rounds[{number}].closes", "closes_first"))
        if its.results < its.closes:
            faults.append((f"rounds[{number}].results", "results_early"))
        if found.show < its.closes:
            faults.append(("show", "show_early"))
        if found.forget_addresses_on <= its.results.date() + timedelta(days=1):
            faults.append(("forget_addresses_on", "forgets_uncounted"))
    if [its.kind for its in found.rounds].count("public") != 1:
        faults.append(("rounds", "one_vote"))
    if found.forget_addresses_on <= found.registration.closes.date():
        faults.append(("forget_addresses_on", "forgets_registering"))
    return faults


def moments_of(found: Edition) -> dict[str, datetime]:
    """Every moment of a year, by its field."""
    return {
        "registration.opens": found.registration.opens,
        "registration.closes": found.registration.closes,
        "show": found.show,
        **{
            f"rounds[{number}].{name}": getattr(its, name)
            for number, its in enumerate(found.rounds)
            for name in ("opens", "closes", "results")
        },
    }


def closing(moment: datetime, days: int) -> Seconds:
    """When a term of so many days from this moment is over."""
    return int((moment.astimezone(UTC) + timedelta(days=days)).timestamp())
