"""Web addresses in what should be a plain text: what mail programs and phones would make a link of.

A name with a dot is one only if it ends in a top-level domain that exists. Many of those are words or names too ("de",
"is", "live", "bosch"), so a space that was forgotten after a full stop is no address: "Samen eten.De rest volgt".
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from chalicelib.texts import exact

PLAIN = frozenset(
    {
        *("com", "net", "org", "info", "biz", "be", "nl", "fr", "eu", "uk", "lu", "co", "io", "me", "ai", "app", "dev"),
        *("xyz", "site", "online", "shop", "store", "web", "link", "click", "top"),
    }
)
"""Top-level domains that are addresses however they are written: "Evil.Com" is a link, "Samen.Live" two words."""

_DOTS = str.maketrans(dict.fromkeys("\u3002\uff0e\uff61\u2024\ufe52", "."))
_BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
# No telephone number, which begins with a zero, nor the "v1.2.3.4" of a version.
_NUMBERS = rf"(?<![^\W_])(?<!\.){_BYTE}(?:\.{_BYTE}){{3}}(?![^\W_]|\.[0-9])"
_CERTAIN = re.compile(rf"://|(?<![^\W_])www\.\w|{_NUMBERS}", re.IGNORECASE)
_NAME = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_BEFORE_A_NAME = frozenset(
    {"dr", "mr", "mevr", "mw", "prof", "ir", "ing", "mgr", "mme", "mlle", "st", "ste", "vzw", "asbl"}
)
_IN_A_NAME = frozenset(["de", "la", "al", "st", "ir", "mr", "ing"])
"""Top-level domains that stand behind an initial or a title: "J.de Vries", "Prof.dr.ir. Claes"."""


def found(text: str) -> list[str]:
    """The words of a text that are web or mail addresses, as they were typed."""
    return [word for word in text.split() if _is_address(word)]


def _is_address(typed: str) -> bool:
    word = unicodedata.normalize("NFKC", exact(typed).translate(_DOTS)).translate(_DOTS)
    if _CERTAIN.search(word):
        return True
    return any(_leads_somewhere(word, at, [label.strip("_") for label in name.split(".")]) for at, name in _names(word))


def _names(word: str) -> Iterator[tuple[int, str]]:
    """What is written with dots in a word, and where it ends."""
    return ((match.end(), match[0]) for match in _NAME.finditer(word))


def _leads_somewhere(word: str, end: int, labels: Sequence[str]) -> bool:
    is_meant = "@" in word or (word[end : end + 1] in ("/", ":", "?") and len(word) > end + 1)
    return any(
        _is_top(label, labels[:number], is_meant and number + 1 == len(labels))
        for number, label in enumerate(labels)
        if number
    )


def _is_top(label: str, before: Sequence[str], is_meant: bool) -> bool:
    """Whether a label that comes after others and a dot makes an address of them."""
    name = label.casefold()
    if name not in top_level_domains() and not name.startswith("xn--"):
        return False
    if name in PLAIN or is_meant:
        return True
    if label[0].isupper() and not label.isupper():
        return False
    return not (name in _IN_A_NAME and all(_is_short_for_something(one) for one in before))


def _is_short_for_something(label: str) -> bool:
    return (len(label) == 1 and label.isupper()) or label.casefold() in _BEFORE_A_NAME


@cache
def top_level_domains() -> frozenset[str]:
    """All that there are, as people write them."""
    lines = (Path(__file__).parent.parent / "top_level_domains.txt").read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
