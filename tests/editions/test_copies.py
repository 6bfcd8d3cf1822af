"""Who only keeps a copy of the log is typed by organisers, an address a line."""

import pytest
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.editions import groups, told, typed
from chalicelib.editions.faults import faults
from tests.campaign import Campaign
from tests.editions.office import Office, said, seen
from tests.years import YEAR

COPIED = replace(YEAR, copies=("archief@cera.example", "leden@vvsg.example"))


def test_an_address_stands_on_each_line_once() -> None:
    lines = " archief@cera.example \n\nleden@vvsg.example\nArchief@Cera.example"
    assert typed.read(YEAR, "copies", {"copies": lines}) == (COPIED, {})
    assert typed.read(COPIED, "copies", groups.as_typed(COPIED, "copies")) == (COPIED, {})
    assert YEAR.copies == ()
    assert COPIED.rules == YEAR.rules


def test_beside_an_address_stands_a_language_unless_it_is_dutch() -> None:
    lines = "archief@cera.example nl\nFR leden@vvsg.example\nleden@vvsg.example en\nfr@example.org"
    kept = replace(YEAR, copies=("archief@cera.example", "leden@vvsg.example fr", "fr@example.org"))
    assert typed.read(YEAR, "copies", {"copies": lines}) == (kept, {})
    assert typed.read(kept, "copies", groups.as_typed(kept, "copies")) == (kept, {})
    assert not faults(kept)


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("Cera", "copy_wrong"),
        ("a@example.org, b@example.org", "copy_wrong"),
        ("a@example.org de", "copy_wrong"),
        ("a@example.org fr en", "copy_wrong"),
        ("\n".join(f"a{number}@example.org" for number in range(21)), "copies_many"),
    ],
)
def test_what_is_no_address_is_said(lines: str, sentence: str) -> None:
    year, wrong = typed.read(YEAR, "copies", {"copies": lines})
    assert (year, [fault.sentence for fault in wrong["copies"]]) == (YEAR, [sentence])
    for language in LANGUAGES:
        assert all(told.faults(wrong, (), language).values())


def test_what_would_stop_its_mail_is_no_year() -> None:
    for wrong in ("a@example.org\n", "a@example.org de", "a@example.org fr en", "a@example.org  fr"):
        assert faults(replace(YEAR, copies=("a@example.org", wrong))) == [("copies[1]", "no_address")]


def test_which_came_and_went_is_told() -> None:
    after = replace(COPIED, copies=("archief@cera.example", "nieuw@vvsg.example"))
    for language in LANGUAGES:
        (line,) = told.lines(COPIED, after, language)
        assert (line.old, line.new) == ("leden@vvsg.example", "nieuw@vvsg.example")
        assert line.term == told.label_in(language, "copies")


def test_an_organiser_types_them(campaign: Campaign) -> None:
    campaign.in_year(YEAR)
    office = Office.of(campaign)
    assert "is geen e-mailadres" in said(office.look("copies", copies="Cera"))
    assert "archief@cera.example" in said(office.change("copies", copies="archief@cera.example\nleden@vvsg.example"))
    assert seen() == COPIED
