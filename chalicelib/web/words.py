"""Every word a person reads, in the language of that person."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

from chalicelib.edition import LANGUAGES
from chalicelib.errors import Broken
from chalicelib.kinds import Language

HERE = Path(__file__).parent.parent
BAKED = HERE / "built" / "words"
"""Where the package keeps the words, since TOML takes long to read; absent while developing."""

_THOUSANDS = {"nl": ".", "fr": "\u202f", "en": ","}


class WordsMissing(LookupError):
    """There is no such key in a language, or it needs a `count` to choose between one and other."""


def say(language: Language, key: str, **values: object) -> str:
    """The sentence behind a dotted key, with its values filled in; `count` chooses between key.one and key.other.

    Whole numbers and dates are written the way the language writes them. Raises WordsMissing, or KeyError when a
    placeholder got no value.
    """
    filled = {name: in_words(language, value) for name, value in values.items()}
    return pattern(language, key, values.get("count")).format(**filled)


def pattern(language: Language, key: str, count: object = None) -> str:
    """The sentence behind a key with its placeholders still open. Raises WordsMissing."""
    its = sentences(language)
    if isinstance(count, int):
        form = f"{key}.{'one' if _is_one(language, count) else 'other'}"
        if form in its:
            return its[form]
    try:
        return its[key]
    except KeyError:
        raise WordsMissing(f"no {language}.toml has {key}") from None


def keys(language: Language) -> tuple[str, ...]:
    """All keys of a language, room by room, in the order of the files."""
    return tuple(sentences(language))


def parts(table: str) -> list[str]:
    """The names of the tables within a table that have a title, in the order of their file."""
    inside = (
        key.removeprefix(f"{table}.").split(".") for key in sentences(LANGUAGES[0]) if key.startswith(f"{table}.")
    )
    return [names[0] for names in inside if len(names) == 2 and names[1] == "title"]


def in_words(language: Language, value: object) -> object:
    """A number or date as the language writes it; anything else as it is."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return number_in_words(language, value)
    if isinstance(value, datetime):
        return moment_in_words(language, value)
    if isinstance(value, date):
        return date_in_words(language, value)
    return value


def number_in_words(language: Language, number: int) -> str:
    """A whole number with its thousands grouped: 10.642, 10 642 or 10,642."""
    return f"{number:,}".replace(",", _THOUSANDS[language])


def fraction_in_words(language: Language, written: str) -> str:
    """A fraction as people write it: 3,4 for 17/5, and 2,17 (13/6) where two decimals do not say it all."""
    exact = Fraction(written)
    rounded = f"{float(exact):.2f}".rstrip("0").rstrip(".")
    said = rounded if language == "en" else rounded.replace(".", ",")
    return said if Fraction(rounded) == exact else f"{said} ({exact})"


def date_in_words(language: Language, day: date) -> str:
    """A day such as 5 april 2027, 1er avril 2027, 5 April 2027."""
    return pattern(language, "dates.first" if day.day == 1 else "dates.day").format(
        day=day.day, month=_month(language, day), year=day.year
    )


def moment_in_words(language: Language, moment: datetime) -> str:
    """A day and the time on the clock, in the zone that the moment carries."""
    return pattern(language, "dates.moment").format(
        day=date_in_words(language, moment), hour=moment.hour, minute=f"{moment.minute:02}"
    )


def _month(language: Language, day: date) -> str:
    return pattern(language, "dates.months").split()[day.month - 1]


def _is_one(language: Language, count: int) -> bool:
    # French says "0 initiative": zero takes the singular there.
    return count == 1 or (language == "fr" and count == 0)


@cache
def sentences(language: Language) -> dict[str, str]:
    """All sentences of a language by their dotted keys. Raises WordsMissing, Broken where a file cannot be read."""
    if language not in LANGUAGES:
        raise WordsMissing(f"no language {language}")
    if BAKED.is_dir():
        return dict(json.loads((BAKED / f"{language}.json").read_text("utf-8")))
    found: dict[str, str] = {}
    for file in sorted((HERE / "translations").glob(f"*/{language}.toml")):
        its = _read(file)
        if twice := found.keys() & its.keys():
            raise Broken(f"{_named(file)}: another room says {min(twice)} already")
        found |= its
    return {key: spaced(sentence) for key, sentence in found.items()} if language == "fr" else found


def _read(file: Path) -> dict[str, str]:
    """The sentences that one room says. Raises Broken."""
    import tomllib

    try:
        return _flat(tomllib.loads(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as problem:
        raise Broken(f"{_named(file)}: {problem}") from problem


def _named(file: Path) -> str:
    return str(file.relative_to(HERE.parent))


_SPACED = re.compile(r"(?P<open>«)\s*|\s*(?P<close>»)|(?:(?<=[^\s?!])|^)\s*(?P<high>[?!;])|\s+(?P<colon>:)")


def spaced(sentence: str) -> str:
    """A French sentence with its spaces around punctuation such that no line ends there, however they were typed."""
    # Not within a placeholder, whose format may hold such characters.
    return "".join(
        part if part.startswith("{") else _SPACED.sub(_with_space, part) for part in re.split(r"({[^{}]*})", sentence)
    )


def _with_space(match: re.Match[str]) -> str:
    if match["open"]:
        return "«\u00a0"
    return f"\u202f{match['high']}" if match["high"] else f"\u00a0{match['close'] or match['colon']}"


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = str(value)
    return flat
