"""A transparency log as static files: C2SP tlog-tiles, with the hashes of RFC 6962.

A tile holds 256 hashes of one level. Those of level 0 are of entries; one of a higher level is that of a full tile
below. Bundles hold the entries themselves. All but the last tile of a level is full and never changes; the last says in
its path how many hashes are in it, so that it never changes either.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256

from msgspec import Struct

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""
HASH = 32
"""Bytes."""
ENTRIES = "entries"
"""The level of the bundles, in a path."""


class Edge(Struct, frozen=True):
    """The right edge of a tree: what a growth goes on from."""

    size: int = 0
    levels: tuple[tuple[bytes, ...], ...] = ()
    """For each level the hashes in its last tile, while that is not full."""
    bundle: bytes = b""
    """The last bundle, while that is not full."""


def leaf_hash(entry: bytes) -> bytes:
    """That of an entry."""
    return sha256(b"\0" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """That of two subtrees."""
    return sha256(b"\1" + left + right).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The hash of a tree over these; of nothing, that of an empty tree."""
    if not hashes:
        return sha256().digest()
    level = list(hashes)
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


def root_of(edge: Edge) -> bytes:
    """The hash of a whole tree, by its right edge."""
    tail: list[bytes] = []
    for level in edge.levels:
        if hashes := [*level, *tail]:
            tail = [root(hashes)]
    return root(tail)


def grow(edge: Edge, entries: Sequence[bytes]) -> tuple[dict[str, bytes], Edge]:
    """The files that come with these entries, by their paths, and the edge of the tree that has them."""
    files = dict(_bundles(edge, entries))
    levels, new, level = list(edge.levels), [leaf_hash(entry) for entry in entries], 0
    while new:
        old = levels[level] if level < len(levels) else ()
        hashes, first = [*old, *new], (edge.size >> 8 * level) // WIDTH
        tiles = list(_cut(hashes))
        files |= {path(level, first + number, len(tile)): b"".join(tile) for number, tile in enumerate(tiles)}
        levels[level:] = [tuple(tiles[-1]) if len(tiles[-1]) < WIDTH else (), *levels[level + 1 :]]
        new = [root(tile) for tile in tiles if len(tile) == WIDTH]
        level += 1
    return files, Edge(edge.size + len(entries), tuple(levels), _last_bundle(edge, files, entries))


def _bundles(edge: Edge, entries: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    first, beside = divmod(edge.size, WIDTH)
    parts = [len(entry).to_bytes(2, "big") + entry for entry in entries]
    start = 0
    while start < len(parts):
        ours = parts[start : start + WIDTH - beside]
        yield path(ENTRIES, first, beside + len(ours)), (edge.bundle if beside else b"") + b"".join(ours)
        start, first, beside = start + len(ours), first + 1, 0


def _last_bundle(edge: Edge, files: Mapping[str, bytes], entries: Sequence[bytes]) -> bytes:
    size = edge.size + len(entries)
    number, width = divmod(size, WIDTH)
    return files.get(path(ENTRIES, number, width), edge.bundle) if width else b""


def _cut(hashes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    return (hashes[start : start + WIDTH] for start in range(0, len(hashes), WIDTH))


def path(level: int | str, number: int, width: int = WIDTH) -> str:
    """Where a tile or a bundle is, below the log: by thousands, and with its width where it is not full."""
    thousands = []
    while True:
        number, last = divmod(number, 1000)
        thousands.append(f"{last:03}")
        if not number:
            break
    names = [*(f"x{part}" for part in reversed(thousands[1:])), thousands[0]]
    return "/".join(["tile", str(level), *names]) + ("" if width == WIDTH else f".p/{width}")


def on_the_edge(size: int) -> list[tuple[int, str]]:
    """What is to be read to go on from a tree of this size: the level of each tile that is not full, and its path.

    A level whose last tile is full has none.
    """
    found, level = [], 0
    while count := size >> 8 * level:
        number, width = divmod(count, WIDTH)
        if width:
            found.append((level, path(level, number, width)))
        level += 1
    return found


def bundle_on_the_edge(size: int) -> str:
    """The path of the last bundle of a log, where that is not full; else ""."""
    number, width = divmod(size, WIDTH)
    return path(ENTRIES, number, width) if width else ""


def edge_of(size: int, tiles: Mapping[int, bytes], bundle: bytes) -> Edge:
    """The edge of a tree of this size, given its tiles that are not full."""
    levels, level = [], 0
    while size >> 8 * level:
        tile = tiles.get(level, b"")
        levels.append(tuple(tile[start : start + HASH] for start in range(0, len(tile), HASH)))
        level += 1
    return Edge(size, tuple(levels), bundle)


Reader = Callable[[str], bytes]
"""Gives the file at a path."""


def proof(number: int, size: int, read: Reader) -> list[bytes]:
    """The hashes that lead from an entry to the root of a tree of this size: RFC 6962, Merkle audit path."""
    return [_subtree(start, end, size, read) for start, end in _beside(number, 0, size)]


def _beside(number: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The subtrees beside the way from an entry up."""
    if end - start == 1:
        return
    middle = start + _split(end - start)
    if number < middle:
        yield from _beside(number, start, middle)
        yield middle, end
    else:
        yield from _beside(number, middle, end)
        yield start, middle


def consistency(old: int, size: int, read: Reader) -> list[bytes]:
    """The hashes by which a tree of this size is the former one with more behind it: RFC 6962, consistency proof."""
    return [_subtree(start, end, size, read) for start, end in _between(old, 0, size)] if 0 < old < size else []


def _between(old: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The subtrees of which the former tree and this one are made, from below."""
    if old == end:
        # Of the former tree as a whole everyone knows the hash.
        yield from [(start, end)] if start else []
        return
    middle = start + _split(end - start)
    if old <= middle:
        yield from _between(old, start, middle)
        yield middle, end
    else:
        yield from _between(old, middle, end)
        yield start, middle


def _split(width: int) -> int:
    """The largest power of two below a number of leaves."""
    return 1 << (width - 1).bit_length() - 1


def _subtree(start: int, end: int, size: int, read: Reader) -> bytes:
    """The hash of a part of a tree, of tiles alone: of each of the perfect trees that it is made of."""
    perfect = []
    while start < end:
        width = 1 << (end - start).bit_length() - 1
        level = (width.bit_length() - 1) // 8
        first, count = start >> 8 * level, width >> 8 * level
        number, place = divmod(first, WIDTH)
        all_of_level = size >> 8 * level
        tile = read(path(level, number, min(WIDTH, all_of_level - number * WIDTH)))
        hashes = [tile[HASH * at : HASH * (at + 1)] for at in range(place, place + count)]
        perfect.append(root(hashes))
        start += width
    whole = perfect.pop()
    while perfect:
        whole = node_hash(perfect.pop(), whole)
    return whole
