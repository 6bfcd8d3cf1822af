"""Modules that are imported where they are first used: a process runs one function, and needs what that one names.

Lambda says to a process which function it will run, so that this happens while it starts, when nobody waits yet.
"""

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


class Later:
    """Stands for a module; it is there once something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._module: ModuleType | None = None

    def __getattr__(self, attribute: str) -> Any:
        return getattr(self._module or self.imported(), attribute)

    def imported(self) -> ModuleType:
        """The module."""
        self._module = import_module(self._name)
        return self._module


def prepare(function: str, names: Mapping[str, Any]) -> None:
    """Import what a function of `names` speaks of; nothing where there is none of that name, as in tests and tools."""
    found = names.get(function)
    code = getattr(getattr(found, "func", found), "__code__", None)
    for name in code.co_names if code else ():
        for one in _each(names.get(name)):
            if isinstance(one, Later):
                one.imported()


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)
