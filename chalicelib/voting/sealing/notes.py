"""What is signed of a log: C2SP tlog-checkpoint in a signed-note, by Ed25519.

Only here is PyNaCl, which only the function that seals has.
"""

from base64 import b64encode
from hashlib import sha256

_ED25519 = b"\1"


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
