"""A small sum for a person's device (proof of work), so that machines cannot ask for mails by the thousand.

Nothing about it is kept: the challenge is signed, lives ten minutes, and is bound to one address and to what it is
about. altcha is imported where it is used, since only few of our pages need it.
"""

import hashlib
import hmac
import re
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import keys, limits
from chalicelib.errors import Refused
from chalicelib.kinds import HOUR, MINUTE, Seconds
from chalicelib.web import stamp
from chalicelib.web.fields import PROOF, Fault, Filled
from chalicelib.web.stamp import Stamp

LASTS = 10 * MINUTE
"""Seconds that a challenge may be answered."""

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000
"""Rounds of hashing per try; about 2 ms on a phone."""

TRIES = range(1, 600)
"""How many tries find the answer: from the first on, so that nobody who skips some saves work. Shared by workers."""

LONGEST = 4_000
"""Characters of an answer; ours are a third of it."""

WITHOUT_PROOF = 60
"""Forms that are taken in an hour without a sum, from browsers that do none."""

_HASH = re.compile("[0-9a-f]{64}")


class Proof(Struct, frozen=True):
    """A sum well done: what its challenge was about, when that was made, and a name that is this challenge's alone."""

    about: Mapping[str, str]
    at: Seconds
    name: str
    tries: int
    """How many it took, as its sender says; 0 where that cannot be."""


def challenge(about: Mapping[str, str], address: str, now: Seconds) -> dict[str, Any]:
    """A challenge about something for the hash of an address, as altcha reads it.

    What it is about is in what it signs, so that what follows needs no reading of it. Raises Refused("address") for
    what is no hash.
    """
    from altcha import create_challenge

    if not _HASH.fullmatch(address):
        raise Refused("address")
    made = create_challenge(
        ALGORITHM,
        COST,
        counter=TRIES[secrets.randbelow(len(TRIES))],
        expires_at=now + LASTS,
        # The browser can only send back what is in Latin letters, which a title need not be.
        data={**{name: quote(value) for name, value in about.items()}, "address": address},
        hmac_secret=keys.proof_key(),
        hmac_key_secret=_answer_key(),
    )
    return dict(made.to_dict())


def checked(answer: str, about: Mapping[str, str], address: str, now: Seconds) -> Proof:
    """The proof that a typed address comes with, about (at least) this.

    Raises Refused: proof_missing, proof_late or proof_wrong.
    """
    from altcha import Payload, verify_solution

    if not answer:
        raise Refused("proof_missing")
    try:
        payload = Payload.from_base64(answer if len(answer) <= LONGEST else "")
        parameters = payload.challenge.parameters
        result = verify_solution(payload, keys.proof_key(), hmac_key_secret=_answer_key())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise Refused("proof_wrong") from problem
    if not result.verified:
        raise Refused("proof_late" if result.expired else "proof_wrong")
    if parameters.expires_at is None or parameters.data is None or now >= parameters.expires_at:
        raise Refused("proof_late")
    found = {name: unquote(str(value)) for name, value in parameters.data.items()}
    if any(found.get(name) != value for name, value in about.items()):
        raise Refused("proof_wrong")
    if not hmac.compare_digest(found.get("address", ""), hashed(address)):
        raise Refused("proof_wrong")
    # Named by its signature, so that an answer that is changed in unsigned parts is no second proof (replay).
    name = keys.derived("proof", str(payload.challenge.signature))[:16].hex()
    tries = payload.solution.counter
    return Proof(found, parameters.expires_at - LASTS, name, tries if tries in TRIES else 0)


def of_form(answer: str, what: str, address: str, by_program: bool) -> Proof | None:
    """The proof that a form about this comes with; None where a browser without scripts sent it.

    Raises Refused: proof_missing, proof_late, proof_wrong; proof_busy where the few forms without one of this hour were
    sent.
    """
    if not answer and not by_program:
        # A browser without scripts can do no sum; so few of its forms are taken an hour that a flood gains nothing.
        if not limits.take("forms without a proof", WITHOUT_PROOF, HOUR):
            raise Refused("proof_busy")
        return None
    return checked(answer, {"for": what}, address, clock.seconds())


def of_filled(
    filled: Filled, opened: Stamp | None, what: str, about: str, by_program: bool
) -> tuple[Filled, Proof | None]:
    """What was filled in on a form without a fault, and its proof; with a fault of the whole form where it has none.

    So it has too where the form was sent as fast as only a machine fills it in.
    """
    if opened and stamp.is_too_fast(opened.opened, clock.seconds()):
        return filled.with_faults({"": [Fault("too_fast")]}), None
    try:
        return filled, of_form(filled.texts[PROOF.name], what, about, by_program)
    except Refused as refusal:
        return filled.with_faults({"": [Fault(refusal.sentence)]}), None


def hashed(address: str) -> str:
    """A typed address as the page's script hashes it: trimmed, in lower case, SHA-256 in hexadecimal."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def _answer_key() -> str:
    return keys.keyed_hash(keys.proof_key().encode(), "answer")
