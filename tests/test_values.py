"""Values behave as frozen dataclasses do, whatever they are made by."""

import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any, ClassVar

import msgspec
import pytest

from chalicelib import values
from chalicelib.messages import MESSAGES, Link


@dataclass(frozen=True)
class Theirs:
    """As the library makes it."""

    kind: ClassVar[str] = "mail"
    to: str
    attempts: int = 0
    about: dict[str, str] = field(default_factory=dict)


@values.dataclass(frozen=True)
class Ours:
    """The same, as we make it."""

    kind: ClassVar[str] = "mail"
    to: str
    attempts: int = 0
    about: dict[str, str] = field(default_factory=dict)


@values.dataclass(frozen=True)
class Inherits(Ours):
    """One more field."""

    link: Link | None = None


both = pytest.mark.parametrize("kind", [Theirs, Ours])


@both
def test_fields_come_by_place_by_name_or_by_default(kind: Any) -> None:
    value = kind("an", about={"a": "b"})
    assert (value.to, value.attempts, value.about, value.kind) == ("an", 0, {"a": "b"}, "mail")
    assert [one.name for one in fields(kind)] == ["to", "attempts", "about"]
    assert kind("an").about is not kind("an").about
    assert repr(value) == f"{kind.__name__}(to='an', attempts=0, about={{'a': 'b'}})"
    assert asdict(value) == {"to": "an", "attempts": 0, "about": {"a": "b"}}


@both
@pytest.mark.parametrize(
    "wrong",
    [
        lambda kind: kind(),
        lambda kind: kind("an", 1, {}, "more"),
        lambda kind: kind("an", to="els"),
        lambda kind: kind("an", whom="els"),
    ],
)
def test_what_does_not_fit_is_refused(kind: Any, wrong: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        wrong(kind)


@both
def test_a_value_never_changes(kind: Any) -> None:
    value = kind("an")
    with pytest.raises(FrozenInstanceError):
        value.to = "els"
    with pytest.raises(FrozenInstanceError):
        value.anything = 1
    with pytest.raises(FrozenInstanceError):
        del value.to
    assert replace(value, to="els") == kind("els") != value


def test_values_are_equal_by_kind_and_fields() -> None:
    assert Ours("an", attempts=2) == Ours(attempts=2, to="an")
    assert Ours("an") != Inherits("an")
    links = {Link("vote", ("a",), "b", 1), Link("vote", ("a",), recipient="b", expires=1)}
    assert len(links) == 1
    assert copy.copy(Ours("an")) == copy.deepcopy(Ours("an")) == Ours("an")


@pytest.mark.parametrize("made_by", [dataclass, values.dataclass])
def test_values_with_an_order_compare_field_by_field(made_by: Any) -> None:
    @made_by(frozen=True, order=True)
    class Press:
        """A button."""

        at: int
        receipt: str

    press: Any = Press
    first, second, third = press(1, "b"), press(2, "a"), press(2, "b")
    assert sorted([third, first, second]) == [first, second, third]
    assert max(first, third) == third > second >= second <= third
    assert (first < third) is not (third < first)
    with pytest.raises(TypeError):
        assert first < 2


def test_a_value_that_changes_is_no_value() -> None:
    with pytest.raises(TypeError):
        values.dataclass(frozen=False)


def test_a_kind_of_value_has_the_fields_it_inherits() -> None:
    assert [one.name for one in fields(Inherits)] == ["to", "attempts", "about", "link"]
    assert Inherits("an", 1, {}, None).link is None


def test_values_travel() -> None:
    link = Link("vote", ("a", "b"), "voter", 1)
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(link)), Link) == link
    assert all(made._defaults for made in MESSAGES.values())  # type: ignore[attr-defined]
