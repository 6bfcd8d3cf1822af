"""A year as somebody writes it: a TOML file, checked to the letter, with what is wrong told in words."""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec

from chalicelib import brussels
from chalicelib.edition import ADDRESS, KEY, NAME, ORIGIN, PASSAGE, Edition
from chalicelib.editions.faults import FAULTS, faults
from chalicelib.editions.rules import LARGEST, size
from chalicelib.errors import Broken
from infra import ROOT

YEARS = ROOT / "chalicelib" / "editions"
"""Where the first version of each is written; it is no part of the package."""

_KINDS = {
    "str": "a text between quotes",
    "int": "a whole number, without quotes",
    "datetime": "a day and a time without quotes, such as 2027-04-24T20:00:00+02:00",
    "date": "a day without quotes, such as 2027-07-31",
    "object": "a part of its own, with names and values",
    "array": "a list, each with two square brackets around its name",
}
_SENTENCES: Mapping[str, Callable[[re.Match[str]], str]] = {
    rf"Expected `({'|'.join(_KINDS)})`, got `.*`": lambda its: f"has to be {_KINDS[its[1]]}",
    r"Object missing required field `(\w+)`": lambda its: f"{its[1]} is missing",
    r"Expected `str` of length >= 1": lambda its: "is empty",
    r"Expected `str` of length <= (\d+)": lambda its: f"is longer than {its[1]} characters",
    r"Expected `array` of length >= 1": lambda its: "there has to be at least one",
    r"Expected `array` of length <= (\d+)": lambda its: f"there may be at most {its[1]}",
    r"Expected `int` >= (\d+)": lambda its: f"has to be at least {its[1]}",
    r"Expected `int` <= (\d+)": lambda its: f"has to be at most {its[1]}",
    re.escape(f"Expected `str` matching regex {NAME!r}"): lambda its: (
        "has to be its year in four figures, and where there are two of that year a hyphen and a word: 2027-spring"
    ),
    re.escape(f"Expected `str` matching regex {KEY!r}"): lambda its: (
        "may have small letters without accents, figures and hyphens only, and not begin with a hyphen"
    ),
    re.escape(f"Expected `str` matching regex {ORIGIN!r}"): lambda its: (
        "has to be the beginning of an address and no more, such as https://www.example.org"
    ),
    re.escape(f"Expected `str` matching regex {ADDRESS!r}"): lambda its: (
        "has to be the whole address of a site, such as https://www.example.org"
    ),
    re.escape(f"Expected `str` matching regex {PASSAGE!r}"): lambda its: (
        "has to be a page and a section of it, such as privacy.rights"
    ),
}
"""What msgspec says, and what a person is told."""


_MISTYPED = {
    "Cannot declare": "this part is there already",
    "Cannot mutate": "this part is there already",
    "Cannot overwrite": "this name is there already",
    "Duplicate": "this name is there already",
    "Expected '='": "an equals sign is missing behind a name",
    "Expected ']": "a bracket is not closed",
    "Expected newline": "there is more on this line than one value",
    "Illegal character": "a quote is missing at the end of a text",
    "Invalid date": "there is no such day or time",
    "Invalid initial": "a name begins with what no name may have",
    "Invalid value": "this is no text between straight quotes, number or day",
    "Invalid statement": "a line begins with what no name may have",
    "Unclosed": "a bracket or a quote is not closed",
    "Unescaped": "a text may not have a backslash",
    "Unterminated": "a quote is missing at the end of a text",
}
"""What tomllib says begins so, and what a person is told."""


def read(file: Path) -> Edition:
    """A year's file, checked. Raises Broken, naming the file, the line and the field that is wrong."""
    text = _text(file)
    try:
        told = _in_brussels(tomllib.loads(text))
    except tomllib.TOMLDecodeError as problem:
        raise Broken(_not_toml(file, problem)) from problem
    if unknown := next(_unknown(told, msgspec.inspect.type_info(Edition)), ""):
        raise Broken(_said(file, text, unknown, "there is no such field"))
    try:
        found = msgspec.convert(told, Edition, builtin_types=(datetime, date))
    except msgspec.ValidationError as problem:
        what, _, where = str(problem).partition(" - at `$.")
        field = where.rstrip("`")
        raise Broken(_said(file, text, field, _in_words(what, field))) from problem
    for field, fault in faults(found):
        raise Broken(_said(file, text, field, FAULTS[fault]))
    if size(found) > LARGEST:
        raise Broken(f"{file.name}, the file: a year may have {LARGEST:,} letters in all, and it has {size(found):,}")
    if file.stem.isdigit() and file.stem != found.name:
        raise Broken(_said(file, text, "name", "the file is of another year"))
    return found


def _text(file: Path) -> str:
    try:
        # Some editors begin a file with a mark of its encoding.
        return file.read_text(encoding="utf-8-sig")
    except OSError as problem:
        raise Broken(f"{file.name}: there is no such edition") from problem
    except UnicodeDecodeError as problem:
        raise Broken(f"{file.name}: its letters are not in UTF-8: save it so, as your editor offers") from problem


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


def _unknown(told: Any, kind: msgspec.inspect.Type, where: str = "") -> Iterator[str]:
    """The fields that a year has not, as a path such as rounds[0].colour."""
    if isinstance(kind, msgspec.inspect.StructType) and isinstance(told, dict):
        known = {field.name: field.type for field in kind.fields}
        for name, value in told.items():
            its = f"{where}.{name}".lstrip(".")
            if name in known:
                yield from _unknown(value, known[name], its)
            else:
                yield its
    elif isinstance(kind, msgspec.inspect.VarTupleType) and isinstance(told, list):
        for number, value in enumerate(told):
            yield from _unknown(value, kind.item_type, f"{where}[{number}]")


# What is wrong, and where


def _said(file: Path, text: str, field: str, fault: str) -> str:
    line = _line(text, field)
    # People count from 1.
    counted = re.sub(r"\[(\d+)\]", lambda its: f" {int(its[1]) + 1}", field)
    return f"{file.name}, {f'line {line}, ' if line else ''}{counted or 'the file'}: {fault}"


def _in_words(what: str, field: str) -> str:
    if isinstance(kind := _kind(field), msgspec.inspect.LiteralType):
        return f"has to be {' or '.join(map(str, kind.values))}, between quotes"
    for pattern, sentence in _SENTENCES.items():
        if its := re.fullmatch(pattern, what):
            return sentence(its)
    return what


def _not_toml(file: Path, problem: tomllib.TOMLDecodeError) -> str:
    what, _, where = str(problem).partition(" (at ")
    line = re.match(r"line \d+", where)
    fault = next(
        (said for begin, said in _MISTYPED.items() if what.startswith(begin)), "this is not how a year is written"
    )
    return (
        f"{file.name}, {line[0] if line else 'its end'}: {fault}. A line is a name, an equals sign and a value, with "
        "texts between straight quotes; or the name of a part between square brackets"
    )


def _kind(field: str) -> msgspec.inspect.Type | None:
    """What a field such as rounds[0].kind may hold."""
    kind: msgspec.inspect.Type | None = msgspec.inspect.type_info(Edition)
    for name in re.findall(r"[a-z_]+", field):
        kind = kind.item_type if isinstance(kind, msgspec.inspect.VarTupleType) else kind
        fields = kind.fields if isinstance(kind, msgspec.inspect.StructType) else ()
        kind = next((its.type for its in fields if its.name == name), None)
    return kind


def _line(text: str, field: str) -> int:
    """The line on which a field such as categories[1].name.fr begins to be told; 0 where the file does not tell it."""
    lines = text.splitlines()
    before = 0
    for number in range(1, len(lines) + 1):
        try:
            told = tomllib.loads("\n".join(lines[:number]))
        except tomllib.TOMLDecodeError:
            # In the middle of what goes over several lines.
            continue
        if field and _has(told, field):
            return before + 1
        before = number
    return 0


def _has(told: Any, field: str) -> bool:
    for part in re.findall(r"[^.\[\]]+", field):
        if isinstance(told, list) and part.isdigit() and int(part) < len(told):
            told = told[int(part)]
        elif isinstance(told, dict) and part in told:
            told = told[part]
        else:
            return False
    return True
