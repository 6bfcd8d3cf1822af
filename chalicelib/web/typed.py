"""What people type in a field, as what it means."""

import re
import unicodedata
from urllib.parse import urlsplit

from chalicelib.edition import LANGUAGES
from chalicelib.web.words import say

MOST = 1_000_000
"""The largest number that a field takes."""

_LONGEST = 20
_NUMBER = re.compile(r"[0-9]+|[0-9]{1,3}([ .,'][0-9]{3})+", re.ASCII)


def number(text: str) -> int | None:
    """A whole number from 1 to MOST, its thousands apart or not: 1200, 1.200, 1 200; None where it is anything else."""
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).replace("’", "'").strip()
    if len(text) > _LONGEST or not _NUMBER.fullmatch(plain):
        return None
    found = int(re.sub(r"\D", "", plain))
    return found if 1 <= found <= MOST else None


def is_word(text: str, key: str) -> bool:
    """Whether this is our word of this key in any language, however people write it: capitals, accents and signs are
    let be.
    """
    return _bare(text) in (_bare(say(language, key)) for language in LANGUAGES)


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in plain if character.isalpha())


_HOST = re.compile(r"(?=.{4,253}\Z)([\w]([\w-]{0,61}[\w])?\.)+[\w-]{2,63}")


def web_address(text: str) -> str | None:
    """The whole address of a website, https unless http was typed; None where it is no website's address."""
    address = text if "://" in text else f"https://{text}"
    if any(character.isspace() or character in '<>"\\^`{|}' for character in address):
        return None
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return None
    is_site = parts.scheme in ("http", "https") and "@" not in parts.netloc and port_is_right
    return address if is_site and _HOST.fullmatch(parts.hostname or "") else None
