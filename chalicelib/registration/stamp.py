"""The hidden mark of one form page: when it was opened and which one it is. No proof of who sends it: anyone may."""

import secrets
from base64 import urlsafe_b64encode
from hmac import compare_digest

from msgspec import Struct

from chalicelib import keys


class Stamp(Struct, frozen=True):
    """One opening of the form: the moment in seconds since 1970, and a random name."""

    opened: int
    name: str


def stamp(now: int) -> str:
    """The mark of a form page that opens now."""
    return _signed(Stamp(now, secrets.token_urlsafe(12)))


def read(text: str) -> Stamp | None:
    """The form page that this mark is of, or none where we did not make it."""
    opened, _, rest = text.partition(".")
    if not (opened.isascii() and opened.isdigit() and len(opened) <= 12):
        return None
    found = Stamp(int(opened), rest.partition(".")[0])
    return found if compare_digest(_signed(found).encode(), text.encode()) else None


def _signed(mark: Stamp) -> str:
    digest = keys.derived("form", str(mark.opened), mark.name)[:16]
    return f"{mark.opened}.{mark.name}.{urlsafe_b64encode(digest).rstrip(b'=').decode()}"
