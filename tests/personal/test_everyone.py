"""Who keeps something about people says so, and is asked."""

from chalicelib.cloud.rows import Item
from chalicelib.personal.answers import Answers, readable
from chalicelib.personal.everyone import everyone
from chalicelib.site import reading
from infra.wiring import wiring


def test_each_table_that_is_personal_has_who_answers_for_it_and_no_other_has() -> None:
    said = [its.KEPT for its in everyone()]
    assert sorted(said) == sorted(name for name, table in wiring().tables.items() if table.personal)
    assert sorted(said) == sorted(reading.KEPT), "the page on privacy tells of each"


def test_everybody_who_is_asked_can_answer() -> None:
    for its in everyone():
        assert isinstance(its, Answers)


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
