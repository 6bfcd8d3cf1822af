"""Frozen dataclasses that cost a new process little.

The library's own writes six methods for each class as text and compiles them: a third of a millisecond a class, and an
eighth of a cold start for all of ours. Here each method is written once, for all classes.
"""

import dataclasses
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(*, frozen, order=False):
        """What `dataclasses.dataclass(frozen=True)` makes."""
        if not frozen:
            raise TypeError("a value never changes")
        return _ordered if order else _value


class _Value:
    """The methods of every value."""

    _defaults: dict[str, tuple[Any, Any]]
    """Each field's default, and what makes one."""

    def __init__(self, *given: Any, **named: Any) -> None:
        defaults, values = self._defaults, self.__dict__
        values.update(zip(defaults, given, strict=False))
        if len(given) > len(defaults):
            raise TypeError(f"{type(self).__name__} takes {', '.join(defaults)}")
        for name, value in named.items():
            if name in values or name not in defaults:
                raise TypeError(f"{type(self).__name__} takes {', '.join(defaults)}, each once")
            values[name] = value
        if len(values) == len(defaults):
            return
        for name, (default, factory) in defaults.items():
            if name not in values:
                if default is factory:
                    raise TypeError(f"{type(self).__name__} needs {name}")
                values[name] = default if factory is dataclasses.MISSING else factory()

    def __repr__(self) -> str:
        fields = (f"{name}={self.__dict__[name]!r}" for name in self._defaults)
        return f"{type(self).__qualname__}({', '.join(fields)})"

    def __eq__(self, other: object) -> Any:
        return self.__dict__ == other.__dict__ if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(_parts(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


class _Ordered:
    """What values that have an order know besides."""

    def __lt__(self, other: object) -> Any:
        return _parts(self) < _parts(other) if type(other) is type(self) else NotImplemented

    def __le__(self, other: object) -> Any:
        return _parts(self) <= _parts(other) if type(other) is type(self) else NotImplemented


_METHODS = {name: method for name, method in vars(_Value).items() if callable(method)}
_ORDER = {name: method for name, method in vars(_Ordered).items() if callable(method)}


def _parts(value: Any) -> tuple[Any, ...]:
    return tuple(value.__dict__[name] for name in value._defaults)


def _value(cls: Any) -> Any:
    made = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    made._defaults = {field.name: (field.default, field.default_factory) for field in dataclasses.fields(made)}
    for name, method in _METHODS.items():
        setattr(made, name, method)
    return made


def _ordered(cls: Any) -> Any:
    made = _value(cls)
    for name, method in _ORDER.items():
        setattr(made, name, method)
    return made
