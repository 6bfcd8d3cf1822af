"""What people typed, as far as it can be set: in letters that our typefaces have."""

import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent.parent / "built" / "fonts"
"""Made by infra/make/fonts.py."""

LONGEST_PIECE = 24
"""Letters of a word that may stand without a place to break: 19 are a word, 40 are a name of a website."""


@cache
def _letters() -> frozenset[str]:
    return frozenset((FONTS / "letters.txt").read_text("utf-8"))


def settable(text: str) -> str:
    """The text in one line, without letters that no typeface has, and with places where a long word may break."""
    known = "".join(
        one if one in _letters() else " " if one.isspace() else "" for one in unicodedata.normalize("NFC", text)
    )
    return " ".join(map(_breakable, known.split()))


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_PIECE:
        return word
    return "\u200b".join(word[start : start + LONGEST_PIECE] for start in range(0, len(word), LONGEST_PIECE))


def is_right_to_left(text: str) -> bool:
    """Whether its first letter that has a direction is of a script that is read from the right."""
    return next((kind != "L" for kind in map(unicodedata.bidirectional, text) if kind in ("L", "R", "AL")), False)
