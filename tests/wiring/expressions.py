"""Imports a function in the folder of an unpacked zip, and compares the expressions that it found compiled.

They are equal where the engine's code is.
"""

import _sre  # type: ignore[import-not-found]
import re
import sys
from typing import Any

sys.path.insert(0, "")
anew: list[Any] = []
compiles = re._compiler.compile  # type: ignore[attr-defined]


def noting(*expression: Any) -> Any:
    """Compile, and note what had to be."""
    anew.append(expression)
    return compiles(*expression)


re._compiler.compile = noting  # type: ignore[attr-defined]

import start  # type: ignore[import-not-found]  # noqa: E402, F401

from chalicelib.built.expressions import COMPILED  # type: ignore[import-not-found]  # noqa: E402

assert len(COMPILED) > 100
assert len(anew) < 10, anew
for flags, parts in COMPILED:
    assert _sre.compile(*parts) == compiles(parts[0], flags), parts
