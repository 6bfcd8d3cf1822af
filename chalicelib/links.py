"""Signed links: what they allow is inside the signature, so nothing about them is kept anywhere."""

import hashlib
from base64 import urlsafe_b64encode
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer

from chalicelib import keys
from chalicelib.errors import GastvrijError
from chalicelib.messages import Link
from chalicelib.settings import settings

PATHS = {
    "confirm": "confirm",
    "edit": "edit",
    "review": "review",
    "vote": "vote/confirm",
    "receipt": "receipts",
}
"""Where the page of each purpose lives, below the language."""

LONGEST_CODE = 160
"""Characters that are read of what was typed; no more of them can be a code with its spaces and dashes."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class LinkUnknown(GastvrijError):
    """Not a link of ours, or not for this page."""


class LinkExpired(GastvrijError):
    """A link of ours whose time is over."""


def _signer(purpose: str, signing_keys: list[str]) -> URLSafeSerializer:
    return URLSafeSerializer(
        signing_keys,
        salt=f"gastvrij.{purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def sign(link: Link) -> str:
    """The token that says exactly this link: the same link gives the same token."""
    return _signed_with(keys.link_keys(link.purpose), link)


def _signed_with(signing_keys: list[str], link: Link) -> str:
    return str(_signer(link.purpose, signing_keys).dumps([list(link.subject), link.recipient, link.expires]))


def read(purpose: str, token: str, now: int) -> Link:
    """What a token allows, for one purpose. Raises LinkUnknown, or LinkExpired from the second it expires."""
    try:
        subject, recipient, expires = _signer(purpose, keys.link_keys(purpose)).loads(token)
        link = Link(purpose, tuple(subject), recipient, expires)
    except (BadSignature, ValueError, TypeError) as problem:
        raise LinkUnknown from problem
    # More than one spelling of base64 can mean the same bytes; only ours is a link.
    if not any(compare_digest(_signed_with([key], link).encode(), token.encode()) for key in keys.link_keys(purpose)):
        raise LinkUnknown
    if now >= link.expires:
        raise LinkExpired
    return link


def path(language: str, purpose: str, token: str) -> str:
    """The page of a link, without the site's address."""
    return f"/{language}/{PATHS[purpose]}/{token}"


def url(language: str, link: Link) -> str:
    """The whole address that goes in a mail."""
    return settings().public_url + path(language, link.purpose, sign(link))


def code_for(mail_id: str) -> str:
    """The typed code of a mail: 8 characters of Crockford's base32 (40 bits), the same each time it is asked."""
    number = int.from_bytes(keys.derived("code", mail_id)[:5], "big")
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(35, -1, -5))


def read_code(typed: str) -> str:
    """What was typed, as the code it means: capitals, no spaces or dashes, O, I and L as the digits they resemble."""
    plain = "".join(sign for sign in typed[:LONGEST_CODE].upper() if sign.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))


def is_code_of(mail_id: str, typed: str) -> bool:
    """Whether what was typed is the code of this mail."""
    return compare_digest(read_code(typed).encode(), code_for(mail_id).encode())


def code_hash(code: str) -> str:
    """Stands for a typed code in a row: the code itself is only in the mail."""
    return urlsafe_b64encode(keys.derived("code hash", code)[:16]).rstrip(b"=").decode()


def button_stamp(token: str) -> str:
    """The hidden field behind a page's button, bound to the page's link: a post without it came from elsewhere."""
    return urlsafe_b64encode(keys.derived("button", token)[:16]).rstrip(b"=").decode()
