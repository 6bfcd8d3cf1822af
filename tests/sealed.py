"""The public files of a log, as anybody could copy them, for those who check them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import Checkpoint

from chalicelib.cloud.settings import settings
from chalicelib.tie import Tie
from chalicelib.voting.sealing import entries, notes, tiles
from infra.make import recount
from infra.make.log import Differs
from tests.account import client

PLACE = "publieksprijs/2027/"
ORIGIN = "localhost:8000/publieksprijs/2027"


class Files(dict[str, bytes]):
    """Each by its path below the log."""

    def fetch(self, path: str) -> bytes:
        """What our own recount asks for."""
        if path not in self:
            raise Differs(f"{path}: it is not there")
        return self[path]

    def recounted(self) -> Counter[str]:
        """What our own recount finds."""
        return recount.recount(self.fetch)[0]


class _Backend:
    """What a reader asks for that others wrote."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def get(self, *path: str) -> bytes | None:
        return self.files.get("/".join(path))


def published() -> Files:
    """The files that everyone can read now."""
    s3, bucket = client("s3"), settings().public_bucket
    keys = [its["Key"] for its in s3.list_objects_v2(Bucket=bucket, Prefix=PLACE).get("Contents", [])]
    return among({key: s3.get_object(Bucket=bucket, Key=key)["Body"].read() for key in keys})


def among(files: Mapping[str, bytes]) -> Files:
    """Those of the log, of these."""
    return Files({key.removeprefix(PLACE): content for key, content in files.items() if key.startswith(PLACE)})


def verified(files: Files) -> list[bytes]:
    """The entries of a log, each of which a verifier that others wrote finds in it. Raises what that does."""
    reader = TilesReader(_Backend(files))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(Vkey.from_string(files["key"].decode()))
    assert reader.calculate_root_hash() == checkpoint.root_hash
    entries = [reader.get_entry(number) for number in range(checkpoint.size)]
    for number, entry in enumerate(entries):
        reader.get_inclusion_proof(number, checkpoint.size).check(leaf_hash(entry), checkpoint.root_hash)
    return entries


def grew(before: Files, after: Files) -> None:
    """Raises what such a verifier does where a log is not the former one with more behind it."""
    old, new = TilesReader(_Backend(before)).get_checkpoint(), TilesReader(_Backend(after)).get_checkpoint()
    reader = TilesReader(_Backend(after))
    reader.set_size(new.size)
    reader.get_consistency_proof(old.size, new.size).check(old.root_hash, new.root_hash)


def root_of(files: Files, size: int) -> bytes:
    """The hash of the first entries of a log, as that verifier makes it."""
    reader = TilesReader(_Backend(files))
    reader.set_size(reader.get_checkpoint().size)
    found: bytes = reader.mth(0, size)
    return found


def said_in(checkpoint: bytes) -> tuple[int, bytes]:
    """The size and hash that a checkpoint says."""
    its = Checkpoint.from_text(checkpoint.decode())
    return its.size, its.root_hash


def made(said: Sequence[bytes], opened: Sequence[str], counted: Mapping[str, int], tie: Tie | None = None) -> Files:
    """A log of these entries, sealed in three goes, with these lines that open it and these results: right or not."""
    others = Counter(line.rpartition(",")[2] for line in opened)
    del others["yes"]
    openings, results = entries.openings(opened), entries.results("public-2027", counted, others, tie)
    added = [*said, entries.opened_by(openings, results)]
    files, edge, seed, third = Files(), tiles.Edge(), bytes(32), -(-len(added) // 3)
    for start in range(0, len(added), third):
        new, edge = tiles.grow(edge, added[start : start + third])
        files |= new
    checkpoint = notes.checkpoint(ORIGIN, edge.size, tiles.root_of(edge))
    signed, key = notes.signed(checkpoint, ORIGIN, seed).encode(), notes.verifier(ORIGIN, seed).encode()
    return Files(files | {"checkpoint": signed, "key": key, "openings.csv": openings, "results.json": results})
