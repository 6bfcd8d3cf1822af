"""Reads the public log of a vote as anybody can: its files, its checkpoint, and who signed that.

How it is made is a public standard: C2SP tlog-tiles, tlog-checkpoint, signed-note and tlog-cosignature, with the hashes
of RFC 6962.
"""

import urllib.request
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from http.client import HTTPException
from itertools import islice
from pathlib import Path

WIDTH = 256  # Entries in a bundle, hashes in a tile.
AT_ONCE = 16
COSIGNATURE = 4  # The kind of a key whose signatures say when.
LATEST = 1 << 35  # Seconds: what is later is no date.

Fetch = Callable[[str], bytes]


class Differs(Exception):
    """Something in the files is not as it must be; says what, and where."""


# Who signed it


def read_checkpoint(content: bytes, place: str = "checkpoint") -> tuple[str, list[str]]:
    """What is signed, which is what the log is called, how many entries it has and the hash of all; and by whom."""
    body, _, notes = content.decode(errors="replace").partition("\n\n")
    lines = body.split("\n")
    if len(lines) != 3 or not lines[1].isdecimal() or len(raw(lines[2])) != 32:
        raise Differs(f"{place}: it does not say what it should")
    return body + "\n", notes.split("\n")


def check_signature(body: str, notes: list[str], key: str, place: str = "checkpoint") -> list[str]:
    """What could not be checked here. Raises Differs where the key did not sign the checkpoint."""
    name, known = read_key(key)
    if not known or name != body.partition("\n")[0]:
        raise Differs("key: it is not the key of this log")
    ours = signatures(notes, name, known)
    if not ours:
        raise Differs(f"{place}: it is not signed by this key")
    if (is_right := verified(known[1:], ours[0], body.encode())) is None:
        return ["The signature was not checked: the library cryptography is not here."]
    if not is_right:
        raise Differs(f"{place}: its signature is wrong")
    return []


def check_witnesses(body: str, notes: list[str], keys: Iterable[str]) -> list[str]:
    """Of each witness whether they signed the checkpoint too, and when, which is part of it (C2SP cosignature/v1).

    Raises Differs where what stands there is not their signature.
    """
    said = []
    for key in keys:
        name, known = read_key(key)
        if not known or known[0] not in (1, COSIGNATURE):
            raise Differs(f"witness {name}: nobody can read their key")
        theirs = signatures(notes, name, bytes([COSIGNATURE]) + known[1:])
        if not theirs:
            said.append(f"Witness {name}: has not signed this checkpoint.")
            continue
        at = int.from_bytes(theirs[0][:8], "big")
        is_right = verified(known[1:], theirs[0][8:], f"cosignature/v1\ntime {at}\n{body}".encode())
        if is_right is False or at > LATEST:
            raise Differs(f"checkpoint: what stands there of witness {name} is not their signature")
        when = f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
        unchecked = "" if is_right else ", which was not checked: the library cryptography is not here"
        said.append(f"Witness {name}: signed this checkpoint at {when}{unchecked}.")
    return said


def read_key(key: str) -> tuple[str, bytes]:
    """Whose key it is, and the key behind the number of its kind; nothing where it is not written as it should be."""
    name, key_id, public = [*key.strip().split("+", 2), "", ""][:3]
    known = raw(public)
    return name, known if len(known) == 33 and id_of(name, known) == key_id else b""


def id_of(name: str, known: bytes) -> str:
    """What the signatures of a key begin with."""
    return sha256(f"{name}\n".encode() + known).digest()[:4].hex()


def signatures(notes: list[str], name: str, known: bytes) -> list[bytes]:
    """What stands there as signed by this key."""
    signed = [raw(line.rpartition(" ")[2]) for line in notes if line.startswith(f"— {name} ")]
    return [one[4:] for one in signed if one[:4].hex() == id_of(name, known)]


def verified(key: bytes, signature: bytes, signed: bytes) -> bool | None:
    """Whether it is the signature of this by this key (Ed25519); None where nobody here can tell."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError:
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def raw(text: str) -> bytes:
    """What a text in base64 stands for; nothing where it is not just as it would be written."""
    try:
        found = b64decode(text, validate=True)
    except ValueError:
        return b""
    return found if b64encode(found).decode() == text else b""


# Hashes


def tree(hashes: list[bytes]) -> bytes:
    """The hash of a tree over these."""
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        hashes = [sha256(b"\1" + left + right).digest() for left, right in pairs] + odd
    return hashes[0]


def paths(level: str, count: int) -> Iterator[str]:
    """Where the tiles of a level are, or the bundles: all full but the last."""
    for number in range((count + WIDTH - 1) // WIDTH):
        yield path_of(level, number, min(WIDTH, count - number * WIDTH))


def path_of(level: str, number: int, held: int) -> str:
    """Where a tile is that has so many hashes, or a bundle."""
    digits = f"{number:0{(len(str(number)) + 2) // 3 * 3}}"
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    names = [*(f"x{part}" for part in parts[:-1]), parts[-1]]
    return "/".join(["tile", level, *names]) + ("" if held == WIDTH else f".p/{held}")


# Files


def ahead(fetch: Fetch, wanted: Iterator[str]) -> Iterator[bytes]:
    """These files in their order, fetched some at a time."""
    with ThreadPoolExecutor(AT_ONCE) as readers:
        while some := list(islice(wanted, 4 * AT_ONCE)):
            yield from readers.map(fetch, some)


def from_place(place: str) -> Fetch:
    """Fetches below an address or a folder."""

    def fetch(path: str) -> bytes:
        try:
            if "://" not in place:
                return (Path(place) / path).read_bytes()
            with urllib.request.urlopen(f"{place.rstrip('/')}/{path}", timeout=60) as answer:
                return bytes(answer.read())
        except (OSError, ValueError, HTTPException) as problem:
            raise Differs(f"{path}: it did not come: {problem}") from None

    return fetch
