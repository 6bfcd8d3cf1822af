"""A year's file is read to the letter: what is wrong with it is told by line and field, in words."""

import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from chalicelib.edition import Edition
from chalicelib.errors import Broken
from infra.put.local import edition as local
from infra.year import YEARS, read
from tests.depth import cases

TEXT = (YEARS / "2027.toml").read_text("utf-8")
INLINE = """
sites = [
    { origin = "https://www.example.org" },
    { origin = "https://example.org/path" },
]
"""


def _read(folder: Path, text: str) -> Edition:
    file = folder / "spoiled.toml"
    file.write_text(text, "utf-8")
    return read(file)


def _told(folder: Path, text: str) -> str:
    with pytest.raises(Broken) as caught:
        _read(folder, text)
    return str(caught.value)


def _line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_every_edition_in_the_package_is_valid() -> None:
    for file in YEARS.glob("*.toml"):
        assert len(read(file).categories) == 8


@pytest.mark.parametrize(
    ("right", "wrong", "field"),
    [
        ("year = 2027", 'year = "this year"', "year"),
        ('name = "2027"', 'name = "now"', "name"),
        ('name = "2027"', 'name = "2027\\n"', "name"),
        ('key = "public-2027"', 'key = "public-2027\\n"', "rounds 1.key"),
        ("closes = 2027-04-23T23:59:00+02:00", "closes = 2027-04-01T23:59:00+02:00", "rounds 1.closes"),
        ("recount_every_minutes = 60", "recount_every_minutes = 0", "rounds 1.recount_every_minutes"),
        ('fr = "Jeunesse"', 'fr = ""', "categories 2.name.fr"),
        ('email = "info@example.org"', 'email = "info"', "contact.email"),
        ("results = 2027-04-24T22:00:00+02:00", "results = 2027-04-10T22:00:00+02:00", "rounds 1.results"),
        ("show = 2027-04-24T20:00:00+02:00", "show = 2027-04-24T20:00:00", "show"),
        ("forget_addresses_on = 2027-07-31", "forget_addresses_on = 2027-05-04", "forget_addresses_on"),
        ("forget_addresses_on = 2027-07-31", "forget_addresses_on = 2026-07-31", "forget_addresses_on"),
        ("show = 2027-04-24T20:00:00+02:00", "show = 2027-04-12T20:00:00+02:00", "show"),
    ],
)
def test_a_fault_names_file_line_and_field(tmp_path: Path, right: str, wrong: str, field: str) -> None:
    said = _told(tmp_path, TEXT.replace(right, wrong))
    assert said.startswith(f"spoiled.toml, line {_line_of(right)}, {field}: ")


def test_what_goes_over_several_lines_is_named_by_its_first(tmp_path: Path) -> None:
    said = _told(tmp_path, TEXT.replace("\n# Who answers", f"{INLINE}\n# Who answers"))
    assert said.startswith(f"spoiled.toml, line {_line_of('# Who answers')}, sites 2.origin: ")


def test_a_missing_and_an_unknown_field_are_named_with_their_table(tmp_path: Path) -> None:
    said = _told(tmp_path, TEXT.replace("link_days = 30", ""))
    assert said == f"spoiled.toml, line {_line_of('[moderation]')}, moderation: link_days is missing"
    assert _told(tmp_path, TEXT.replace("show = ", "# ")) == "spoiled.toml, the file: show is missing"
    said = _told(tmp_path, TEXT.replace('key = "public-2027"', 'key = "public-2027"\ncolour = "red"'))
    assert said == f"spoiled.toml, line {_line_of('public-2027') + 1}, rounds 1.colour: there is no such field"


def test_a_year_that_no_row_could_hold_is_told_so(tmp_path: Path) -> None:
    its, words = '\n[[categories]]\nkey = "{0}"\nname = {1}\nprize = {1}\n', "{{ nl = '{0}', fr = '{0}', en = '{0}' }}"
    many = "".join(its.format(f"category-{number}", words.format("x" * 300)) for number in range(60))
    assert "100,000 letters" in _told(tmp_path, TEXT.replace("\n[[categories]]", f"{many}\n[[categories]]", 1))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("year = = 2027", "no text between straight quotes"),
        ("year = 2027\nyear = 2027", "there already"),
        ("year = 2027,5", "more on this line"),
        ("year 2027", "an equals sign"),
        ("year = 2027-02-31", "no such day"),
        ("year = “2027”", "straight quotes"),
        ('year = "2027', "a quote is missing"),
        ("[year", "a bracket"),
        ('year = { a = "2027 }', "a quote"),
    ],
)
def test_a_file_that_is_no_toml_says_where_and_what(tmp_path: Path, wrong: str, said: str) -> None:
    told = _told(tmp_path, TEXT.replace("year = 2027", wrong))
    assert re.match(r"spoiled\.toml, line [34]: ", told)
    assert said in told.partition(". A line is")[0]
    assert "its end: " in _told(tmp_path, f"{TEXT}\nsites = [")


WRONG: tuple[Any, ...] = ("", "Ça", "x" * 400, 0, 10**6, 1.5, True, [], {}, [1], datetime(2027, 1, 1), "gone")  # noqa: DTZ001


def _spoiled(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each way to have one field of a year be of another kind, each with the field."""
    if isinstance(value, dict):
        for name in value:
            its = f"{path}.{name}".lstrip(".")
            for wrong in WRONG:
                yield its, {key: each for key, each in (value | {name: wrong}).items() if each != "gone"}
            yield from ((deep, value | {name: each}) for deep, each in _spoiled(value[name], its))
    elif isinstance(value, list):
        yield from ((deep, [each, *value[1:]]) for deep, each in _spoiled(value[0], f"{path}[0]"))


def test_no_fault_is_told_in_the_words_of_a_library(tmp_path: Path) -> None:
    """Whoever writes the file knows neither Python nor what checks it."""
    told = tomllib.loads(TEXT) | {"sites": [{"origin": "https://www.example.org"}]}
    del told["categories"][1:]
    sentences = set()
    for field, spoiled in islice(_spoiled(told), 0, None, cases(5, 1)):
        try:
            _read(tmp_path, tomli_w.dumps(spoiled))
        except Broken as problem:
            said = str(problem)
            assert field.rpartition(".")[2] in said
            assert not re.search(r"`|Expected|Object|Invalid|regex|\\|enum", said), said
            sentences.add(said.rpartition(": ")[2])
    assert len(sentences) > cases(20, 30)


@pytest.mark.parametrize("offset", [0, -11, 14], ids=["Greenwich", "Samoa", "Kiribati"])
def test_moments_of_any_offset_are_those_of_the_clocks_in_brussels(tmp_path: Path, offset: int) -> None:
    zone = timezone(timedelta(hours=offset))

    def elsewhere(match: re.Match[str]) -> str:
        return datetime.fromisoformat(match[0]).astimezone(zone).isoformat()

    text, count = re.subn(r"\d{4}-\d\d-\d\dT[\d:+]+", elsewhere, TEXT)
    assert count == 12
    assert repr(_read(tmp_path, text)) == repr(_read(tmp_path, TEXT))


def test_a_file_of_any_editor_is_read_or_told_why_not(tmp_path: Path) -> None:
    file = tmp_path / "typed.toml"
    file.write_text(TEXT, "utf-8-sig")
    assert read(file).name == "2027"
    file.write_bytes(TEXT.replace("Jeunesse", "Jeunesse é").encode("latin-1", "replace"))
    with pytest.raises(Broken, match="UTF-8"):
        read(file)


def test_the_edition_of_this_machine_keeps_the_hours_of_brussels(tmp_path: Path) -> None:
    """Whatever day it is: the last days of March and October have 23 and 25 hours."""
    for day in range(366):
        now = datetime(2027, 1, 1, 22, 30, tzinfo=UTC) + timedelta(days=day)
        vote = _read(tmp_path, local.moved(TEXT, now)).vote
        assert (f"{vote.opens:%H:%M}", f"{vote.closes:%H:%M}", f"{vote.results:%H:%M}") == ("08:00", "23:59", "22:00")
        assert vote.is_open(now)
        assert (vote.closes.date() - vote.opens.date()).days == 28
