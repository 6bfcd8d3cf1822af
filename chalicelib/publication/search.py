"""Looking for an initiative: the compact index of a language, and what matches in it.

The browser filters the same file with the same rules, so both find the same. Its shape:

    {"places": [["Gent", "Gand", "9000", …], …],
     "initiatives": [[slug, title, summary, language, category, [numbers into places], organisation, competes], …]}

`places` are all municipalities, each with the name to show first, then every other name, old name and postal code that
it may be looked for by. `initiatives` are newest first.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec
from msgspec import Struct

from chalicelib.places import Municipality, municipalities, plain
from chalicelib.publication.rules import Published


class Line(msgspec.Struct, array_like=True, frozen=True):
    """One initiative in the index."""

    slug: str
    title: str
    summary: str
    language: str
    category: str
    places: tuple[int, ...]
    organisation: str
    competes: int


class Index(msgspec.Struct, frozen=True):
    """Everything that can be found, in one language."""

    places: tuple[tuple[str, ...], ...] = ()
    initiatives: tuple[Line, ...] = ()


class Wanted(Struct, frozen=True):
    """What somebody looks for, as they typed it; empty where it does not matter."""

    words: str
    category: str
    municipality: str


def key(language: str) -> str:
    """The file of a language's index."""
    return f"{language}/initiatives/index.json"


def index(published: Iterable[Published], language: str) -> bytes:
    """The index as it is served."""
    places = tuple(_searchable(place, language) for place in municipalities().values())
    numbers = {nis: number for number, nis in enumerate(municipalities())}
    return msgspec.json.encode(Index(places, tuple(_line(one, numbers) for one in published)))


def read(served: bytes) -> Index:
    """The index that was served."""
    return msgspec.json.decode(served, type=Index)


def _searchable(place: Municipality, language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((place.name(language), *place.names, *place.postal_codes)))


def _line(one: Published, numbers: Mapping[str, int]) -> Line:
    told = one.initiative
    return Line(
        one.slug,
        told.title,
        told.summary,
        told.language,
        told.category,
        tuple(numbers[nis] for nis in told.places),
        told.organisation,
        int(told.competes),
    )


def matching(index: Index, wanted: Wanted, categories: Mapping[str, str]) -> list[Line]:
    """The initiatives that fit all that is wanted, in the order of the index."""
    is_placed = bool(plain(wanted.municipality))
    places = set(municipality_numbers(index, wanted.municipality))
    words = plain(wanted.words).split()
    return [
        line
        for line in index.initiatives
        if (not wanted.category or line.category == wanted.category)
        and (not is_placed or places.intersection(line.places))
        and (not words or _speaks_of(words, _text(index, line, categories)))
    ]


def municipality_numbers(index: Index, typed: str) -> list[int]:
    """The municipalities that go by this name or postal code; if none does, those with a name that begins so."""
    sought = plain(typed)
    if not sought:
        return []
    names = [tuple(map(_plain_name, place)) for place in index.places]
    exact = [number for number, its in enumerate(names) if sought in its]
    return exact or [number for number, its in enumerate(names) if any(name.startswith(sought) for name in its)]


_plain_name = cache(plain)
"""Names of municipalities come back with every search, texts of people do not."""


def _text(index: Index, line: Line, categories: Mapping[str, str]) -> str:
    names = [name for number in line.places for name in index.places[number]]
    return " ".join((line.title, line.summary, line.organisation, categories.get(line.category, ""), *names))


def _speaks_of(words: Sequence[str], text: str) -> bool:
    spoken = f" {plain(text)}"
    return all(f" {word}" in spoken for word in words)
