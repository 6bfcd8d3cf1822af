"""Who witnesses the log of the vote is typed by organisers, a line each, and looked at before it is saved."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.editions import groups, told, typed
from chalicelib.editions.differences import merged
from chalicelib.editions.faults import faults
from chalicelib.errors import Broken
from chalicelib.witness import Witness
from infra.year import YEARS, read
from tests.campaign import Campaign
from tests.editions.office import Office, said, seen
from tests.witnessing import vkey
from tests.years import YEAR

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEY, OLDER = vkey("cera.example/2027", PRIVATE), vkey("vvsg.example", PRIVATE, kind=1)
OTHER = vkey("cera.example/2027", Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))
URL = "https://witness.cera.example:8443/2027/"
CERA, VVSG = Witness(KEY, URL), Witness(OLDER, "https://vvsg.example")
WITNESSED = replace(YEAR, witnesses=(CERA, VVSG))


def test_a_witness_is_a_key_and_an_address_in_either_order() -> None:
    year, wrong = typed.read(YEAR, "witnesses", {"witnesses": f"{KEY}  {URL}\n\n https://vvsg.example {OLDER} \n"})
    assert not wrong
    assert year == WITNESSED
    assert [its.name for its in year.witnesses] == ["cera.example/2027", "vvsg.example"]
    assert typed.read(year, "witnesses", groups.as_typed(year, "witnesses")) == (year, {})


def test_it_decides_no_vote_and_nobody_witnesses_unless_somebody_says_so() -> None:
    assert YEAR.witnesses == ()
    assert WITNESSED.rules == YEAR.rules


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (KEY, "witness_wrong"),
        (URL, "witness_wrong"),
        (f"{KEY} {OLDER} {URL}", "witness_wrong"),
        (f"{KEY} https://{'a' * 200}.example", "witness_wrong"),
        (f"{KEY[:-1]} {URL}", "witness_key_unread"),
        (f"{KEY.replace('+', '-')} {URL}", "witness_key_unread"),
        (f"PRIVATE+KEY+{KEY} {URL}", "witness_key_unread"),
        (f"{vkey('cera.example', PRIVATE, kind=6)} {URL}", "witness_key_unread"),
        (f"{KEY.replace('cera', 'kera')} {URL}", "witness_key_of_another"),
        (f"{KEY.rpartition('+')[0]}+{OTHER.rpartition('+')[2]} {URL}", "witness_key_of_another"),
        (f"{KEY.rpartition('+')[0]}+{OLDER.rpartition('+')[2]} {URL}", "witness_key_of_another"),
        *(
            (f"{KEY} {url}", "witness_not_public")
            for url in (
                "http://witness.cera.example",
                "https://localhost/",
                "http://localhost:8080",
                "https://127.0.0.1",
                "https://10.0.0.1/",
                "https://[::1]/",
                "https://2130706433/",
                "https://witness.internal/",
                "https://printer.local",
                "https://a@witness.cera.example/",
                "https://witness.cera.example/?x=1",
                "https://witness.cera.example/#a",
                "ftp://witness.cera.example/",
            )
        ),
        (f"{KEY} {URL}\n{KEY} {URL}", "witness_twice"),
        ("\n".join(f"{vkey(f'w{n}.example', PRIVATE)} {URL}" for n in range(9)), "witnesses_many"),
    ],
)
def test_what_is_no_witness_is_said(line: str, sentence: str) -> None:
    year, wrong = typed.read(YEAR, "witnesses", {"witnesses": line})
    assert [fault.sentence for fault in wrong["witnesses"]] == [sentence]
    assert year == YEAR
    for language in LANGUAGES:
        assert all(told.faults(wrong, (), language).values())


def test_on_ones_own_machine_a_witness_may_run_there_too(monkeypatch: pytest.MonkeyPatch) -> None:
    near = replace(YEAR, witnesses=(Witness(KEY, "http://127.0.0.1:7380/prefix"),))
    assert faults(near) == [("witnesses[0].url", "not_public")]
    monkeypatch.setattr("chalicelib.editions.faults.settings", lambda: replace(settings(), stage="local"))
    assert faults(near) == []


@pytest.mark.parametrize(
    ("after", "lines"),
    [
        (WITNESSED, 2),
        (replace(YEAR, witnesses=(CERA,)), 1),
        (replace(YEAR, witnesses=(CERA, replace(VVSG, url=URL))), 2),
    ],
)
def test_what_changed_of_the_witnesses_is_told(after: Edition, lines: int) -> None:
    for language in LANGUAGES:
        found = told.lines(YEAR, after, language)
        assert len(found) in (lines, 2 * lines)
        assert all(line.term and line.new for line in found)
        assert all(line.old for line in told.lines(after, YEAR, language))
    assert merged(YEAR, after, YEAR) == after
    moved = told.lines(WITNESSED, replace(YEAR, witnesses=(CERA, replace(VVSG, url=URL))), "nl")
    assert [(line.old, line.new) for line in moved] == [(VVSG.url, URL)]


def test_an_organiser_types_them_and_everybody_reads_them_in_the_year(campaign: Campaign) -> None:
    campaign.in_year(YEAR)
    office = Office.of(campaign)
    refused = office.look("witnesses", witnesses=f"{KEY.replace('cera', 'kera')} {URL}")
    assert refused.status == 422
    assert "passen naam en sleutel niet bij elkaar" in said(refused)
    assert KEY in said(office.change("witnesses", witnesses=f"{KEY} {URL}"))
    assert seen().witnesses == (CERA,)


def test_a_file_of_a_year_says_them_too(tmp_path: Path) -> None:
    text = (YEARS / "2027.toml").read_text("utf-8")
    file = tmp_path / "year.toml"
    file.write_text(f'{text}\n[[witnesses]]\nkey = "{KEY}"\nurl = "{URL}"\n')
    assert read(file).witnesses == (CERA,)
    file.write_text(f'{text}\n[[witnesses]]\nkey = "{KEY.replace("cera", "kera")}"\nurl = "{URL}"\n')
    with pytest.raises(Broken, match=r"witnesses 1\.key: its hash is not that of this name and this key"):
        read(file)
