"""What differs between two versions of a year, and what two people changed of it at once: values in, values out."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib import brussels
from chalicelib.edition import KEYS, Edition
from chalicelib.kinds import DAY, HOUR, MINUTE

Path = tuple[str, ...]
"""Where something stands in a year, such as ("rounds", "public-2027", "closes"): of a list by key, not by number."""


class Difference(Struct, frozen=True):
    """Something that stands in one version and not so in the other; None where it does not stand there at all."""

    path: Path
    old: Any
    new: Any


def plain(edition: Edition) -> Any:
    """A year as tables, lists and values."""
    return msgspec.to_builtins(edition, builtin_types=(datetime, date))


def differences(before: Edition, after: Edition) -> list[Difference]:
    """All that differs, in the order of the later version. What was added or left out whole is one difference."""
    old, new = _flat(plain(before)), _flat(plain(after))
    paths = [*new, *(path for path in old if path not in new)]
    found = [Difference(path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]
    whole = {one_of(its.path) for its in found if _is_key(its.path)}
    kept = [its for its in found if one_of(its.path) not in whole or _is_key(its.path)]
    return [*kept, *_in_another_order(before, after)]


def merged(base: Edition, theirs: Edition, mine: Edition) -> Edition:
    """Their version with what I changed of the one that we both began with; where both changed the same, mine."""
    old, new, both = _flat(plain(base)), _flat(plain(mine)), _flat(plain(theirs))
    for path in {**old, **new}:
        if old.get(path) == new.get(path):
            continue
        if path in new:
            both[path] = new[path]
        else:
            both.pop(path, None)
    try:
        return msgspec.convert(_nested(_without_remains(both)), Edition)
    except msgspec.ValidationError:
        # Each took out what the other left: what I wanted stands, and its differences say what of theirs goes.
        return mine


def at_once(base: Edition, theirs: Edition, mine: Edition) -> list[Difference]:
    """What both changed, and not to the same: theirs as the old, mine as the new."""
    changed = [{its.path: its.new for its in differences(base, one)} for one in (theirs, mine)]
    return [
        Difference(path, changed[0][path], new)
        for path, new in changed[1].items()
        if path in changed[0] and changed[0][path] != new
    ]


def moved_by(old: date, new: date) -> tuple[str, int]:
    """How far a moment or a day moved, in a unit that says it whole: days by the calendar, else hours or minutes."""
    if isinstance(old, datetime) and isinstance(new, datetime):
        old, new = old.astimezone(brussels.CLOCKS), new.astimezone(brussels.CLOCKS)
        if old.time() != new.time():
            return _span(int(new.timestamp() - old.timestamp()))
    return "days", new.toordinal() - old.toordinal()


def _span(seconds: int) -> tuple[str, int]:
    if abs(seconds) < DAY and seconds % HOUR == 0:
        return "hours", seconds // HOUR
    return ("minutes", seconds // MINUTE) if abs(seconds) < HOUR else ("moment", seconds)


def _is_key(path: Path) -> bool:
    """Whether this says which of a list it is: it stands in one version alone where the whole of it does."""
    return KEYS.get(".".join(path[:-2])) == path[-1]


def one_of(path: Path) -> Path:
    """Which of a list it is of; itself where it is of none."""
    return next((path[: n + 1] for n in range(1, len(path)) if ".".join(path[:n]) in KEYS), path)


def _flat(value: Any, path: Path = ()) -> dict[Path, Any]:
    flat: dict[Path, Any] = {}
    for name, its in _named(value, path):
        # A list of words is one value: nothing tells one of them from another.
        if isinstance(its, dict) or ".".join((*path, name)) in KEYS:
            flat |= _flat(its, (*path, name))
        else:
            flat[(*path, name)] = its
    return flat


def _named(value: Any, path: Path) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from value.items()
    else:
        yield from ((one[KEYS[".".join(path)]], one) for one in value)


def _nested(flat: Mapping[Path, Any]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for path, value in flat.items():
        table = nested
        for name in path[:-1]:
            table = table.setdefault(name, {})
        table[path[-1]] = value
    for where in KEYS:
        *tables, name = where.split(".")
        table = nested
        for its in tables:
            table = table.get(its, {})
        if name in table:
            table[name] = tuple(table[name].values())
    return nested


def _without_remains(flat: Mapping[Path, Any]) -> dict[Path, Any]:
    """Without what was changed of something that the other left out."""
    there = {one_of(path) for path in flat if _is_key(path)}
    return {path: value for path, value in flat.items() if one_of(path) in (path, *there)}


def _in_another_order(before: Edition, after: Edition) -> Iterator[Difference]:
    for name, key in KEYS.items():
        old, new = ([getattr(one, key) for one in attrgetter(name)(its)] for its in (before, after))
        if [one for one in old if one in new] != [one for one in new if one in old]:
            yield Difference(tuple(name.split(".")), None, None)
