"""Signed links: what they allow is inside the signature, so nothing about them is kept anywhere."""

import hashlib
from base64 import urlsafe_b64encode
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer
from msgspec.structs import replace

from chalicelib.cloud import editions, keys
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.cloud.settings import settings
from chalicelib.errors import GastvrijError
from chalicelib.kinds import Language, Seconds
from chalicelib.messages.message import Link

LONGEST_CODE = 160
"""Characters that are read of what was typed; no more of them can be a code with its spaces and dashes."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class LinkUnknown(GastvrijError):
    """Not a link of ours, or not for this page."""


class LinkExpired(GastvrijError):
    """A link of ours whose time is over."""


class LinkOfYear(GastvrijError):
    """A link of ours that was mailed in a year that is over."""

    def __init__(self, year: str) -> None:
        super().__init__(year)
        self.year = year


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


def read(purpose: str, token: str, now: Seconds) -> Link:
    """What a token allows, for one purpose. Raises LinkUnknown, or LinkExpired from the second it expires.

    Raises LinkOfYear once its year is over, but for what still has a page until it expires.
    """
    try:
        subject, recipient, expires = _signer(purpose, keys.link_keys(purpose)).loads(token)
        link = Link(purpose, tuple(subject), recipient, expires)
    except (BadSignature, ValueError, TypeError) as problem:
        raise LinkUnknown from problem
    # More than one spelling of base64 can mean the same bytes; only ours is a link.
    if not any(compare_digest(_signed_with([key], link).encode(), token.encode()) for key in keys.link_keys(purpose)):
        raise LinkUnknown
    is_late = now >= link.expires
    its = year(link)
    if its is not None and (is_late or not PURPOSES[purpose].outlives) and editions.seems_over(its):
        raise LinkOfYear(its)
    if is_late:
        raise LinkExpired
    return link


def year(link: Link) -> str | None:
    """The year that a link is about; "" where it was made before links said so, None where it is about none."""
    at = PURPOSES[link.purpose].year_at
    said = [part for part in link.subject if part != TYPED]
    if at == 0:
        return editions.of_round(said[0])
    return None if at is None else "".join(said[at : at + 1])


def path(language: Language, purpose: str, token: str) -> str:
    """The page of a link, without the site's address."""
    return f"/{language}/{PURPOSES[purpose].page}/{token}"


def url(language: Language, link: Link) -> str:
    """The whole address that goes in a mail."""
    return settings().public_url + path(language, link.purpose, sign(link))


TYPED = "typed"
"""Ends the subject of a link that somebody opened with the typed code of its mail."""


def typed(link: Link) -> Link:
    """The same link for whoever types its code: what voids the link of the button leaves this one."""
    return replace(link, subject=(*link.subject, TYPED))


def is_typed(link: Link) -> bool:
    """Whether who follows this link typed the code of its mail."""
    return link.subject[-1] == TYPED


def with_signature(link: Link, signature: str) -> str:
    """The token of a link that was signed before, made without a key."""
    said = _signer(link.purpose, ["none"]).dump_payload([list(link.subject), link.recipient, link.expires])
    return f"{said.decode()}.{signature}"


def code_for(mail_id: str, link: Link) -> str:
    """The typed code of a mail, in Crockford's base32, the same each time it is asked.

    8 characters (40 bits), and 12 for people with a task, whose links open more.
    """
    if link.purpose == "vote":
        # A receipt knows the mail's id and not its link, so the code comes from the id alone; nobody can guess that id.
        return _code(8, mail_id)
    # Other mails' ids can be made from our rows, so their code also comes from the link's signature, which no row has.
    return _code(12 if PURPOSES[link.purpose].is_task else 8, mail_id, sign(link))


def _code(length: int, *fields: str) -> str:
    number = int.from_bytes(keys.derived("code", *fields)[:8], "big")
    return "".join(_CROCKFORD[(number >> (5 * digit)) & 31] for digit in range(length))


def read_code(typed: str) -> str:
    """What was typed, as the code it means: capitals, no spaces or dashes, O, I and L as the digits they resemble."""
    plain = "".join(character for character in typed[:LONGEST_CODE].upper() if character.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))


def is_code_of(mail_id: str, typed: str) -> bool:
    """Whether what was typed is the code of this mail, which is a vote's."""
    return compare_digest(read_code(typed).encode(), _code(8, mail_id).encode())


def csrf_token(token: str) -> str:
    """The hidden field behind a page's button, bound to the page's link: a post without it came from elsewhere."""
    return urlsafe_b64encode(keys.derived("button", token)[:16]).rstrip(b"=").decode()
