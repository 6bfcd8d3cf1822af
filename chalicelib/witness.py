"""Who signs the public log of a vote too, and the key by which anybody knows their signature.

A key is written as verifiers of such logs read it (vkey, of C2SP signed-note): the name of who signs, four bytes of a
hash of name and key, and the key behind the number of its kind.
"""

import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Annotated, Literal

from msgspec import Meta, Struct

MOST = 8
"""Witnesses of a year: each is asked at the same time, in a few seconds."""
LONGEST = 200
_PATH = r"(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*,;=:@%+-]*)*\Z"
PUBLIC = rf"^https://([a-z0-9-]+\.)+(?!local|localhost|internal|arpa)[a-z][a-z0-9-]+{_PATH}"
_NEAR = rf"^http://(localhost|127\.0\.0\.1){_PATH}"
_ED25519, _COSIGNATURE = 1, 4
"""The kinds of an Ed25519 key that witnesses write: of any note, and of a signature that says when."""

Wrong = Literal["key_unread", "key_of_another", "not_public"]


class Witness(Struct, frozen=True):
    """Somebody who signs that they saw no other log under its name, by C2SP tlog-witness."""

    key: Annotated[str, Meta(max_length=LONGEST)]
    url: Annotated[str, Meta(max_length=LONGEST)]
    """Where a checkpoint is offered to them: below it stands add-checkpoint."""

    @property
    def name(self) -> str:
        """What they are called in their signature."""
        return self.key.partition("+")[0]

    @property
    def public(self) -> bytes:
        """The key itself: 32 bytes; nothing where nobody can read it."""
        kind, key = _read(self.key)
        return key if kind in (_ED25519, _COSIGNATURE) and len(key) == 32 else b""

    @property
    def key_id(self) -> bytes:
        """What their signature begins with."""
        return sha256(f"{self.name}\n".encode() + bytes([_COSIGNATURE]) + self.public).digest()[:4]


def wrong(witness: Witness, is_local: bool) -> Wrong | None:
    """What is wrong with a witness, if anything: a key that nobody can read or of another name, or an address that is
    not everybody's; on one's own machine, a witness may run there too.
    """
    if not witness.public:
        return "key_unread"
    name, said, _ = witness.key.split("+", 2)
    kind, key = _read(witness.key)
    if sha256(f"{name}\n".encode() + bytes([kind]) + key).digest()[:4].hex() != said:
        return "key_of_another"
    allowed = (PUBLIC, _NEAR) if is_local else (PUBLIC,)
    return None if any(re.match(one, witness.url) for one in allowed) else "not_public"


def _read(key: str) -> tuple[int, bytes]:
    """The kind of a key and the key itself; 0 and nothing where it is not just as it would be written."""
    its = re.match(r"^[!-*,-~]+\+[0-9a-f]{8}\+([A-Za-z0-9+/]+=*)\Z", key)
    try:
        found = b64decode(its[1], validate=True) if its else b""
    except ValueError:
        return 0, b""
    return (found[0], found[1:]) if found and its and b64encode(found).decode() == its[1] else (0, b"")
