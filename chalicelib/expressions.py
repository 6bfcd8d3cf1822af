"""Regular expressions as they were compiled when the package was made, put where `re` looks before it compiles.

Our libraries have some hundred compiled whenever they are imported: an eighth of a cold start.
"""

import re
from importlib import import_module
from pathlib import Path
from typing import Any

BAKED = Path(__file__).parent / "built" / "expressions.py"
"""Where the package keeps them; absent while developing."""


def ready() -> None:
    """Hand them to `re`: it takes one where text and flags are the same, and compiles any other as ever.

    To an engine that reads other code than the one they were made for, it hands none.
    """
    try:
        baked: Any = import_module("chalicelib.built.expressions")
    except ModuleNotFoundError:
        return
    engine: Any = import_module("_sre")
    if baked.ENGINE != engine.MAGIC:
        return
    known: Any = vars(re)["_cache"]
    for flags, parts in baked.COMPILED:
        known[type(parts[0]), parts[0], flags] = engine.compile(*parts)
