"""What an organiser's pages show of a year, in a language."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from msgspec import Struct

from chalicelib import brussels
from chalicelib.edition import Edition
from chalicelib.editions import groups
from chalicelib.editions.groups import ADDED, Item
from chalicelib.editions.told import help_with, in_words, label_in, label_of
from chalicelib.kinds import Language, Seconds
from chalicelib.web.words import say

# The calendar


class Moment(Struct, frozen=True):
    """Something in the calendar of a year."""

    label: str
    at: date
    state: str
    """past, next or ahead."""


def timeline(edition: Edition, now: Seconds, language: Language) -> list[Moment]:
    """The year as it goes by, first things first."""
    moments = sorted((_start(at), label, at) for label, at in groups.as_moments(edition))
    ahead = [label for start, label, _ in moments if start > now]
    return [
        Moment(
            label_in(language, label), _here(at), "past" if start <= now else "next" if label == ahead[0] else "ahead"
        )
        for start, label, at in moments
    ]


def _here(at: date) -> date:
    return at.astimezone(brussels.CLOCKS) if isinstance(at, datetime) else at


def _start(at: date) -> Seconds:
    moment = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=brussels.CLOCKS)
    return int(moment.timestamp())


def coming(moments: Iterable[Moment], now: Seconds, language: Language) -> str:
    """What comes next, and when."""
    found = next((one for one in moments if one.state == "next"), None)
    if found is None:
        return say(language, "organise.all_over")
    day = found.at.date() if isinstance(found.at, datetime) else found.at
    days = (day - brussels.moment(now).date()).days
    when = {0: "today", 1: "tomorrow"}.get(days, "days")
    return say(language, f"organise.coming.{when}", what=found.label, count=days)


# The forms


LICENCES = [(key, key.replace("-", " ")) for key in groups.LICENCES]
"""Each as people call it: CC BY 4.0."""


class Shown(Struct, frozen=True):
    """A field of a form, or two for a moment; `said` is what it holds where that may not change any more."""

    name: str
    names: Sequence[str]
    kind: str
    label: str
    help: str
    most: int
    tongue: Language = ""
    said: str = ""


class Category(Struct, frozen=True):
    """A category or reason with its fields, and the box to tick for it to be left out."""

    name: str
    fields: Sequence[Shown]
    gone: str = ""


def fields(edition: Edition, group: str, language: Language, is_frozen: bool) -> list[Shown]:
    """What a group holds, of rounds only to read once they are frozen."""
    return [
        field(item, language, groups.value(edition, item) if is_frozen and item.path[0] == "rounds" else None)
        for item in groups.items(edition, group)
    ]


def several(edition: Edition, group: str, language: Language) -> list[Category]:
    """The categories or reasons as a form has them, and after them one that is not there yet."""
    if group not in groups.SEVERAL:
        return []
    its, name = groups.items(edition, group), groups.SEVERAL[group].names[0]
    found = [
        Category(
            getattr(one, name)[language],
            [field(item, language) for item in its if item.path[-3] == number],
            groups.gone(number, group),
        )
        for number, one in enumerate(groups.several(edition, group))
    ]
    return [*found, Category("", [field(item, language) for item in ADDED[group]])]


def field(item: Item, language: Language, value: object = None) -> Shown:
    """A field; `value` is what it holds where that may not change any more."""
    label, help_text = label_of(item, language), help_with(language, item.label)
    most = item.bounds[1] if item.kind in ("text", "email", "passage", "long") else 0
    return Shown(item.name, item.names, item.kind, label, help_text, most, item.tongue, in_words(value, language))
