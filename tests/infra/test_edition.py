"""A year is changed at a terminal: what is there is shown as a file, and a file is put, on the version that it says."""

import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from chalicelib.cloud import editions
from infra.operate import edition
from tests.campaign import Clock
from tests.editions.test_steps import NEXT_YEAR, OVER, put
from tests.infra.operators import Operator

LATER = ("2027-04-24 20:00:00", "2027-04-24 21:00:00")


@pytest.fixture(autouse=True)
def functions_run(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the tool waits, the step has its turn."""
    waits = SimpleNamespace(sleep=lambda _: operator.campaign.drain_once("organising"), monotonic=time.monotonic)
    monkeypatch.setattr(edition, "time", waits)


def _file(folder: Path, text: str, name: str = "2027.toml") -> str:
    (folder / name).write_text(text, "utf-8")
    return str(folder / name)


def put_next(operator: Operator) -> None:
    """The year that follows is there."""
    put(operator.campaign, NEXT_YEAR, base=0)


def test_what_is_shown_is_put_again_with_a_change(operator: Operator, tmp_path: Path) -> None:
    shown = operator.changes_year("show")
    file = _file(tmp_path, shown.replace(*LATER))
    assert operator.changes_year("diff", file).count("\n+") == 2
    assert "comments" in shown.partition("\n")[0]
    assert "No difference" in operator.changes_year("diff", _file(tmp_path, shown, "same.toml"))
    assert "version 2" in operator.changes_year("put", file, "--why", "An hour later [sic].")
    editions.begin()
    assert editions.edition().show.hour == 21
    told = operator.changes_year("history")
    assert "version 2  an operator: An hour later [sic]." in told
    assert "like that already" in operator.changes_year("put", file, "--why", "again")


def test_who_changed_it_since_is_not_overwritten(operator: Operator, tmp_path: Path) -> None:
    shown = operator.changes_year("show")
    mine = _file(tmp_path, shown.replace(*LATER))
    theirs = _file(tmp_path, shown.replace("link_days = 30", "link_days = 31"), "theirs.toml")
    operator.changes_year("put", theirs, "--why", "A day more.")
    assert "Somebody changed it meanwhile" in operator.changes_year("put", mine, "--why", "Later.", fails=True)
    editions.begin()
    assert editions.edition().moderation.link_days == 31


def test_a_file_that_does_not_say_its_version_is_asked_for_it(operator: Operator, tmp_path: Path) -> None:
    text = operator.changes_year("show").partition("\n")[2].replace(*LATER)
    assert "--on" in operator.changes_year("put", _file(tmp_path, text), "--why", "Later.", fails=True)
    assert "version 2" in operator.changes_year("put", _file(tmp_path, text), "--why", "Later.", "--on", "1")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("remind_after_days = 2", "", "registration"),
        ("remind_after_days = 2", "remind_after_days = 2\ncolour = 'red'", "colour"),
        ("2027-04-24 20:00:00", "2027-04-01 20:00:00", "show"),
        ("year = 2027", "year = = 2027", "line 3"),
        ('name = "2027"', 'name = "2028"', "another year"),
    ],
)
def test_a_broken_file_is_told_in_words_and_changes_nothing(
    operator: Operator, tmp_path: Path, right: str, wrong: str, said: str
) -> None:
    text = operator.changes_year("show")
    assert right in text
    file = _file(tmp_path, text.replace(right, wrong, 1))
    assert edition.main(["check", file]) == 1
    assert said in operator.terminal.readouterr().out
    assert said in operator.changes_year("put", file, "--why", "a try", fails=True)
    assert operator.changes_year("history").count("\n") == 1


def test_what_was_not_taken_is_told_in_words_also_afterwards(operator: Operator, tmp_path: Path) -> None:
    spoiled = _file(tmp_path, operator.changes_year("show").replace("2027-04-05 08:00:00", "2026-04-05 08:00:00"))
    said = operator.changes_year("put", spoiled, "--why", "a slip", fails=True)
    assert "in the past" in said
    sentence = said.rpartition("✗ ")[2].strip()
    assert f"not taken: {sentence}  an operator: a slip" in operator.changes_year("history")


@pytest.mark.parametrize("name", ["2031", "now", "2027\n"])
@pytest.mark.parametrize("command", ["show", "history"])
def test_a_year_that_there_is_not_is_said_to_be_none(operator: Operator, command: str, name: str) -> None:
    said = operator.changes_year(command, name, fails=True)
    assert ("there are 2027" if name == "2031" else "no name of a year") in said


def test_a_version_that_there_is_not_is_told_with_those_that_there_are(operator: Operator) -> None:
    assert "the newest is 1" in operator.changes_year("show", "2027", "--version", "7", fails=True)


def test_what_waits_for_its_turn_is_no_failure(
    operator: Operator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of season nobody reads the queue for three hours; whoever stops waiting may ask what became of it."""
    file = _file(tmp_path, operator.changes_year("show").replace(*LATER))
    with monkeypatch.context() as nobody:
        nobody.setattr(edition, "LONGEST", -1)
        assert "three hours" in operator.changes_year("put", file, "--why", "Later.")
    operator.campaign.drain_once("organising")
    assert "version 2  an operator: Later." in operator.changes_year("history")

    def stops(seconds: float) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as impatient:
        impatient.setattr(edition, "time", SimpleNamespace(sleep=stops, monotonic=time.monotonic))
        again = _file(tmp_path, operator.changes_year("show").replace("21:00:00", "21:30:00"))
        assert "`history`" in operator.changes_year("put", again, "--why", "Later still.")


@pytest.mark.parametrize("why", ["", "an@example.org asked for it"])
def test_the_history_has_a_reason_and_no_address(operator: Operator, tmp_path: Path, why: str) -> None:
    file = _file(tmp_path, operator.changes_year("show").replace(*LATER))
    assert "without an address" in operator.changes_year("put", file, "--why", why, fails=True)


def test_no_year_follows_one_that_is_not_over(operator: Operator) -> None:
    assert "There is no 2031" in operator.changes_year("turn", "2031", fails=True)
    assert "already" in operator.changes_year("turn", "2027", fails=True)
    put_next(operator)
    assert "is not over" in operator.changes_year("turn", "2028", fails=True)


def test_a_year_that_follows_is_the_site_once_its_step_says_so(
    operator: Operator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_next(operator)
    clock.move_to(OVER)
    with monkeypatch.context() as nobody:
        nobody.setattr(edition, "LONGEST", -1)
        assert "within three hours" in operator.changes_year("turn", "2028")
    operator.campaign.taken("organising")
    assert "Within two minutes" in operator.changes_year("turn", "2028")
    assert "is over" in operator.changes_year("turn", "2027", fails=True)
