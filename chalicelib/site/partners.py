"""Who carries the campaign, as pages show them: by their logo, or in words."""

from math import sqrt

from msgspec import Struct

from chalicelib import logo
from chalicelib.edition import Edition, Partner

AREA = 6400
"""Pixels that a logo covers, whatever its shape, so that none is louder than the others."""
WIDEST, HIGHEST = 176, 72
"""Pixels."""


class Shown(Struct, frozen=True):
    """A partner; `picture` is where their logo is, "" where they have none, with how large it is shown."""

    name: str
    url: str
    picture: str = ""
    width: int = 0
    height: int = 0


def shown(year: Edition) -> list[Shown]:
    """All of them, in their order."""
    return [_shown(its) for its in year.partners]


def _shown(its: Partner) -> Shown:
    if not its.logo:
        return Shown(its.name, its.url)
    width, height = logo.size(its.logo)
    scale = min(sqrt(AREA / (width * height)), WIDEST / width, HIGHEST / height)
    return Shown(its.name, its.url, f"/{logo.public(its.logo)}", round(width * scale), round(height * scale))
