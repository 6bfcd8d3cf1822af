"""The hidden mark of one form page: when it was opened (a form sent at once is a bot's) and which one it is.

It is no proof of who sends it: anyone may.
"""

import hashlib
import secrets

import msgspec
from itsdangerous import BadData, URLSafeSerializer
from msgspec import Struct

from chalicelib.cloud import keys
from chalicelib.kinds import Seconds

SLOWEST_MACHINE = 3
"""Seconds between opening a form and sending it; a person who fills it in needs more."""


class Stamp(Struct, frozen=True, array_like=True):
    """One opening of the form: its moment, and a random name."""

    opened: Seconds
    name: str


def stamp(now: Seconds) -> str:
    """The mark of a form page that opens now."""
    return str(_signer().dumps([now, secrets.token_urlsafe(12)]))


def read(text: str) -> Stamp | None:
    """The form page that this mark is of, or none where we did not make it."""
    try:
        return msgspec.convert(_signer().loads(text), Stamp)
    except (BadData, msgspec.ValidationError):
        return None


def is_too_fast(opened: Seconds, now: Seconds) -> bool:
    """Whether a form was sent so soon after it was opened that a machine filled it in."""
    return now - opened < SLOWEST_MACHINE


def _signer() -> URLSafeSerializer:
    named = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(keys.derived("form"), salt="gastvrij.form", signer_kwargs=named)
