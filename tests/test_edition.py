"""An edition is data, checked at start, with a hash of what decides the vote."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from chalicelib import edition
from chalicelib.errors import Broken
from infra.put.local import edition as local

EDITION = (edition.EDITIONS / "2027.toml").read_text("utf-8")


def _read(tmp_path: Path, text: str) -> edition.Edition:
    file = tmp_path / "spoiled.toml"
    file.write_text(text, "utf-8")
    return edition.read(file)


def test_every_edition_in_the_package_is_valid() -> None:
    for file in edition.EDITIONS.glob("*.toml"):
        assert len(edition.read(file).categories) == 8


def _line_of(text: str) -> int:
    return EDITION[: EDITION.index(text)].count("\n") + 1


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("year = 2027", 'year = "this year"', "year"),
        ("closes = 2027-04-23T23:59:00+02:00", "closes = 2027-04-01T23:59:00+02:00", "rounds[0].closes"),
        ("recount_every_minutes = 60", "recount_every_minutes = 0", "rounds[0].recount_every_minutes"),
        ('fr = "Jeunesse"', 'fr = ""', "categories[1].name.fr"),
        ('email = "karim.haddad@example.org"', 'email = "karim"', "moderators[1].email"),
        ('email = "info@example.org"', 'email = "info"', "contact.email"),
        ("results = 2027-04-24T22:00:00+02:00", "results = 2027-04-10T22:00:00+02:00", "rounds[0].results"),
        ("show = 2027-04-24T20:00:00+02:00", "show = 2027-04-24T20:00:00", "show"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, right: str, wrong: str, field: str) -> None:
    with pytest.raises(Broken) as caught:
        _read(tmp_path, EDITION.replace(right, wrong))
    said = str(caught.value)
    assert said.startswith("spoiled.toml, line ")
    assert f", {field}: " in said
    assert f"line {_line_of(right)}," in said


def test_a_missing_and_an_unknown_field_are_named_with_their_table(tmp_path: Path) -> None:
    with pytest.raises(Broken, match=r"line \d+, moderation: .*link_days"):
        _read(tmp_path, EDITION.replace("link_days = 30", ""))
    with pytest.raises(Broken, match=r"spoiled.toml, line \d+, rounds\[0\]: .*colour"):
        _read(tmp_path, EDITION.replace('key = "public-2027"', 'key = "public-2027"\ncolour = "red"'))


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="line 3"):
        _read(tmp_path, EDITION.replace("year = 2027", "year = = 2027"))


def test_the_rules_hash_changes_with_the_rules_and_with_nothing_else(tmp_path: Path) -> None:
    rules = _read(tmp_path, EDITION).rules
    assert _read(tmp_path, EDITION.replace("An Peeters", "Anna Peeters")).rules == rules
    assert _read(tmp_path, EDITION.replace("2027-04-23T23:59", "2027-04-22T23:59")).rules != rules


def test_a_phase_holds_its_first_moment_and_not_its_last(tmp_path: Path) -> None:
    vote = _read(tmp_path, EDITION).vote
    assert vote.is_open(vote.opens)
    assert not vote.is_open(vote.closes)
    assert not vote.is_open(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize("offset", [0, -11, 14], ids=["Greenwich", "Samoa", "Kiribati"])
def test_moments_of_any_offset_are_those_of_the_clocks_in_brussels(tmp_path: Path, offset: int) -> None:
    """Also for the rules' hash: the same moment is the same rule."""
    zone = timezone(timedelta(hours=offset))

    def elsewhere(match: re.Match[str]) -> str:
        return datetime.fromisoformat(match[0]).astimezone(zone).isoformat()

    text, count = re.subn(r"\d{4}-\d\d-\d\dT[\d:+]+", elsewhere, EDITION)
    there, here = _read(tmp_path, text), _read(tmp_path, EDITION)
    assert count == 6
    assert repr(there) == repr(here)
    assert there.rules == here.rules


def test_the_edition_of_this_machine_keeps_the_hours_of_brussels(tmp_path: Path) -> None:
    """Whatever day it is: the last days of March and October have 23 and 25 hours."""
    for day in range(366):
        now = datetime(2027, 1, 1, 22, 30, tzinfo=UTC) + timedelta(days=day)
        vote = _read(tmp_path, local.moved(EDITION, now)).vote
        assert (f"{vote.opens:%H:%M}", f"{vote.closes:%H:%M}", f"{vote.results:%H:%M}") == ("08:00", "23:59", "22:00")
        assert vote.is_open(now)
        assert (vote.closes.date() - vote.opens.date()).days == 28


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("forget_addresses_on = 2027-07-31", "forget_addresses_on = 2027-04-25", "forget_addresses_on"),
        ("forget_addresses_on = 2027-07-31", "forget_addresses_on = 2026-07-31", "forget_addresses_on"),
        ("show = 2027-04-24T20:00:00+02:00", "show = 2027-04-12T20:00:00+02:00", "show"),
    ],
)
def test_a_day_that_would_ruin_the_year_is_a_fault(tmp_path: Path, right: str, wrong: str, field: str) -> None:
    """From the day on which everybody is forgotten a schedule forgets, each day."""
    with pytest.raises(Broken, match=f", {field}: "):
        _read(tmp_path, EDITION.replace(right, wrong))


def test_a_file_of_any_editor_is_read_or_told_why_not(tmp_path: Path) -> None:
    file = tmp_path / "typed.toml"
    file.write_text(EDITION, "utf-8-sig")
    assert edition.read(file).name == "2027"
    file.write_bytes(EDITION.replace("Jeunesse", "Jeunesse é").encode("latin-1", "replace"))
    with pytest.raises(Broken, match="UTF-8"):
        edition.read(file)
