"""The years of the campaign as this process knows them: read at most once a minute.

A page works with the newest version of the year that is on, a step with the one that its message was accepted under.
Dates are in what was read, so a phase begins to the second all the same.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import aws
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.errors import Broken, Refused, TryAgain
from chalicelib.kinds import DAY, MINUTE, Seconds

HEAD = ("now", "-")
"""The key of the row that says which editions are in play."""
NUMBER_DIGITS = 6
OVER_AFTER = 60 * DAY
"""Seconds after everybody was to be forgotten: by then nothing of that edition waits anywhere any more."""


class Version(Struct, frozen=True):
    """An edition as it was from one change to the next. Versions count from 1."""

    number: int
    edition: Edition

    @property
    def stamp(self) -> str:
        """What a message says that it was accepted under."""
        return f"{self.edition.name}@{self.number}"


class LongOver(Struct, frozen=True):
    """What stays known of an edition that is long over: the number of its newest version, and its rounds."""

    number: int
    rounds: tuple[str, ...]


class Head(Struct, frozen=True):
    """The newest version of each edition in play, and whose pages are the site."""

    current: str = ""
    versions: Mapping[str, Version] = {}
    turned_at: Seconds = 0
    """When it was made so, by the clock of whoever asked for it."""
    past: tuple[str, ...] = ()
    """The years that are over, the oldest first: their pages were the site before."""
    over_since: Seconds = 0
    """When the newest of them was noted to be."""
    long_over: Mapping[str, LongOver] = {}
    """Those that no process has to know any more: a row has an end, and years go on."""

    def shows(self, version: Version) -> bool:
        """Whether who reads it finds this version, or a newer one."""
        known = self.versions.get(version.edition.name) or self.long_over.get(version.edition.name)
        return known is not None and known.number >= version.number

    def settled(self, now: Seconds) -> "Head":
        """The same, in which what is long over takes no room."""
        day = clock.local(now - OVER_AFTER).date()
        gone = {
            name: LongOver(its.number, tuple(each.key for each in its.edition.rounds))
            for name, its in self.versions.items()
            if name != self.current and its.edition.forget_addresses_on < day
        }
        kept = {name: its for name, its in self.versions.items() if name not in gone}
        before = {name: its for name, its in self.long_over.items() if name not in kept}
        return replace(self, versions=kept, long_over={**before, **gone})


class _Process(Struct):
    """What this process read, and in which minute it last did."""

    minute: int = -1
    read: int = -1
    """In which minute that succeeded."""
    head: Head = Head()
    older: dict[str, Version] = field(default_factory=dict)
    """By their stamps; a version never changes, so that a process reads it once."""


SURE_FOR = 2
"""Minutes in which what was read last still decides what is over, where it cannot be read anew."""
_process = [_Process()]
_in_hand: ContextVar[Version | None] = ContextVar("in_hand", default=None)


def begin() -> None:
    """Know nothing, as a new process does."""
    _process[0] = _Process()


def edition() -> Edition:
    """The edition of the message that is in hand, or else the one whose pages are the site.

    Raises TryAgain where none can be read.
    """
    return version().edition


def version() -> Version:
    """That edition, with the number of its version."""
    return _in_hand.get() or current()


def stamp() -> str:
    """What a message that is sent now is accepted under; "" before the first edition is there. Raises TryAgain."""
    its = _in_hand.get() or _head().versions.get(_head().current)
    return its.stamp if its else ""


def accepted_under(stamp: str) -> AbstractContextManager[None]:
    """Work with this version meanwhile, or with the current one. Raises Broken for one that never was, TryAgain."""
    return in_hand(_stamped(stamp) if stamp else None)


@contextmanager
def in_hand(its: Version | None) -> Iterator[None]:
    """Work with this version meanwhile."""
    token = _in_hand.set(its)
    try:
        yield
    finally:
        _in_hand.reset(token)


def current() -> Version:
    """The newest version of the year whose pages are the site. Raises TryAgain where none can be read."""
    head = _head()
    if head.current not in head.versions:
        raise TryAgain("no edition is there yet")
    return head.versions[head.current]


# Several years


def newest(name: str) -> Version:
    """The newest version of a year. Raises TryAgain where it is not there (yet)."""
    head, name = _head(), _named(name)
    if name not in head.versions and name not in head.long_over:
        # It may have begun within this minute.
        _process[0].minute = -1
        head = _head()
    if name in head.long_over:
        return _stamped(f"{name}@{head.long_over[name].number}")
    if name not in head.versions:
        raise TryAgain("an edition that is not there yet")
    return head.versions[name]


def _named(name: str) -> str:
    # Rows that say no year are of the first, when there was no other.
    return name or next(iter((*_head().past, *_head().versions)), "")


def take_up(name: str) -> None:
    """Go on with the year of the row that the message in hand turns out to be about.

    What follows then belongs to that year, whichever was on where its button was pressed.
    """
    if _named(name) != version().edition.name:
        _in_hand.set(newest(name))


def years() -> tuple[Version, ...]:
    """The newest version of every year in play."""
    return tuple(_head().versions.values())


def going_on() -> list[Version]:
    """Those that are not over, as far as that is known."""
    return [its for its in years() if not seems_over(its.edition.name)]


def past() -> tuple[str, ...]:
    """The years that are over, the oldest first. Raises TryAgain where that was not read for minutes."""
    head, its = _head(), _process[0]
    if clock.seconds() // MINUTE - its.read > SURE_FOR:
        # Forms go on with what was known; what decides does not, or a step might go on with a year that is over.
        raise TryAgain("which years are over cannot be read")
    return head.past


def known() -> Head:
    """The years as far as this process knows them without asking anybody: for a page that says that nobody answers."""
    return _process[0].head


def over_since() -> Seconds:
    """Since when the newest of them is over."""
    return _head().over_since


def is_over(name: str) -> bool:
    """Whether this year is over, for who decides by it. Raises TryAgain as `past`."""
    return _named(name) in past()


def seems_over(name: str) -> bool:
    """The same, for who shows it."""
    return _named(name) in _head().past


def check(name: str) -> None:
    """Raises Refused for what belongs to a year that is over: of it something may only be taken away."""
    if is_over(name):
        raise Refused("year_over")


def forgets(today: date, name: str | None = None) -> bool:
    """Whether this year, or any, forgets addresses on this day or did before."""
    asked = years() if name is None else (newest(name),)
    return any(its.edition.forget_addresses_on <= today for its in asked)


def of_round(key: str) -> str:
    """The year with this round; "" where there is none."""
    rounds = {its.edition.name: [one.key for one in its.edition.rounds] for its in years()}
    long_over = {name: its.rounds for name, its in _head().long_over.items()}
    return next((name for name, its in {**long_over, **rounds}.items() if key in its), "")


def _head() -> Head:
    its, minute = _process[0], clock.seconds() // MINUTE
    if its.minute != minute:
        try:
            its.head, its.read = _read_head(its.head.versions), minute
        except TryAgain:
            # A minute or two longer with what was known; a process that knows nothing has to know first.
            if not its.head.versions:
                raise
        # Who knew none looks again: the first year is there at once.
        its.minute = minute if its.head.versions else -1
    return its.head


def _read_head(known: Mapping[str, Version]) -> Head:
    """The row. A year that another release wrote as this one cannot read it is as it was known, or left out."""
    row = _get(*HEAD)
    if row is None:
        return Head()
    told = msgspec.json.decode(row["said"]["S"], type=dict[str, Any])
    found = {name: _version(its) or known.get(name) for name, its in told["versions"].items()}
    head = msgspec.convert({**told, "versions": {}}, Head)
    return replace(head, versions={name: its for name, its in found.items() if its})


def _version(told: Any) -> Version | None:
    try:
        return msgspec.convert(told, Version)
    except msgspec.ValidationError:
        return None


def _stamped(stamp: str) -> Version:
    newest = _head().versions.get(stamp.rpartition("@")[0])
    if newest is not None and newest.stamp == stamp:
        return newest
    known = _process[0].older
    if stamp not in known:
        known[stamp] = _read_version(stamp)
    return known[stamp]


def _read_version(stamp: str) -> Version:
    name, _, number = stamp.rpartition("@")
    row = _get(name, sort_key(int(number))) if name and number.isdigit() else None
    if row is None:
        raise Broken("an edition that never was")
    try:
        return Version(int(number), msgspec.json.decode(row["said"]["S"], type=Edition))
    except msgspec.ValidationError as problem:
        # While a deploy goes on; one that went back has to go forward.
        raise TryAgain("an edition as another release keeps it") from problem


def sort_key(number: int) -> str:
    """The sort key of a version: in order, as texts are."""
    return f"{number:0{NUMBER_DIGITS}}"


def _get(name: str, key: str) -> Any:
    where = {"edition": {"S": name}, "version": {"S": key}}
    with answering():
        answer = aws.dynamodb().get_item(TableName=settings().table("editions"), Key=where, ConsistentRead=True)
    return answer.get("Item")
