"""Expressions that the package compiled are taken by the engine that they were made for, and by no other."""

import re
import sys
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from chalicelib import expressions

TEXT = "gast(vrij|heer)+"
ENGINE: Any = import_module("_sre")


def _baked(monkeypatch: pytest.MonkeyPatch, engine: int) -> None:
    """As the package bakes one; nobody else has it compiled."""
    parts: list[Any] = []
    with monkeypatch.context() as patch:
        patch.setattr(ENGINE, "compile", lambda *given: parts.extend(given))
        vars(re)["_compiler"].compile(TEXT, 0)
    module: Any = ModuleType("chalicelib.built.expressions")
    module.ENGINE, module.COMPILED = engine, [(0, tuple(parts))]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    re.purge()


def test_what_was_baked_is_not_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _baked(monkeypatch, ENGINE.MAGIC)
    expressions.ready()
    monkeypatch.setattr(ENGINE, "compile", None)
    assert re.fullmatch(TEXT, "gastheer")


def test_an_engine_of_another_age_compiles_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    _baked(monkeypatch, ENGINE.MAGIC + 1)
    before = len(vars(re)["_cache"])
    expressions.ready()
    assert len(vars(re)["_cache"]) == before
    assert re.fullmatch(TEXT, "gastheer")
