"""A text as people type or paste it, tidied: what every field, address, code and search is read with.

All of it takes time in proportion to the text's length, whatever is in it: who sends a form chooses what we work on.
"""

import re
import unicodedata
from collections.abc import Iterator

ROOM = 4
"""How many times its limit a text may be before nothing more than its length is looked at."""

MOST_MARKS = 4
"""Combining marks that a letter keeps: no script needs more, and heaps of them paint over the lines around."""

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")

# Marks that turn the direction of text (bidirectional overrides) can make it read as something else than it is.
_TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# Controls but for tab and newline, halves of characters, private ones, and what Unicode says is none. Not every
# unassigned one: this Python's tables are older than people's newest emoji.
_NO_CHARACTERS = "\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff" + "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000)
)
_WRONG = re.compile(f"[{_TURNING}{_NO_CHARACTERS}\U000f0000-\U0010ffff]")

# What no one sees comes along when people paste, or is put there so that a title seems empty: Unicode's "default
# ignorable" characters, but for those that join_ and _FLAG judge by what stands around them.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e001f\U000e0080-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe0e\ufe0f"
_FLAG = re.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f)|[\U000e0020-\U000e007f]")
_BRAILLE_BLANK = "\u2800"
_UNSEEN_AT_ALL = re.compile(
    "|".join((_WRONG.pattern, _UNSEEN.pattern, f"[{_JOINERS}{_SELECTORS}{_BRAILLE_BLANK}\U000e0020-\U000e007f]"))
)


def tidied(text: str, lines: bool = False) -> str:
    """A text as it is kept: composed, trimmed, without what nobody sees, on one line unless it may have more."""
    text = _WRONG.sub("", _LINE_ENDS.sub("\n", text))
    if not text.isascii():
        text = _FLAG.sub(lambda found: found[1] or "", _UNSEEN.sub("", text.replace(_BRAILLE_BLANK, " ")))
        # Composing is quadratic in a row of marks, so their number comes down before it; and it makes two of some.
        text = "".join(_seen(unicodedata.normalize("NFC", "".join(_seen(text)))))
    if lines:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return " ".join(text.split())


def exact(text: str) -> str:
    """What has to be right sign by sign, an address or a code: without anything that nobody sees, on one line.

    tidy.js in infra/make/front does the same: a sum is bound to an address. Only for what is not beyond its limit.
    """
    seen = _UNSEEN_AT_ALL.sub("", _LINE_ENDS.sub("\n", text))
    return " ".join(unicodedata.normalize("NFC", seen).split())


def has_wrong_characters(text: str) -> bool:
    """Whether it holds control characters or marks that turn the direction of text."""
    return _WRONG.search(_LINE_ENDS.sub("\n", text)) is not None


def without_wrong_characters(text: str) -> str:
    """A text as it was typed, but for what could deceive or break a page: for one too long to be tidied."""
    return _WRONG.sub("", _LINE_ENDS.sub("\n", text))


def is_beyond(text: str, most: int) -> bool:
    """Whether a text is so much longer than its limit that nothing should be done with it."""
    return len(text) > most * ROOM


def _seen(text: str) -> Iterator[str]:
    """The characters of a text without heaps of marks, and without joiners and selectors that do nothing there."""
    before, marks = " ", 0
    for index, character in enumerate(text):
        kind = unicodedata.category(character)[0]
        if character in _JOINERS:
            if not _joins(before, character, text[index + 1 : index + 2]):
                continue
        elif character in _SELECTORS:
            # Behind a digit too: keycaps such as 1\ufe0f\u20e3 are digits with a frame.
            if unicodedata.category(before)[0] not in "SPN" or before in _SELECTORS:
                continue
        elif kind == "M":
            marks += 1
            if marks > MOST_MARKS:
                continue
        else:
            marks = 0
        before = character
        yield character


def _joins(before: str, character: str, after: str) -> bool:
    """Whether a joiner does something: between the letters of a word, or between two pictures that make one."""
    first, then = unicodedata.category(before)[0], unicodedata.category(after)[0] if after else " "
    makes_picture = character == "\u200d" and (first == "S" or before in _SELECTORS) and then == "S"
    return makes_picture or (first in "LM" and before not in _SELECTORS and then == "L")


def shows_something(text: str) -> bool:
    """Whether a tidied text has a letter or digit that people can see."""
    return any(unicodedata.category(character)[0] in "LN" for character in unicodedata.normalize("NFKC", text))
