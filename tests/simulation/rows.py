"""PynamoDB with the same words for DynamoDB, and fewer questions on the way."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from pynamodb import attributes
from pynamodb.attributes import Attribute, AttributeContainer, NumberAttribute
from pynamodb.constants import LIST, MAP
from pynamodb.expressions import operand, util
from pynamodb.expressions.operand import Path, Value
from pynamodb.models import Model

Patch = tuple[Any, str, Any]
"""Whose, its name and what stands there meanwhile."""


def patches() -> Iterator[Patch]:
    """What to put in its places."""
    yield attributes, "Path", _paths()
    yield operand, "substitute_names", _substituted(operand.substitute_names)  # type: ignore[attr-defined]
    yield operand._Operand, "_to_operand", _to_operand(operand._Operand._to_operand)
    yield Path, "serialize", lambda self, names, values: operand.substitute_names(self.values[0], names)  # type: ignore[attr-defined]
    yield Value, "serialize", lambda self, names, values: util.get_value_placeholder(self.values[0], values)
    yield Value, "__init__", _valued(Value.__init__)
    yield Attribute, "__get__", _read(Attribute.__get__)
    yield Attribute, "__set__", _written(Attribute.__set__)
    yield AttributeContainer, "_set_defaults", _defaults(AttributeContainer._set_defaults)
    yield NumberAttribute, "serialize", lambda self, value: str(value) if type(value) is int else json.dumps(value)


def _paths() -> Callable[[Any], Path]:
    """One path for each attribute, since nobody changes a path."""
    made: dict[int, Path] = {}

    def path(of: Any) -> Path:
        if not isinstance(of, Attribute):
            return Path(of)
        # By its id, since an attribute compares to anything; the path holds it, so that no other gets its id.
        if id(of) not in made:
            made[id(of)] = Path(of)
        return made[id(of)]

    return path


def _substituted(substitute: Callable[..., str]) -> Callable[..., str]:
    """The placeholder of a path, which mostly is one name."""

    def substituted(path: Any, names: dict[str, str]) -> str:
        name = path[0]
        if len(path) > 1 or not name.isidentifier():
            return substitute(path, names)
        if name not in names:
            names[name] = f"#{len(names)}"
        return names[name]

    return substituted


def _to_operand(make: Callable[..., Any]) -> Callable[..., Any]:
    """What an attribute is compared to, which mostly is a value."""

    def made(self: Any, value: Any) -> Any:
        if isinstance(value, operand._Operand | Attribute):
            return make(self, value)
        return self._to_value(value)

    return made


def _valued(make: Callable[..., None]) -> Callable[..., None]:
    def init(self: Value, value: Any, attribute: Any = None) -> None:
        if attribute is None or value is None or type(value) is dict or attribute.attr_type in (LIST, MAP):
            make(self, value, attribute)
            return
        self.attr_type = attribute.attr_type
        self.values = ({attribute.attr_type: attribute.serialize(value)},)

    return init


def _read(get: Callable[..., Any]) -> Callable[..., Any]:
    """An attribute of a row, which is no map."""

    def got(self: Any, row: Any, owner: Any) -> Any:
        if row is None:
            return self
        if isinstance(row, Model):
            name = self.attr_path[-1]
            return row.attribute_values.get(row._dynamo_to_python_attrs.get(name, name))  # type: ignore[attr-defined]
        return get(self, row, owner)

    return got


def _written(keep: Callable[..., None]) -> Callable[..., None]:
    """An attribute of a row, which is no map."""

    def written(self: Any, row: Any, value: Any) -> None:
        if isinstance(row, Model):
            name = self.attr_path[-1]
            row.attribute_values[row._dynamo_to_python_attrs.get(name, name)] = value  # type: ignore[attr-defined]
            return
        keep(self, row, value)

    return written


def _defaults(fill: Callable[..., None]) -> Callable[..., None]:
    """Defaults of a row, of which most have none."""
    without: set[type] = set()

    def filled(self: Any, _user_instantiated: bool = True) -> None:
        if type(self) in without:
            return
        fill(self, _user_instantiated)
        if all(its.default is None and its.default_for_new is None for its in self.get_attributes().values()):
            without.add(type(self))

    return filled
