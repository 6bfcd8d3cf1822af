"""Where the public log has a vote, for whoever holds its receipt and the code of its mail."""

from base64 import b64encode
from functools import cache

from msgspec import Struct

from chalicelib.cloud import editions, keys
from chalicelib.edition import Edition
from chalicelib.errors import TryAgain
from chalicelib.voting import rules
from chalicelib.voting.sealing import entries, files, store, tiles
from chalicelib.voting.tokens import Receipt
from chalicelib.web.answers import Halt

PROOF = "c2sp.org/tlog-proof@v1"


class Seal(Struct, frozen=True):
    """A vote's entry in the public log of its round."""

    entry: int
    replaces: str
    """The number of the entry that it replaces; entries.NOTHING where it was a first vote."""
    key: str
    """What shows for which candidate the entry is: for who may know that."""
    commitment: str


def seal(receipt: Receipt) -> Seal | None:
    """The newest entry of a receipt that everyone can read; None while there is none. Raises TryAgain."""
    log = store.find(receipt.round, is_late=True)
    kept = log.chains.get(rules.bucket(receipt.round, receipt.voter), "") if log.drawn else ""
    chain = files.chains(kept).get(receipt.voter, ())
    for place in range(len(chain) - 1, -1, -1):
        its, before = chain[place], chain[place - 1].entry if place else None
        if its.receipt == receipt.id and its.entry < log.drawn:
            key = keys.commitment_key(receipt.round, receipt.id)
            made = entries.committed(key, its.candidate, its.rules, before)
            return Seal(its.entry, entries.number(before), key.hex(), made)
    return None


def year_of(round_name: str) -> Edition:
    """The year of a round."""
    return editions.newest(editions.of_round(round_name)).edition


def proof(receipt: Receipt) -> str:
    """That an entry is in the log, for programs of others: C2SP tlog-proof. Under 2 KB with a million votes.

    Halts with 404 while no entry is there. Raises TryAgain.
    """
    its = seal(receipt)
    if its is None:
        raise Halt(404, "not_sealed")
    year = year_of(receipt.round)
    read = cache(lambda path: files.read(year, path))
    checkpoint = files.read(year, files.CHECKPOINT).decode()
    size = int(checkpoint.splitlines()[1])
    if its.entry >= size:
        raise TryAgain("a checkpoint that is older than the log")
    hashes = tiles.proof(its.entry, size, read)
    said = entries.vote(keys.log_id(receipt.round, receipt.id), its.commitment)
    lines = [PROOF, f"extra {_text(said)}", f"index {its.entry}", *map(_text, hashes), "", checkpoint]
    return "\n".join(lines)


def _text(raw: bytes) -> str:
    return b64encode(raw).decode()
