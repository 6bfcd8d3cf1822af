"""Who keeps something about people says so, and is asked."""

from pathlib import Path

import chalicelib
from chalicelib.cloud.rows import Item
from chalicelib.personal.answers import readable
from chalicelib.personal.everyone import EVERYONE
from infra.wiring import wiring


def test_each_table_that_is_personal_has_who_answers_for_it_and_no_other_has() -> None:
    assert {its.KEPT.where for its in EVERYONE} == {name for name, table in wiring().tables.items() if table.personal}


def test_everybody_who_answers_is_asked() -> None:
    steps = {file.parent.name for file in Path(chalicelib.__path__[0]).glob("*/personal.py")}
    asked = {str(vars(its)["__name__"]).split(".")[1] for its in EVERYONE}
    assert asked == {*steps, "personal"}


def test_a_row_is_shown_so_that_people_can_read_it() -> None:
    row: Item = {
        "text": {"S": "Soep"},
        "inside": {"S": '{"name": "Amina"}'},
        "number": {"N": "3"},
        "closed": {"B": b"\x00\xff"},
        "several": {"SS": ["b", "a"]},
        "yes": {"BOOL": True},
    }
    shown = ["Soep", {"name": "Amina"}, "3", "AP8=", ["a", "b"], True]
    assert list(readable(row).values()) == shown
