"""The map, and municipalities that are full and empty, to be looked at."""

import random
from collections.abc import Callable, Sequence
from typing import Any

from msgspec.structs import asdict

from chalicelib.places import everywhere
from chalicelib.site import land, municipality, sky, tally
from chalicelib.site.tally import Tally
from chalicelib.web.render import render
from tests.browser.written import HARD, INITIATIVES
from tests.years import YEAR


def found(lit: float = 0.65) -> list[int]:
    """A number of initiatives for each municipality, larger where more people live."""
    chance = random.Random(14)
    return [
        int(1 + chance.expovariate(1) * place.inhabitants / 14_000) if chance.random() < lit else 0
        for place in everywhere()
    ]


def _names(language: str) -> dict[str, str]:
    return {category.key: category.name[language] for category in YEAR.categories}


def _map(language: str, counts: Sequence[int], category: str = "") -> str:
    listed = sky.by_area(counts, language)
    return render(
        "site/map.html",
        language,
        path=f"/{language}/map",
        parts=sky.parts(counts, language),
        outlines=land.land().areas,
        enlarged=land.land().brussels,
        levels=sky.LEVELS,
        sizes=sky.SIZES,
        labels=sky.LABELS,
        areas=[(share, listed[area]) for area, share in tally.shares(counts).items()],
        found=sum(counts),
        reached=sum(map(bool, counts)),
        total=len(counts),
        categories=list(_names(language).items()),
        category=category,
        category_names=_names(language),
    )


def _municipality(language: str, slug: str, items: list[dict[str, Any]]) -> str:
    number = next(number for number, place in enumerate(everywhere()) if place.slug == slug)
    names = _names(language)
    its = Tally(30, 2025, dict.fromkeys(names, 3), {"a", "b"}) if items else Tally()
    beside = municipality.beside(number, found(), language)
    shown = municipality.shown(number, its, [], beside, names, language)
    told = {**asdict(shown), "items": items, "land": land.land().small}
    return render(
        "site/municipality.html", language, path=f"/{language}/municipalities/{slug}", category_names=names, **told
    )


SKIES: dict[str, Callable[[str], str]] = {
    "map": lambda language: _map(language, found()),
    "map-full": lambda language: _map(language, [max(1, count) for count in found(1)]),
    "map-empty": lambda language: _map(language, [0] * len(everywhere()), "scholen"),
    "municipality": lambda language: _municipality(language, "gent", INITIATIVES),
    "municipality-hard": lambda language: _municipality(language, "beveren-kruibeke-zwijndrecht", HARD),
    "municipality-empty": lambda language: _municipality(language, "pajottegem", []),
}
