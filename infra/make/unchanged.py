"""Says whether the public log of a vote still has all that somebody kept of it: a checkpoint, as it was mailed, or the
proof of an entry (C2SP tlog-proof). It reads a few files, however many votes there are.
"""

import re
from base64 import b64decode
from functools import cache
from hashlib import sha256

from infra.make.log import WIDTH, Differs, Fetch, check_signature, path_of, raw, read_checkpoint, tree

YOURS = "what you kept"
STATED = re.compile(r"^\S+\n\d+\n\S{44}\n\n(— .+\n?)+", re.MULTILINE)


def compare(fetch: Fetch, kept: str, key: str = "") -> list[str]:
    """What the log still has of it, in sentences. Raises Differs where that is not all."""
    then, then_signed, number, entry = read_kept(kept)
    now, now_signed = read_checkpoint(fetch("checkpoint"))
    known = key or fetch("key").decode(errors="replace")
    unchecked = check_signature(now, now_signed, known)
    check_signature(then, then_signed, known, YOURS)
    (size, root), (old, old_root) = stated(now), stated(then)
    if old > size:
        raise Differs(f"checkpoint: the log has {size} entries, and had {old}")
    tiles = Tiles(fetch, size)
    if tiles.root(size) != root:
        raise Differs("checkpoint: its hash is not that of the tiles")
    if tiles.root(old) != old_root:
        raise Differs(f"checkpoint: the first {old} entries are not those of then")
    said = [f"All of then is there still: the first {old} entries of {size} did not change."]
    if number >= 0:
        if number >= old or tiles.tile(0, number // WIDTH)[number % WIDTH] != sha256(b"\0" + entry).digest():
            raise Differs(f"entry {number}: it is not the one that you kept")
        said.append(f"Your own entry is there too: number {number}.")
    return [*said, *unchecked]


def read_kept(text: str) -> tuple[str, list[str], int, bytes]:
    """A checkpoint with who signed it, and of a proof the number of its entry and the entry; else -1 and nothing.

    As mail programs pass it on: with other ends of lines, quoted, or set in.
    """
    plain = re.sub(r"^[> \t]+|[ \t]+$", "", re.sub(r"\r\n?", "\n", text), flags=re.MULTILINE)
    found = STATED.search(plain)
    if not found:
        raise Differs(f"{YOURS}: it does not say how far the log went")
    body, signed = read_checkpoint(f"{found[0].rstrip()}\n".encode(), YOURS)
    index, extra = (re.search(rf"^{name} (\S+)$", plain, re.MULTILINE) for name in ("index", "extra"))
    if index and not index[1].isdecimal():
        raise Differs(f"{YOURS}: its entry has no number")
    return body, signed, int(index[1]) if index else -1, raw(extra[1]) if extra else b""


def stated(body: str) -> tuple[int, bytes]:
    """How many entries a checkpoint is of, and the hash of all."""
    _, size, root, _ = body.split("\n")
    return int(size), b64decode(root)


class Tiles:
    """The tiles of a log of so many entries. What one is made of, the one above it says, up to those that are not full,
    of which the hash of the whole log is made.
    """

    def __init__(self, fetch: Fetch, size: int) -> None:
        self.tile = cache(self._read)
        self._fetch, self._size = fetch, size

    def _read(self, level: int, number: int) -> list[bytes]:
        """The hashes in a tile. Raises Differs."""
        held = min(WIDTH, self._size // WIDTH**level - number * WIDTH)
        content = self._fetch(path_of(str(level), number, held))
        its = [content[at : at + 32] for at in range(0, len(content), 32)]
        is_right = len(content) == held * 32
        if is_right and held == WIDTH:
            is_right = tree(its) == self.tile(level + 1, number // WIDTH)[number % WIDTH]
        if not is_right:
            raise Differs(f"tile {number} of level {level}: it is not made of what is below it")
        return its

    def root(self, count: int) -> bytes:
        """The hash of the first entries."""
        level, tail = 0, list[bytes]()
        while count:
            count, held = divmod(count, WIDTH)
            rest = self.tile(level, count)[:held] if held else []
            tail = [tree([*rest, *tail])] if [*rest, *tail] else []
            level += 1
        return tail[0] if tail else sha256().digest()
