"""One year of the campaign, as data: its categories, dates, moderators and rules, read and checked once.

An edition is a TOML file in editions/. What decides a vote is hashed; the hash travels on every ballot.
"""

import hashlib
import json
import re
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from chalicelib import addresses, brussels
from chalicelib.errors import Broken
from chalicelib.kinds import Language, Seconds

LANGUAGES: tuple[Language, ...] = ("nl", "fr", "en")
"""Dutch first. The words of translations/ exist in these."""

EDITIONS = Path(__file__).parent / "editions"
"""Where the first version of each is written; it is no part of the package."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=300)]
Key = Annotated[str, msgspec.Meta(pattern="^[a-z0-9][a-z0-9-]*$", max_length=40)]
Days = Annotated[int, msgspec.Meta(ge=1, le=90)]


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the edition's file: no field is missing, none is unknown."""


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


class Moderator(Part, frozen=True):
    """Who decides what becomes public."""

    id: Key
    name: Text
    email: Text
    language: Language


class Organiser(Part, frozen=True):
    """Who answers for the campaign: replies to our mails go there, and pages say whom to ask."""

    name: Text
    email: Text


class Site(Part, frozen=True):
    """Another site whose form may post here, and whose thank-you pages people may be sent back to."""

    origin: Annotated[str, msgspec.Meta(pattern="^https?://[a-z0-9.-]+(:[0-9]+)?$")]


class Registration(Phase, frozen=True):
    """The terms of registering."""

    remind_after_days: Days
    forget_after_days: Days


class Moderation(Part, frozen=True):
    """The terms of moderating."""

    link_days: Days


class Round(Phase, frozen=True):
    """A round of the award: who chooses, among whom, from when until when. Frozen from the moment it opens."""

    kind: Annotated[str, msgspec.Meta(pattern="^public$")]
    """public: everyone with a mailbox has a vote."""
    key: Key
    competes: Literal["who asked to"]
    """Among those that are public."""
    link_hours: Annotated[int, msgspec.Meta(ge=1, le=240)]
    """How long the button in a voter's mail works."""
    recount_every_minutes: Annotated[int, msgspec.Meta(ge=1, le=1440)]
    results: datetime
    """From when on the numbers are public."""


class Edition(Part, frozen=True, dict=True):
    """A year of the campaign."""

    name: Key
    year: int
    title: Words
    contact: Organiser
    registration: Registration
    moderation: Moderation
    show: datetime
    forget_addresses_on: date
    categories: Annotated[tuple[Category, ...], msgspec.Meta(min_length=1)]
    moderators: Annotated[tuple[Moderator, ...], msgspec.Meta(min_length=1)]
    rounds: Annotated[tuple[Round, ...], msgspec.Meta(min_length=1)]
    sites: tuple[Site, ...] = ()

    def category(self, key: str) -> Category:
        """The category with this key."""
        return next(category for category in self.categories if category.key == key)

    def moderator(self, name: str) -> Moderator | None:
        """The moderator with this id, while they are one."""
        return next((moderator for moderator in self.moderators if moderator.id == name), None)

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
            "round": msgspec.to_builtins(its),
            "categories": [category.key for category in self.categories],
            "addresses": addresses.policy(),
            "one vote": "per address; the newest counts; a tie goes to the jury",
        }
        return hashlib.sha256(json.dumps(deciding, sort_keys=True).encode()).hexdigest()[:16]


def read(file: Path) -> Edition:
    """An edition's file, checked. Raises Broken, naming the file, the line and the field that is wrong."""
    import tomllib

    try:
        # Some editors begin a file with a mark of its encoding.
        text = file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise Broken(f"{file.name}: there is no such edition") from problem
    except UnicodeDecodeError as problem:
        raise Broken(f"{file.name}: its letters are not in UTF-8: save it so, as your editor offers") from problem
    try:
        found = msgspec.convert(_in_brussels(tomllib.loads(text)), Edition)
    except tomllib.TOMLDecodeError as problem:
        raise Broken(f"{file.name}: {problem}") from problem
    except msgspec.ValidationError as problem:
        what, _, where = str(problem).partition(" - at `$.")
        field = where.rstrip("`")
        named = re.search(r"field `(\w+)`", what)
        raise Broken(f"{file.name}, line {_line(text, field, named)}, {field or 'the file'}: {what}") from problem
    for field, fault in faults(found):
        raise Broken(f"{file.name}, line {_line(text, field)}, {field}: {FAULTS[fault]}")
    if file.stem.isdigit() and file.stem != found.name:
        raise Broken(f"{file.name}, line {_line(text, 'name')}, name: the file is of another year")
    return found


def _in_brussels(value: Any) -> Any:
    """What a file says, with each moment as the clocks in Brussels show it: whoever asks it for its day gets theirs."""
    if isinstance(value, dict):
        return {name: _in_brussels(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_in_brussels(each) for each in value]
    if isinstance(value, datetime) and value.tzinfo is not None:
        # A fixed offset, not the zone: within a zone Python subtracts clock times, an hour off when the clocks change.
        return datetime.fromisoformat(value.astimezone(brussels.CLOCKS).isoformat())
    return value


FAULTS = {
    "no_time_zone": "a moment needs its time zone, for instance +01:00",
    "closes_first": "closes before it opens",
    "reminds_late": "reminds after forgetting",
    "twice": "is there twice",
    "no_address": "not an address",
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
    for field, moment in _moments(found).items():
        if moment.tzinfo is None:
            return [(field, "no_time_zone")]
    if found.registration.opens >= found.registration.closes:
        faults.append(("registration.closes", "closes_first"))
    faults += _faults_of_the_rounds(found)
    if found.registration.remind_after_days >= found.registration.forget_after_days:
        faults.append(("registration.remind_after_days", "reminds_late"))
    for part in ("categories", "moderators", "rounds"):
        names = [one.id if isinstance(one, Moderator) else one.key for one in getattr(found, part)]
        faults.extend(
            (f"{part}[{names.index(name, i + 1)}]", "twice") for i, name in enumerate(names) if name in names[i + 1 :]
        )
    if "@" not in found.contact.email:
        faults.append(("contact.email", "no_address"))
    for number, moderator in enumerate(found.moderators):
        if moderator.language not in LANGUAGES:
            faults.append((f"moderators[{number}].language", "no_language"))
        if "@" not in moderator.email:
            faults.append((f"moderators[{number}].email", "no_address"))
    return faults


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


def _moments(found: Edition) -> dict[str, datetime]:
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


def _line(text: str, field: str, named: Any = None) -> int:
    """The line of a field such as categories[1].name.fr, or of the nearest table above it that the file has."""
    lines = text.splitlines()
    start = 0
    for part in [*field.split("."), *([named.group(1)] if named else [])]:
        name, _, index = part.partition("[")
        pattern = re.compile(
            rf"\s*(\[+\s*([\w.-]+\.)?{re.escape(name)}\s*\]+|{re.escape(name)}\s*=|{re.escape(name)}\.)"
        )
        hits = [number for number, line in enumerate(lines) if number >= start and pattern.match(line)]
        nth = int(index.rstrip("]")) if index else 0
        if len(hits) <= nth:
            break
        start = hits[nth]
    return start + 1


def closing(moment: datetime, days: int) -> Seconds:
    """When a term of so many days from this moment is over."""
    return int((moment.astimezone(UTC) + timedelta(days=days)).timestamp())
