"""A year as forms: what people change of it, group by group, and how it is typed and read.

What a group does not hold stays as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any, Literal, get_args

import msgspec
from msgspec import Struct, inspect

from chalicelib.edition import (
    LANGUAGES,
    Category,
    Edition,
    Licence,
    Moderation,
    Reason,
    Registration,
    Round,
)
from chalicelib.editions import moments, passages
from chalicelib.editions.differences import plain
from chalicelib.editions.faults import faults
from chalicelib.kinds import LONGEST_PASSAGE, Language
from chalicelib.web.fields import Field, Form

GROUPS = ("dates", "texts", "categories", "partners", "sites", "rules", "reasons", "watch_words", "witnesses", "copies")
TYPED_IN_LINES = ("partners", "sites", "watch_words", "witnesses", "copies")
"""Groups that are one field, with a line for each that there is."""
LONGEST = 300
"""Characters of one text."""
_LONG = (0, LONGEST_PASSAGE)

REMINDING = (
    "link_days", "remind_after_days", "remind_all_after_days", "tell_organiser_after_days", "promised_days",
)  # fmt: skip

_NUMBERS: Mapping[str, tuple[str, ...]] = {
    "public": ("link_hours", "recount_every_minutes"),
    "shortlist": ("nominees", "least"),
    "final": ("least", "revise_days"),
}
"""Of a round, by its kind."""

LICENCES: tuple[str, ...] = get_args(Licence)

Kind = Literal["moment", "day", "number", "text", "long", "email", "licence", "passage", "tick"]
Path = tuple[str | int, ...]


class Item(Struct, frozen=True):
    """Something of a year that is typed in one field, or a moment in two: its day and its hour."""

    path: Path
    kind: Kind
    label: str
    """A key under [organise.fields] of the translations."""
    bounds: tuple[int, int] = (1, LONGEST)
    """Of a number, or of how many characters a text has."""

    @property
    def name(self) -> str:
        """Of its field."""
        return "-".join(map(str, self.path))

    @property
    def names(self) -> tuple[str, ...]:
        """Of its fields."""
        return (f"{self.name}-day", f"{self.name}-hour") if self.kind == "moment" else (self.name,)

    @property
    def tongue(self) -> Language:
        """The language of a text that there is one of in each; "" for any other."""
        return str(self.path[-1]) if self.path[-1] in LANGUAGES else ""


class Several(Struct, frozen=True):
    """Things of which a year has several, each with fields of its own; one may be added and left out."""

    path: Path
    names: tuple[str, ...]
    """Its texts in each language; by the first of them a new one gets its key."""
    long: tuple[str, ...] = ()
    """Its texts in each language that may be long, or not be there."""

    @property
    def items(self) -> tuple[Item, ...]:
        """What one of them holds, by where that stands in it."""
        short = (Item((name, tongue), "text", name) for name in self.names for tongue in LANGUAGES)
        return (*short, *(Item((name, tongue), "long", name, _LONG) for name in self.long for tongue in LANGUAGES))


SEVERAL = {
    "categories": Several(("categories",), ("name", "prize"), ("questions",)),
    "reasons": Several(("moderation", "reasons"), ("sentence",)),
}

# What there is


def known() -> tuple[str, ...]:
    """Every group: those of the year, and one for each page to read."""
    return (*GROUPS, *(f"{passages.PAGE}{topic}" for topic in passages.topics()))


def items(edition: Edition, group: str) -> tuple[Item, ...]:
    """What a group holds of a year, as it stands on its page."""
    if group.startswith(passages.PAGE):
        return tuple(_passages(group.removeprefix(passages.PAGE)))
    return tuple(_ITEMS[group](edition))


def _passages(topic: str) -> Iterator[Item]:
    for key in passages.sections(topic):
        yield from (Item(("texts", key, tongue), "passage", "passage", _LONG) for tongue in LANGUAGES)


def _dates(edition: Edition) -> Iterator[Item]:
    yield Item(("registration", "opens"), "moment", "registration_opens")
    yield Item(("registration", "closes"), "moment", "registration_closes")
    for number, its in enumerate(edition.rounds):
        for name in ("opens", "closes", "results"):
            yield Item(("rounds", number, name), "moment", f"{its.kind}_{name}")
    yield Item(("show",), "moment", "show")
    yield Item(("forget_addresses_on",), "day", "forget_addresses_on")


def _texts(edition: Edition) -> Iterator[Item]:
    yield from (Item(("title", tongue), "text", "title") for tongue in LANGUAGES)
    yield Item(("contact", "name"), "text", "contact_name")
    yield Item(("contact", "email"), "email", "contact_email")
    yield Item(("data_licence",), "licence", "data_licence")


def _several(group: str, edition: Edition) -> Iterator[Item]:
    for number in range(len(several(edition, group))):
        for its in SEVERAL[group].items:
            yield msgspec.structs.replace(its, path=(*SEVERAL[group].path, number, *its.path))


def _rules(edition: Edition) -> Iterator[Item]:
    yield _number(("registration", "remind_after_days"), Registration)
    yield _number(("registration", "forget_after_days"), Registration)
    for name in REMINDING:
        yield _number(("moderation", name), Moderation)
    for number, its in enumerate(edition.rounds):
        yield from (_number(("rounds", number, name), Round, its.kind) for name in _NUMBERS[its.kind])
        if its.kind != "public":
            yield Item(("rounds", number, "blind"), "tick", f"{its.kind}_blind")


def _number(path: Path, table: type, kind: str = "") -> Item:
    name = str(path[-1])
    return Item(path, "number", "_".join(filter(None, (kind or str(path[0]), name))), _bounds(table)[name])


@cache
def _bounds(table: type) -> dict[str, tuple[int, int]]:
    """How small and large the numbers of a table may be."""
    its = inspect.type_info(table)
    fields = its.fields if isinstance(its, inspect.StructType) else ()
    numbers = {field.name: field.type for field in fields if isinstance(field.type, inspect.IntType)}
    return {name: (number.ge or 0, number.le or 0) for name, number in numbers.items()}


_ITEMS: Mapping[str, Callable[[Edition], Iterator[Item]]] = {
    "dates": _dates,
    "texts": _texts,
    **{group: partial(_several, group) for group in SEVERAL},
    **dict.fromkeys(TYPED_IN_LINES, lambda edition: iter(())),
    "rules": _rules,
}

ADDED = {
    group: tuple(msgspec.structs.replace(item, path=("added", *item.path)) for item in its.items)
    for group, its in SEVERAL.items()
}
"""The fields of a category or reason that is not there yet."""


def several(edition: Edition, group: str) -> Sequence[Category | Reason]:
    """The categories or the reasons of a year."""
    return edition.categories if group == "categories" else edition.moderation.reasons


def gone(number: int, group: str = "categories") -> str:
    """The box to tick for one of several to be left out."""
    return f"{group}-{number}-gone"


def form(edition: Edition, group: str) -> Form:
    """The fields of a group's form."""
    own = [
        Field(name, "own", most=max(LONGEST, item.bounds[1]), lines=item.kind in ("passage", "long"))
        for item in (*items(edition, group), *ADDED.get(group, ()))
        for name in item.names
    ]
    if group in SEVERAL:
        own += [Field(gone(number, group), "own") for number in range(len(several(edition, group)))]
    if group in TYPED_IN_LINES:
        own.append(Field(group, "own", most=20_000, lines=True))
    return tuple(own)


# What is typed


def as_typed(edition: Edition, group: str) -> dict[str, str]:
    """What a group holds, the way people would type it."""
    if group == "sites":
        return {group: "\n".join(site.origin for site in edition.sites)}
    if group == "partners":
        return {group: "\n".join(f"{partner.name} {partner.url}" for partner in edition.partners)}
    if group == "watch_words":
        return {group: "\n".join(edition.moderation.watch_words)}
    if group == "copies":
        return {group: "\n".join(edition.copies)}
    if group == "witnesses":
        return {group: "\n".join(f"{its.key} {its.url}" for its in edition.witnesses)}
    said = tables(edition)
    return {name: text for item in items(edition, group) for name, text in _typed(item, at(said, item.path))}


def _typed(item: Item, value: Any) -> Iterator[tuple[str, str]]:
    if item.kind == "moment":
        yield from zip(item.names, (moments.day_typed(value), moments.hour_typed(value)), strict=True)
    elif item.kind == "tick":
        yield item.name, "yes" if value else ""
    else:
        yield item.name, moments.day_typed(value) if item.kind == "day" else str(value)


def as_moments(edition: Edition) -> list[tuple[str, date]]:
    """The calendar of a year: what happens, as a key under [organise.fields], and when."""
    return [(item.label, value(edition, item)) for item in items(edition, "dates")]


def is_whole(edition: Edition, year: int) -> bool:
    """Whether it is in order, and of about that year."""
    return all(moments.is_near(at, year) for _, at in as_moments(edition)) and not faults(edition)


def value(edition: Edition, item: Item) -> Any:
    """What a year holds there."""
    return at(tables(edition), item.path)


def tables(edition: Edition) -> Any:
    """A year as tables, with what each section of its pages says."""
    return {**plain(edition), "texts": passages.all_said(edition)}


def at(tables: Any, path: Path) -> Any:
    """What stands there in the tables of a year."""
    for name in path:
        tables = tables[name]
    return tables
