"""The zips of functions that have libraries of their own: the common zip with those beside what is in it.

A function that says `libraries = "print"` in wiring.toml has those of infra/requirements/print.txt, and no other has
them: what decodes pictures of strangers stands beside no key of the pages, and no start unpacks what it never imports.
"""

import os
import shutil
import zipfile
from pathlib import Path

from infra import ROOT, wiring
from infra.make.packing import pack_libraries, put

FONTS = Path("chalicelib") / "built" / "fonts"
FILES = {"print": FONTS}
"""Folders of ours that are in the zip of those who have these libraries, and in no other."""


def names() -> tuple[str, ...]:
    """Of the libraries that functions ask for."""
    return tuple(sorted({function.libraries for function in wiring.wiring().functions.values()} - {""}))


def lock(name: str) -> Path:
    """Where its libraries are pinned."""
    return ROOT / "infra" / "requirements" / f"{name}.txt"


def add(name: str, common: Path, fetched: Path, target: Path) -> None:
    """Make a zip of the common one, what was fetched under this name and its files: the same for the same three."""
    libraries = fetched.with_suffix(".zip")
    if not libraries.exists():
        # Tens of megabytes, which take ten seconds to compress and change with their lock file only.
        pack_libraries(fetched, libraries)
    half = target.with_suffix(f".{os.getpid()}")
    shutil.copy(libraries, half)
    with zipfile.ZipFile(common) as ours, zipfile.ZipFile(half, "a", zipfile.ZIP_DEFLATED) as archive:
        for entry in ours.infolist():
            archive.writestr(entry, ours.read(entry))
        for file in sorted((ROOT / FILES[name]).iterdir()) if name in FILES else ():
            put(archive, file, FILES[name] / file.name)
    half.replace(target)
