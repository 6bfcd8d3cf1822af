"""Which code this is: the same on every machine that runs it, another after every deploy that changes something."""

import hashlib
from functools import cache
from pathlib import Path

_CODE = Path(__file__).parent.parent


@cache
def version() -> str:
    """A hash of everything in the package. 12 hexadecimal characters."""
    digest = hashlib.sha256()
    for file in sorted(_CODE.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            digest.update(file.relative_to(_CODE).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:12]
