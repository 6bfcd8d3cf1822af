"""Modules that are imported where they are first used: a process runs one function, and needs what that one names.

Lambda says to a process which function it will run, so that this happens while it starts, when nobody waits yet.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import FunctionType, ModuleType
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
    spoken_of = [names.get(name) for name in (code.co_names if code else ())]
    modules = [one for value in spoken_of for one in _each(value) if isinstance(one, Later)]
    _with_room(lambda: [one.imported() for one in modules])


def _each(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def _run(run: Callable[[], object]) -> None:
    run()


# CPython takes the stack of its calls from the system in pieces of 16 KB, and gives the last one back once nothing is
# on it. A loop at the edge of a piece does so each time: a thousand times where imports lie just so deep. A call that
# may need much gets one piece with room for all below it.
_with_room = FunctionType(_run.__code__.replace(co_stacksize=12_000), {})
