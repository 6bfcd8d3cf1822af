"""Where the pages of a year that is over are."""

from chalicelib.edition import LANGUAGES
from chalicelib.site import gone


def path(year: str, below: str = "") -> str:
    """Where a page of a year is, below the language; its open data, below nothing."""
    return f"editions/{year}/{below}" if below else f"editions/{year}"


def is_of(key: str, year: str) -> bool:
    """Whether a file is of this year that is over."""
    its, bare = path(year), _without_language(key)
    return bare == its or bare.startswith(f"{its}/") or key == gone.key_of(year)


def is_of_any(key: str) -> bool:
    """Whether a file is of a year that is over."""
    return _without_language(key).startswith("editions/")


def _without_language(key: str) -> str:
    language, _, bare = key.partition("/")
    return bare if language in LANGUAGES else key
