"""Looking for an initiative on the shelf, by any name of its municipality and any word of its own.

The browser searches the same files with the same rules, so both find the same. What it knows of municipalities stands
in `places.json`:

    {"places": [["Gent", "Gand", …, "9000", …], …], "areas": [[["Oost-Vlaanderen", …], [numbers of places]], …],
     "letters": {"œ": "oe", …}}

`places` are all municipalities, each with its Dutch and its French name, then every other name, old name and postal
code that it may be looked for by. `letters` is what makes a text plain in the browser as it is here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec

from chalicelib.kinds import Slug
from chalicelib.places import LETTERS, Municipality, areas, municipalities, plain
from chalicelib.site.file import File
from chalicelib.site.near import near
from chalicelib.site.shelf import Line, place_numbers
from chalicelib.site.shown import Wanted
from chalicelib.site.stems import stem


def places_file() -> File:
    """What the browser knows of municipalities, as it is served."""
    numbers = place_numbers()
    within = [(names, [numbers[nis] for nis in codes]) for names, codes in areas().items()]
    told = {"places": places(), "areas": within, "letters": LETTERS}
    return File("places.json", "application/json; charset=utf-8", msgspec.json.encode(told))


@cache
def places() -> tuple[tuple[str, ...], ...]:
    """Every municipality by all it may be looked for by: its Dutch and its French name, then the others."""
    return tuple(map(_searchable, municipalities().values()))


def _searchable(place: Municipality) -> tuple[str, ...]:
    names = dict.fromkeys((*place.names, *place.postal_codes))
    others = (name for name in names if name not in (place.dutch, place.french))
    return (place.dutch, place.french, *others)


def matching(
    lines: Sequence[Line], wanted: Wanted, categories: Mapping[str, str], honours: Mapping[Slug, Sequence[str]] = {}
) -> list[Line]:
    """Those that fit all that is wanted, in their order; where none does, those that fit it but for a typo. `honours`:
    what some of them won, in words.
    """
    is_placed = bool(plain(wanted.municipality))
    meant = set(municipality_numbers(wanted.municipality))
    there = [
        line
        for line in lines
        if (not wanted.category or line.category == wanted.category)
        and (not is_placed or meant.intersection(line.places))
    ]
    words = [_spellings(word) for word in plain(wanted.words).split()]
    if not words:
        return there
    texts = [f" {plain(_text(line, categories, honours.get(line.slug, ())))}" for line in there]
    if found := _speaking(words, there, texts):
        return found
    known = {word for text in texts for word in text.split()} | {one for line in there for one in line.stems.split()}
    return _speaking([_meant(word, known, texts, there) for word in words], there, texts)


def _speaking(words: Sequence[Sequence[str]], lines: Sequence[Line], texts: Sequence[str]) -> list[Line]:
    return [line for line, text in zip(lines, texts, strict=True) if all(_says(word, line, text) for word in words)]


def _says(word: Sequence[str], line: Line, text: str) -> bool:
    return any(f" {one}" in text or f" {stem(one)}" in f" {line.stems}" for one in word)


def _meant(word: Sequence[str], known: Iterable[str], texts: Sequence[str], lines: Sequence[Line]) -> Sequence[str]:
    """What was typed, if anything speaks of it; else what is near it."""
    if any(_says(word, line, text) for line, text in zip(lines, texts, strict=True)):
        return word
    return near(word[0], known)


def municipality_numbers(typed: str) -> list[int]:
    """The municipalities that are meant: by a postal code in what was typed; else by a whole name, one of its parts', a
    province's; else those with a name that begins so, or that is so but for a typo.
    """
    sought = plain(typed)
    names = _plain_names()
    codes = {number for number in _NUMBER.findall(sought) if len(number) == 4}
    if found := [number for number, its in enumerate(names) if codes.intersection(its)]:
        return found
    spellings = _spellings(" ".join(_NUMBER.sub(lambda its: its[0] if its[1] not in codes else " ", sought).split()))
    if not spellings[0]:
        return []
    if found := [number for number, its in enumerate(names) if any(one in its for one in spellings)]:
        return found
    for called, within in areas().items():
        if any(one in map(_plain_name, called) for one in spellings):
            return [place_numbers()[nis] for nis in within]
    if found := [number for number, its in enumerate(names) if any(name.startswith(spellings) for name in its)]:
        return found
    meant = {*near(spellings[0], {name for its in names for name in its})}
    return [number for number, its in enumerate(names) if meant.intersection(its)]


_NUMBER = re.compile(r"(?:\bbe? ?)?([0-9]+)", re.ASCII)
"""A number in a plain text, with the "B" of an envelope."""


@cache
def _plain_names() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(plain, place)) for place in places())


_plain_name = cache(plain)
"""Names of municipalities come back with every search, texts of people do not."""

_SHORT = {"st": ("sint", "saint"), "ste": ("sainte",)}


def _spellings(plainly: str) -> tuple[str, ...]:
    """What was typed, and the same with "St" and "Ste" in full."""
    words = plainly.split()
    spelt = {
        " ".join(_SHORT.get(word, (word,))[of % len(_SHORT.get(word, (word,)))] for word in words) for of in (0, 1)
    }
    return (plainly, *sorted(spelt - {plainly}))


def _text(line: Line, categories: Mapping[str, str], honours: Sequence[str]) -> str:
    names = [name for number in line.places for name in places()[number]]
    return " ".join((line.title, line.summary, line.organisation, categories[line.category], *honours, *names))
