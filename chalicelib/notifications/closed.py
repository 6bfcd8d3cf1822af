"""Where a mail's button leads, closed under the mail's typed code: whoever types it opens it, and nobody else.

Rows keep that beside the hash of a mailbox, so in clear they would join a mailbox to a vote. Whoever holds every row
and the address key has to try a million million codes for each mailbox, slowly.
"""

import hashlib
from base64 import urlsafe_b64encode

import msgspec
from msgspec import Struct
from msgspec.structs import astuple

from chalicelib.cloud import keys
from chalicelib.kinds import Language
from chalicelib.messages.message import Link
from chalicelib.web import links

ROUNDS = 20_000
"""Of PBKDF2: some 8 ms for whoever types a code, and for each code that somebody tries."""

LENGTH = 704
"""Bytes. What is kept is filled up to this, so that its length tells no candidate: the longest title takes 660, and a
row with one such mail is still one write unit."""

_NAME = 16
"""Bytes of a mail's name: no two mails get the same."""


class Opener(Struct, frozen=True):
    """What a typed code makes for one mailbox: the name of its mail in our rows, and what opens it."""

    name: str
    master: bytes

    def turned(self, text: bytes) -> bytes:
        """This text closed, or this closed text open. The pad closes one text only, since a mail never changes."""
        pad = hashlib.shake_256(self.master).digest(_NAME + len(text))[_NAME:]
        return bytes(one ^ other for one, other in zip(text, pad, strict=True))


def opener(mailbox: str, code: str) -> Opener:
    """For a typed code and the hash of a mailbox: the same code in two mailboxes has nothing in common."""
    salt = keys.derived("code salt", mailbox)
    master = hashlib.pbkdf2_hmac("sha256", code.encode(), salt, ROUNDS)
    name = hashlib.shake_256(master).digest(_NAME)
    return Opener(urlsafe_b64encode(name).rstrip(b"=").decode(), master)


def close(its: Opener, language: Language, link: Link) -> bytes:
    """Language and signed link, for the row. Typed, it is another link than the one that the button has."""
    typed = links.typed(link)
    signature = links.sign(typed).rpartition(".")[2]
    text = msgspec.json.encode((language, *astuple(typed), signature))
    return its.turned(text.ljust(LENGTH))


def open_(its: Opener, kept: bytes) -> tuple[str, Link, str]:
    """Language, link and the token that was signed when it was closed. Needs no key that signs."""
    kind = tuple[str, str, tuple[str, ...], str, int, str]
    language, purpose, subject, recipient, expires, signature = msgspec.json.decode(its.turned(kept), type=kind)
    link = Link(purpose, subject, recipient, expires)
    return language, link, links.with_signature(link, signature)
