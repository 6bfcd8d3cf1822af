"""A number is taken as people write it."""

import pytest

from chalicelib.web import fields
from chalicelib.web.fields import Filled
from chalicelib.web.initiatives import COMPETES, INITIATIVE, initiative
from tests.years import YEAR

RIGHT = {
    "title": "Taalcafé De Brug",
    "summary": "Buren en nieuwkomers praten samen.",
    "description": "Elke dinsdag om acht uur in de bibliotheek van de wijk.",
    "category": "verenigingen",
    "language": "nl",
}


def _filled(reach: str) -> Filled:
    form = (*INITIATIVE, COMPETES)
    return fields.checked(fields.fill(form, {**RIGHT, "reach": reach}, {"postal_code": ["9000"]}), YEAR)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("", 0),
        ("1", 1),
        (" 60 ", 60),
        ("1200", 1200),
        ("1.200", 1200),
        ("1 200", 1200),
        ("1\u202f200", 1200),
        ("1’200", 1200),
        ("１２", 12),
        ("1.000.000", 1_000_000),
    ],
)
def test_a_number_is_taken_however_its_thousands_are_written(typed: str, number: int) -> None:
    filled = _filled(typed)
    assert not filled.faults
    assert initiative(filled).reach == number


@pytest.mark.parametrize("typed", ["0", "-5", "1.5", "12.00", "1,2", "1000001", "zestig", "60+", "٦٠", "1" * 20])
def test_anything_else_is_no_number_and_stays_as_it_was_typed(typed: str) -> None:
    filled = _filled(typed)
    assert [fault.sentence for fault in filled.faults["reach"]] == ["reach.wrong"]
    assert filled.texts["reach"] == typed


def test_a_number_that_is_far_too_long_is_not_read() -> None:
    assert [fault.sentence for fault in _filled("1" * 100_000).faults["reach"]] == ["long"]
