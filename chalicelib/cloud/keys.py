"""The secrets of this process, fetched once from the parameter store; never in the environment or the template."""

import hashlib
import hmac
from base64 import b32encode, urlsafe_b64encode
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from secrets import token_urlsafe

from chalicelib.cloud.aws import ssm
from chalicelib.cloud.editions import edition
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.cloud.settings import ROUND, settings
from chalicelib.errors import Broken


class SecretGone(Broken):
    """It was destroyed, or never made."""


@cache
def _secret(name: str) -> str:
    found = _of_this_function()
    if name not in found:
        found = _read((name,))
    if name not in found:
        raise SecretGone("a secret that is not there")
    return found[name]


@cache
def _of_this_function() -> dict[str, str]:
    """All secrets that this function may read, in one call: the store takes 40 a second from all processes together."""
    return _read(tuple(name.replace(ROUND, edition().vote.key) for name in settings().secrets))


def _read(names: Sequence[str]) -> dict[str, str]:
    """Those of these secrets that are there."""
    if not names:
        return {}
    paths = {settings().secret(name): name for name in names}
    answer = ssm().get_parameters(Names=list(paths), WithDecryption=True)
    return {paths[its["Name"]]: its["Value"] for its in answer["Parameters"]}


def link_keys(purpose: str) -> list[str]:
    """The keys that sign mailed links, rotated: new links take the last, the others are valid while listed."""
    return _secret(PURPOSES[purpose].secret).split(",")


def voter_key(round_name: str) -> bytes:
    """Turns a canonical address into a voter key of this round. Destroyed after its results."""
    return _secret(f"voter-key-{round_name}").encode()


def domain_key(round_name: str) -> bytes:
    """Turns the domain of a voter's address into what stands for it with a ballot. Destroyed with the voter key."""
    return _secret(f"domain-key-{round_name}").encode()


def ballot_key() -> bytes:
    """Signs what happens to a ballot, between the pages where people vote and the step that counts."""
    return _secret("ballot-key").encode()


def log_seed() -> bytes:
    """What signs the public log of a vote: the seed of an Ed25519 key. Only the function that seals may read it."""
    return _hmac(_secret("log-key").encode(), "seed")


def log_id(round_name: str, receipt: str) -> str:
    """What a receipt is called in the public log: 26 characters, which lead nobody from the one to the other."""
    return public_id(_hmac(_secret("commitment-key").encode(), "id", round_name, receipt))


def commitment_key(round_name: str, receipt: str) -> bytes:
    """Opens the commitment to what was voted with this receipt. 16 bytes."""
    return _hmac(_secret("commitment-key").encode(), "key", round_name, receipt)[:16]


def session_key() -> str:
    """Signs what the browser keeps of somebody who signed in."""
    return _secret("session-key")


def proof_key() -> str:
    """Signs the proof-of-work challenges, and hides for whom codes were typed."""
    return _secret("proof-key")


DESTROYED = "-destroyed"
"""What follows the name of a secret in that of the note of when it was destroyed: deploying never makes it anew."""


def of_round(round_name: str) -> tuple[str, ...]:
    """The secrets that lead from an address to a ballot of a round, or from a ballot to a domain."""
    return (f"voter-key-{round_name}", f"domain-key-{round_name}")


def make(round_name: str) -> None:
    """Make the secrets of a round that are not there, and never one that was destroyed."""
    for name in of_round(round_name):
        try:
            ssm().get_parameter(Name=settings().secret(f"{name}{DESTROYED}"))
        except ssm().exceptions.ParameterNotFound:
            with suppress(ssm().exceptions.ParameterAlreadyExists):
                value = token_urlsafe(32)
                ssm().put_parameter(Name=settings().secret(name), Value=value, Type="SecureString", Overwrite=False)


def destroy(name: str, now: str) -> str:
    """Destroy a secret for good, as of this moment or the one at which it was destroyed before, which is returned.

    The note comes first: who dies in between does the rest next time, and nobody makes the secret anew meanwhile.
    """
    noted = settings().secret(f"{name}{DESTROYED}")
    try:
        ssm().put_parameter(Name=noted, Value=now, Type="String", Overwrite=False)
    except ssm().exceptions.ParameterAlreadyExists:
        now = ssm().get_parameter(Name=noted)["Parameter"]["Value"]
    with suppress(ssm().exceptions.ParameterNotFound):
        ssm().delete_parameter(Name=settings().secret(name))
    return now


def derived(purpose: str, *fields: str) -> bytes:
    """32 bytes that only we can make, the same each time for the same fields and different per purpose."""
    return _hmac(_secret("address-key").encode(), purpose, *fields)


def public_id(digest: bytes) -> str:
    """An id that may be shown to anybody: the first 16 bytes of a keyed digest, as people read them. 26 characters."""
    return b32encode(digest[:16]).rstrip(b"=").decode().lower()


def address_hash(canonical: str) -> str:
    """Stands for an address where the address itself may not be kept. 43 characters."""
    return _text(derived("address", canonical))


def keyed_hash(key: bytes, *fields: str) -> str:
    """HMAC-SHA256 over the fields, each with its length before it, so that no two lists of fields look alike.

    43 characters of URL-safe base64.
    """
    return _text(_hmac(key, *fields))


def _hmac(key: bytes, *fields: str) -> bytes:
    framed = b"".join(len(raw).to_bytes(4, "big") + raw for raw in (field.encode() for field in fields))
    return hmac.new(key, framed, hashlib.sha256).digest()


def _text(digest: bytes) -> str:
    return urlsafe_b64encode(digest).rstrip(b"=").decode()
