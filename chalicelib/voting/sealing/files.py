"""Where a log is: its public files, and what of it nobody may read but our functions.

No path is ever written twice with other bytes, but for the checkpoint and what opens the log: what is private is named
by its content, and what is public follows from what was written down before.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import msgspec

from chalicelib.cloud import published, uploads
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.errors import TryAgain
from chalicelib.site.public_log import place
from chalicelib.voting.sealing import tiles
from chalicelib.voting.sealing.rules import Chains
from chalicelib.voting.sealing.tiles import Edge

_AT_ONCE = 16

CHECKPOINT, KEY, OPENINGS, RESULTS = "checkpoint", "key", "openings.csv", "results.json"
WITNESSES = "witnesses.json"
TEXT, TABLE, JSON = "text/plain; charset=utf-8", "text/csv; charset=utf-8", "application/json"


def origin(its: Edition) -> str:
    """What a year's log is called: its address, as verifiers of such logs say it."""
    return f"{settings().public_url.partition('://')[2]}/{place(its)}"


def edge(its: Edition, size: int) -> Edge:
    """The right edge of a log of this size, from its public files. Raises TryAgain where one is not there."""
    wanted = tiles.on_the_edge(size)
    bundle = tiles.bundle_on_the_edge(size)
    found = {level: read(its, path) for level, path in wanted}
    return tiles.edge_of(size, found, read(its, bundle) if bundle else b"")


def shown(its: Edition) -> int:
    """How many entries everyone can read; 0 where there is no log."""
    checkpoint = published.content(f"{place(its)}/{CHECKPOINT}")
    return int(checkpoint.split(b"\n")[1]) if checkpoint else 0


def checkpoint(its: Edition) -> tuple[bytes, str] | None:
    """The checkpoint that everyone can read, with the tag of that file; None where there is none yet."""
    return published.tagged(f"{place(its)}/{CHECKPOINT}")


def is_open(its: Edition) -> bool:
    """Whether everyone can read what opens a log."""
    return published.content(f"{place(its)}/{RESULTS}") is not None


def cosign(its: Edition, content: bytes, tag: str) -> bool:
    """Put the checkpoint with more signatures in the place of that with this tag; says whether that was there still."""
    return published.exchange(f"{place(its)}/{CHECKPOINT}", content, TEXT, tag)


def read(its: Edition, path: str) -> bytes:
    """A public file of a log. Raises TryAgain where it is not there."""
    content = published.content(f"{place(its)}/{path}")
    if content is None:
        raise TryAgain("a file of the log is not there")
    return content


def write(its: Edition, files: Mapping[str, bytes]) -> None:
    """Let everyone read these."""
    # On first use: who looks at a receipt writes nothing.
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(_AT_ONCE) as writers:
        list(writers.map(lambda file: write_one(its, *file), files.items()))


def write_one(its: Edition, path: str, content: bytes, kind: str = "application/octet-stream") -> None:
    """Let everyone read this."""
    published.write(f"{place(its)}/{path}", content, kind)


def have(its: Edition, path: str, content: bytes, kind: str) -> None:
    """Let everyone read this, where they do not yet: what anybody wrote late goes."""
    if published.content(f"{place(its)}/{path}") != content:
        write_one(its, path, content, kind)


# What nobody reads but our functions


def keep_batch(round_name: str, first: int, entries: Sequence[bytes]) -> str:
    """Write down what is to follow in a log after so many entries: where."""
    return _keep(f"{round_name}/batch/{first}", msgspec.json.encode([entry.decode() for entry in entries]))


def batch(name: str) -> list[bytes]:
    """The entries that were written down there. Raises TryAgain."""
    return [entry.encode() for entry in msgspec.json.decode(_kept(name), type=list[str])]


def keep_chains(bucket: str, size: int, chains: Chains) -> str:
    """Write down the chains of a partition, as they are in a log of this size: where."""
    return _keep(f"{bucket.replace('#', '/')}/{size}", msgspec.json.encode(chains))


def chains(name: str) -> Chains:
    """The chains that were written down there; none where nothing was. Raises TryAgain."""
    return msgspec.json.decode(_kept(name), type=Chains) if name else {}


def _keep(name: str, content: bytes) -> str:
    whole = f"{name}-{sha256(content).hexdigest()[:16]}"
    uploads.seal(whole, content)
    return whole


def _kept(name: str) -> bytes:
    content = uploads.sealed(name)
    if content is None:
        raise TryAgain("what was sealed is not there")
    return content
