"""Looking for an initiative: the compact index of a language, and what matches in it.

The browser filters the same file with the same rules, so both find the same. Its shape:

    {"places": [["Gent", "Gand", "9000", …], …],
     "initiatives": [[slug, title, summary, language, category, [numbers into places], organisation, competes,
                      stems, first year or 0], …],
     "areas": [[["Oost-Vlaanderen", …], [numbers into places]], …],
     "letters": {"œ": "oe", …}}

`places` are all municipalities, each with the name to show first, then every other name, old name and postal code that
it may be looked for by. `initiatives` are newest first; `stems` are the beginnings of the words of a description that
are nowhere else in the line, which tells enough to find it by and keeps the file small. `letters` is what makes a text
plain in the browser as it is here.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec

from chalicelib.kinds import Language
from chalicelib.places import LETTERS, Municipality, areas, municipalities, plain
from chalicelib.site.public import Published
from chalicelib.site.shown import Wanted

STEM, SHORTEST, MOST_STEMS = 8, 3, 120
"""Letters of a stem, letters of the shortest word that has one, and stems of one description."""

_COMMON = """
aan als bij daar dan dat deze die dit door een elk elke haar hebben heeft hem het hier hun iedereen iets komen
komt maar meer mee met mensen naar niet nog omdat onze ook samen tot uit van veel voor waar want wat we wel wie
wij wil worden wordt zich zij zijn zo aux avec ces chaque comme dans des elle elles est et ils leur leurs les
mais nos notre nous ont par pas plus pour que qui sans ses son sont sur tous tout une vous and are for from has
have her his how not one our that the their them they this was who will with you your
"""
_EVERYWHERE = frozenset(_COMMON.split())
"""Words of all descriptions, by which none is found."""


class Line(msgspec.Struct, array_like=True, frozen=True):
    """One initiative in the index."""

    slug: str
    title: str
    summary: str
    language: Language
    category: str
    places: tuple[int, ...]
    organisation: str
    competes: int
    stems: str = ""
    since: int = 0


class Index(msgspec.Struct, frozen=True):
    """Everything that can be found, in one language."""

    places: tuple[tuple[str, ...], ...] = ()
    initiatives: tuple[Line, ...] = ()
    areas: tuple[tuple[tuple[str, ...], tuple[int, ...]], ...] = ()
    letters: dict[str, str] = msgspec.field(default_factory=lambda: LETTERS)


def key(language: Language) -> str:
    """The file of a language's index."""
    return f"{language}/initiatives/index.json"


def index(lines: Iterable[Line], language: Language) -> bytes:
    """The index of a language as it is served."""
    places = tuple(_searchable(place, language) for place in municipalities().values())
    numbers = _numbers()
    within = tuple((names, tuple(numbers[nis] for nis in codes)) for names, codes in areas().items())
    return msgspec.json.encode(Index(places, tuple(lines), within))


def lines(published: Iterable[Published]) -> list[Line]:
    """What is searched of these initiatives: the same in each language."""
    numbers = _numbers()
    return [_line(one, numbers) for one in published]


def _numbers() -> dict[str, int]:
    """By NIS code, which of an index's municipalities it is."""
    return {nis: number for number, nis in enumerate(municipalities())}


def read(served: bytes) -> Index:
    """The index that was served."""
    return msgspec.json.decode(served, type=Index)


def _searchable(place: Municipality, language: Language) -> tuple[str, ...]:
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
        _stems(told.description, f"{told.title} {told.summary} {told.organisation}"),
        one.since,
    )


def _stems(description: str, beside: str) -> str:
    """The beginnings of its words, each once, without short ones and those that are already said beside it."""
    left_out = {*plain(beside).split(), *_EVERYWHERE}
    words = (word for word in plain(description).split() if len(word) >= SHORTEST and word not in left_out)
    return " ".join(list(dict.fromkeys(map(stem, words)))[:MOST_STEMS])


def stem(word: str) -> str:
    """The beginning of a word: "vluchtelingen" and "vluchteling" begin alike."""
    return word[:STEM]


def matching(index: Index, wanted: Wanted, categories: Mapping[str, str]) -> list[Line]:
    """The initiatives that fit all that is wanted, in the order of the index."""
    is_placed = bool(plain(wanted.municipality))
    places = set(municipality_numbers(index, wanted.municipality))
    words = [_spellings(word) for word in plain(wanted.words).split()]
    return [
        line
        for line in index.initiatives
        if (not wanted.category or line.category == wanted.category)
        and (not is_placed or places.intersection(line.places))
        and (not words or _speaks_of(words, line, _text(index, line, categories)))
    ]


def municipality_numbers(index: Index, typed: str) -> list[int]:
    """The municipalities that are meant: by a postal code in what was typed; else by a whole name, one of its parts', a
    province's; else those with a name that begins so.
    """
    sought = plain(typed)
    names = [tuple(map(_plain_name, place)) for place in index.places]
    codes = {number for number in _NUMBER.findall(sought) if len(number) == 4}
    if found := [number for number, its in enumerate(names) if codes.intersection(its)]:
        return found
    spellings = _spellings(" ".join(_NUMBER.sub(lambda its: its[0] if its[1] not in codes else " ", sought).split()))
    if not spellings[0]:
        return []
    if found := [number for number, its in enumerate(names) if any(one in its for one in spellings)]:
        return found
    for its, numbers in index.areas:
        if any(one in map(_plain_name, its) for one in spellings):
            return list(numbers)
    return [number for number, its in enumerate(names) if any(name.startswith(spellings) for name in its)]


_NUMBER = re.compile(r"(?:\bbe? ?)?([0-9]+)", re.ASCII)
"""A number in a plain text, with the "B" of an envelope."""

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


def _text(index: Index, line: Line, categories: Mapping[str, str]) -> str:
    names = [name for number in line.places for name in index.places[number]]
    return " ".join((line.title, line.summary, line.organisation, categories[line.category], *names))


def _speaks_of(words: Sequence[tuple[str, ...]], line: Line, text: str) -> bool:
    spoken, stems = f" {plain(text)}", f" {line.stems}"
    return all(any(f" {one}" in spoken or f" {stem(one)}" in stems for one in word) for word in words)
