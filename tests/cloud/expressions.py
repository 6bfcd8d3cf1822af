"""DynamoDB's condition and update expressions, as far as this project writes them.

Small and strict: what is not known here raises, so a new expression in a store cannot be half understood. Checked
against moto and the emulator by test_conformance.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

Value = Mapping[str, Any]
"""A typed value, such as {"S": "text"} or {"N": "7"}."""
Row = dict[str, Any]

_TOKEN = re.compile(r"\s*(#\w+|:\w+|[A-Za-z_]\w*|<>|<=|>=|[<>=(),+\-]|\.|\[\d+\])")
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda a, b: bool(a == b),
    "<>": lambda a, b: bool(a != b),
    "<": lambda a, b: bool(a < b),
    "<=": lambda a, b: bool(a <= b),
    ">": lambda a, b: bool(a > b),
    ">=": lambda a, b: bool(a >= b),
}

Names = Mapping[str, str]
Values = Mapping[str, Value]
Test = Callable[[Mapping[str, Any], Names, Values], bool]
_Change = Callable[[Mapping[str, Any], Names, Values], tuple[str, Any]]
Operand = Callable[[Mapping[str, Any], Names, Values], Any]


class Invalid(Exception):
    """DynamoDB answers ValidationException."""


@lru_cache(maxsize=4096)
def condition(text: str) -> Test:
    """A condition as a function of a row, the expression's names and its values."""
    parser = _Parser(_tokens(text))
    test = parser.either()
    parser.end()
    return test


@lru_cache(maxsize=4096)
def update(text: str) -> Callable[[Row, Names, Values], None]:
    """An update as a function that changes a row in place; every right side sees the row as it was."""
    return _Parser(_tokens(text)).clauses()


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    text = text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None:
            raise ValueError(f"cannot read an expression at: {text[place:]}")
        tokens.append(found.group(1))
        place = found.end()
    return tokens


def number(written: str) -> int | Decimal:
    """A number of which nothing is lost."""
    try:
        return int(written)
    except ValueError:
        return Decimal(written)


def plain(value: Value | None) -> Any:
    """A typed value as one that compares the way DynamoDB compares."""
    if value is None:
        return None
    kind, content = next(iter(value.items()))
    match kind:
        case "N":
            return number(content)
        case "SS" | "NS" | "BS":
            return frozenset(content)
        case "NULL":
            return None
        case _:
            return content


def _kind(value: Value | None) -> str:
    return next(iter(value)) if value else ""


@dataclass
class _Parser:
    tokens: list[str]
    place: int = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token.upper() != wanted):
            raise ValueError(f"expected {wanted or 'more'}, found {token or 'the end'}")
        self.place += 1
        return token

    def end(self) -> None:
        if self.peek():
            raise ValueError(f"unexpected {self.peek()}")

    # Conditions

    def either(self) -> Test:
        tests = [self.both()]
        while self.peek().upper() == "OR":
            self.take()
            tests.append(self.both())
        return tests[0] if len(tests) == 1 else lambda row, names, values: any(t(row, names, values) for t in tests)

    def both(self) -> Test:
        tests = [self.inverted()]
        while self.peek().upper() == "AND":
            self.take()
            tests.append(self.inverted())
        return tests[0] if len(tests) == 1 else lambda row, names, values: all(t(row, names, values) for t in tests)

    def inverted(self) -> Test:
        if self.peek().upper() == "NOT":
            self.take()
            test = self.inverted()
            return lambda row, names, values: not test(row, names, values)
        if self.peek() == "(":
            self.take()
            test = self.either()
            self.take(")")
            return test
        return self.comparison()

    def comparison(self) -> Test:
        word = self.peek().lower()
        if word in ("attribute_exists", "attribute_not_exists"):
            self.take()
            name = self.arguments()[0]
            there = word == "attribute_exists"
            return lambda row, names, values: (name(row, names, values) is not None) is there
        if word in ("contains", "begins_with"):
            self.take()
            whole, part = self.arguments()
            return _contains(whole, part) if word == "contains" else _begins(whole, part)
        left = self.operand()
        compare = _COMPARE[self.take()]
        right = self.operand()

        def holds(row: Mapping[str, Any], names: Names, values: Values) -> bool:
            a, b = left(row, names, values), right(row, names, values)
            # A comparison with what is not there, or is of another type, never holds; <> always does.
            if a is None or b is None or _kind(a) != _kind(b):
                return compare is _COMPARE["<>"]
            return compare(plain(a), plain(b))

        return holds

    def arguments(self) -> list[Operand]:
        self.take("(")
        found = [self.operand()]
        while self.peek() == ",":
            self.take()
            found.append(self.operand())
        self.take(")")
        return found

    def operand(self) -> Operand:
        token = self.take()
        if token.lower() == "if_not_exists":
            there, otherwise = self.arguments()
            return lambda row, names, values: (
                found if (found := there(row, names, values)) is not None else otherwise(row, names, values)
            )
        if token.lower() == "size":
            return _size(self.arguments()[0])
        if token.startswith(":"):
            return lambda row, names, values: values[token]
        return lambda row, names, values: row.get(names.get(token, token))

    # Updates

    def clauses(self) -> Callable[[Row, Names, Values], None]:
        kinds = {"SET": self.assignment, "REMOVE": self.removal, "ADD": self.addition, "DELETE": self.subtraction}
        changes: list[_Change] = []
        while self.peek():
            clause = kinds[self.take().upper()]
            changes.append(clause())
            while self.peek() == ",":
                self.take()
                changes.append(clause())

        def apply(row: Row, names: Names, values: Values) -> None:
            before = dict(row)
            changed = [change(before, names, values) for change in changes]
            if len({name for name, _ in changed}) < len(changed):
                raise Invalid("two changes of one attribute")
            for name, value in changed:
                if value is None:
                    row.pop(name, None)
                else:
                    row[name] = value

        return apply

    def assignment(self) -> _Change:
        name = self.take()
        self.take("=")
        left = self.operand()
        sign = self.take() if self.peek() in ("+", "-") else ""
        right = self.operand() if sign else left

        def assigned(row: Mapping[str, Any], names: Names, values: Values) -> tuple[str, Any]:
            value = left(row, names, values)
            if value is None:
                raise Invalid("an update reads an attribute that is not there")
            if sign:
                other = number(right(row, names, values)["N"])
                total = number(value["N"]) + (other if sign == "+" else -other)
                value = {"N": str(total)}
            return names.get(name, name), value

        return assigned

    def removal(self) -> _Change:
        name = self.take()
        return lambda row, names, values: (names.get(name, name), None)

    def addition(self) -> _Change:
        name, value = self.take(), self.operand()

        def added(row: Mapping[str, Any], names: Names, values: Values) -> tuple[str, Any]:
            own = names.get(name, name)
            new, old = value(row, names, values), row.get(own)
            kind = _kind(new)
            if kind == "N":
                return own, {"N": str(number(old["N"] if old else "0") + number(new["N"]))}
            return own, {kind: sorted({*(old[kind] if old else ()), *new[kind]})}

        return added

    def subtraction(self) -> _Change:
        name, value = self.take(), self.operand()

        def taken(row: Mapping[str, Any], names: Names, values: Values) -> tuple[str, Any]:
            own = names.get(name, name)
            gone, old = value(row, names, values), row.get(own)
            kind = _kind(gone)
            left = sorted(set(old[kind]) - set(gone[kind])) if old else []
            return own, ({kind: left} if left else None)

        return taken


def _size(whole: Operand) -> Operand:
    def size(row: Mapping[str, Any], names: Names, values: Values) -> Any:
        found = whole(row, names, values)
        if _kind(found) not in ("", "S", "SS"):
            raise NotImplementedError("the size of anything but texts")
        return None if found is None else {"N": str(len(plain(found)))}

    return size


def _contains(whole: Operand, part: Operand) -> Test:
    def holds(row: Mapping[str, Any], names: Names, values: Values) -> bool:
        a, b = whole(row, names, values), part(row, names, values)
        if _kind(a) not in ("", "S", "SS") or _kind(b) != "S":
            raise NotImplementedError("contains, of anything but texts")
        return a is not None and plain(b) in plain(a)

    return holds


def _begins(whole: Operand, part: Operand) -> Test:
    def holds(row: Mapping[str, Any], names: Names, values: Values) -> bool:
        a, b = whole(row, names, values), part(row, names, values)
        return a is not None and str(plain(a)).startswith(str(plain(b)))

    return holds
