"""The regular expressions that functions compile while they import, compiled: python … FOLDER LIBRARIES."""

# ruff: noqa: E402 - where to look comes first.

import re
import sys

sys.path[:0] = sys.argv[1:]

from importlib import import_module
from typing import Any

from chalicelib import expressions

import_module("app")
for names in import_module("chalicelib.built.imports").OF.values():
    for name in names:
        import_module(name)
engine: Any = import_module("_sre")
inner: Any = re
# What the compiler hands to the engine, as plain numbers.
engine.compile = lambda text, flags, code, *groups: (text, flags, [int(one) for one in code], *groups)
compiled = [(flags, inner._compiler.compile(text, flags)) for _, text, flags in inner._cache]
expressions.BAKED.write_text(f"ENGINE = {engine.MAGIC}\nCOMPILED = {compiled!r}\n", encoding="utf-8")
