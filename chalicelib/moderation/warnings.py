"""What a moderator had better know before they decide: rules notice it, and decide nothing. Values in, values out."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Literal

from msgspec import Struct

from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.web import domains
from chalicelib.web.words import say

Noticed = Literal["disposable", "same_text", "same_mailbox"]
"""What is seen of a dossier as it comes in, by what else there is then: later it would not be the same."""

MOST_NAMED = 5
"""How many words of a text one warning names."""
LONGEST_NAMED = 60
"""Characters of each."""
_SHOUTED = 20
"""Letters, of which a text needs as many before capitals say something: RIZIV and VZW are no shouting."""
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
"""Scripts with letters that look alike."""
_NAMES = re.compile(r"[^\W\d_]+")
_WORDS = re.compile(r"\w+")


class Notice(Struct, frozen=True):
    """One thing that was noticed: a key under [warnings] of the translations, and the words that it is about."""

    key: str
    named: tuple[str, ...] = ()


def of(initiative: Initiative, watch_words: Sequence[str], noticed: Sequence[Noticed] = ()) -> list[Notice]:
    """What is to be noticed of a text, and what was noticed as it came in."""
    texts = (initiative.title, initiative.summary, initiative.description, initiative.join, initiative.organisation)
    whole = "\n".join(texts)
    named = {
        "web": _named(domains.found(whole)),
        "mixed": _named(filter(_is_mixed, _NAMES.findall(whole))),
        "watched": _named(_watched(whole, watch_words)),
    }
    found = [Notice(key, words) for key, words in named.items() if words]
    shouted = [Notice("capitals")] if any(map(_is_shouted, texts)) else []
    return [*found, *shouted, *(Notice(key) for key in noticed)]


def sentences(found: Iterable[Notice], language: Language) -> list[str]:
    """Each in words. Addresses among these lead nowhere: see `unlinked`."""
    return [say(language, f"warnings.{its.key}", named=", ".join(map(unlinked, its.named))) for its in found]


def plain(text: str) -> str:
    """A text by what it says: without capitals, accents, spaces and signs, so that another dress is no other text."""
    return " ".join(_WORDS.findall(_folded(text)))


def unlinked(text: str) -> str:
    """A text of which no mail program makes a link: evil[.]example, as people who warn of one write it."""
    return re.sub(r"\S+", lambda word: _unlinked_word(word[0]), text)


_DOTS = re.compile("[.\u3002\uff0e\uff61\u2024\ufe52]")
_SCHEME = re.compile("https?://", re.IGNORECASE)
_JOINTS = re.compile(f"{_DOTS.pattern}|@|:(?=//)")


def _unlinked_word(word: str) -> str:
    tops = domains.top_level_domains()
    # Also what reads as the end of one sentence and the next: mail programs know no Dutch.
    ends = (label.casefold() for part in _DOTS.split(word)[1:] for label in _WORDS.findall(part)[:1])
    leads = any(end in tops or end.startswith("xn") for end in ends) or bool(domains.found(word))
    return _JOINTS.sub(lambda sign: f"[{sign[0]}]", _SCHEME.sub("", word)) if leads else word


def _named(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(word[:LONGEST_NAMED] for word in list(dict.fromkeys(words))[:MOST_NAMED])


def _is_mixed(word: str) -> bool:
    """Whether a word has letters of more than one script, as one that is to look like another does."""
    return not word.isascii() and len({_script(letter) for letter in word} & {*_SCRIPTS}) > 1


@cache
def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def _watched(text: str, watch_words: Sequence[str]) -> Iterator[str]:
    """The words that begin a word of the text."""
    said = f" {plain(text)}"
    return (word for word in watch_words if plain(word) and f" {plain(word)}" in said)


def _is_shouted(text: str) -> bool:
    cased = [letter for letter in text if letter.lower() != letter.upper()]
    return len(cased) >= _SHOUTED and sum(map(str.isupper, cased)) > 0.8 * len(cased)


def _folded(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
