"""How far an earlier run came with exactly this code, so that one that was cut goes on where it was.

A line per part, in a file named after the code. A line that was cut off itself counts for nothing: its part is played
again.
"""

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec

from infra import ROOT

HERE = ROOT / ".build/simulation"
MATTERS = (
    *("app.py", "chalicelib", "infra", "requirements.txt", "tests/cloud", "tests/simulation"),
    *(
        f"tests/{name}.py"
        for name in ("drawn", "environment", "events", "gateway", "people", "photos/corpus", "sealed", "staff", "years")
    ),
)
"""What a schedule's outcome may depend on."""


class Part(msgspec.Struct, frozen=True):
    """What some schedules, one after the other, came to."""

    first: int
    schedules: int
    calls: int
    faults: dict[str, int]
    failed: list[int]
    """Seeds."""


@dataclass
class Kept:
    """The parts that were played, in a file."""

    file: Path

    def parts(self) -> dict[tuple[int, int], Part]:
        """By their first seed and how many they are."""
        lines = self.file.read_bytes().splitlines() if self.file.exists() else []
        parts = [part for line in lines if (part := _read(line))]
        return {(part.first, part.schedules): part for part in parts}

    def add(self, part: Part) -> None:
        """Keep one more; from its own line on, whatever became of the one before."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with self.file.open("ab", buffering=0) as file:
            file.write(b"\n" + msgspec.json.encode(part))

    def forget(self) -> None:
        """Begin anew."""
        self.file.unlink(missing_ok=True)


def _read(line: bytes) -> Part | None:
    try:
        return msgspec.json.decode(line, type=Part)
    except msgspec.MsgspecError:
        return None


def of_this_code() -> Kept:
    """What was played with the code as it is now."""
    return Kept(HERE / f"{_digest()[:16]}.jsonl")


def _digest() -> str:
    digest = hashlib.sha256(sys.version.encode())
    for name in MATTERS:
        place = ROOT / name
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()
