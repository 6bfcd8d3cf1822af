"""Leaves of all modules in a folder just their bytecode, without docstrings: python … FOLDER."""

import ast
import importlib.util
import marshal
import sys
from pathlib import Path
from typing import Any

content = Path(sys.argv[1])
for source in sorted(content.rglob("*.py")):
    text = source.read_bytes()
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if ast.get_docstring(node, clean=False) is not None:
            said: Any = node.body[0]
            said.value.value = ""
    code = compile(tree, str(source.relative_to(content)), "exec", dont_inherit=True)
    unchecked = (1).to_bytes(4, "little") + importlib.util.source_hash(text)
    source.with_suffix(".pyc").write_bytes(importlib.util.MAGIC_NUMBER + unchecked + marshal.dumps(code))
    source.unlink()
