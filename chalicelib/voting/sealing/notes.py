"""What is signed of a log: C2SP tlog-checkpoint in a signed-note, by Ed25519. What witnesses sign of it besides is C2SP
tlog-cosignature.

Only here is PyNaCl, which only the function that seals has.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable
from hashlib import sha256

from msgspec import Struct

from chalicelib.kinds import Seconds
from chalicelib.witness import Witness

_ED25519 = b"\1"
_KEY_ID, _MOMENT, _SIGNATURE = 4, 8, 64
"""Bytes of each in a cosignature."""


class Note(Struct, frozen=True):
    """What was signed, with the line of whoever signed it first."""

    text: str
    line: str

    @property
    def size(self) -> int:
        """How many entries a checkpoint is of."""
        return int(self.text.split("\n")[1])

    def with_lines(self, lines: Iterable[str]) -> bytes:
        """The whole of it, with the signatures of others behind ours."""
        return "\n".join([self.text, self.line, *lines, ""]).encode()


class Cosignature(Struct, frozen=True):
    """That a witness signed a checkpoint: their line, and when they say that it was."""

    line: str
    at: Seconds


def read(content: bytes) -> Note:
    """A checkpoint of ours, with our line alone, which is the first."""
    text, _, signatures = content.decode().partition("\n\n")
    return Note(f"{text}\n", signatures.partition("\n")[0])


def cosignature(witness: Witness, text: str, answer: bytes) -> Cosignature | None:
    """What a witness signed of a text, among the lines of their answer; None where nothing is their signature of it."""
    for line in answer.decode(errors="replace").split("\n"):
        dash, _, rest = line.partition(" ")
        name, _, written = rest.partition(" ")
        if (dash, name) == ("—", witness.name) and (at := _cosigned_at(witness, text, written)):
            return Cosignature(line, at)
    return None


def _cosigned_at(witness: Witness, text: str, written: str) -> Seconds:
    """When a witness says that they signed it; 0 where they did not."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        raw = b64decode(written, validate=True)
        key_id, moment, signature = raw[:_KEY_ID], raw[_KEY_ID : _KEY_ID + _MOMENT], raw[_KEY_ID + _MOMENT :]
        if key_id != witness.key_id or len(signature) != _SIGNATURE or b64encode(raw).decode() != written:
            return 0
        at = int.from_bytes(moment, "big")
        VerifyKey(witness.public).verify(f"cosignature/v1\ntime {at}\n{text}".encode(), signature)
    except (ValueError, BadSignatureError):
        return 0
    return at


def checkpoint(origin: str, size: int, root: bytes) -> str:
    """What is said of a log: what it is called, how many entries it has, and the hash of all of them."""
    return f"{origin}\n{size}\n{b64encode(root).decode()}\n"


def signed(text: str, name: str, seed: bytes) -> str:
    """A note with our signature: the same for the same three."""
    # Imported here: who reads a log need not sign.
    from nacl.signing import SigningKey

    key = SigningKey(seed)
    made = _key_id(name, bytes(key.verify_key)) + key.sign(text.encode()).signature
    return f"{text}\n— {name} {b64encode(made).decode()}\n"


def verifier(name: str, seed: bytes) -> str:
    """The public key, as verifiers of such logs read it (vkey)."""
    from nacl.signing import SigningKey

    public = bytes(SigningKey(seed).verify_key)
    return f"{name}+{_key_id(name, public).hex()}+{b64encode(_ED25519 + public).decode()}"


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]
