"""Whoever counts the vote again in their own browser finds what our program does, and where anything differs."""

import json
from datetime import UTC, datetime
from random import Random

import pytest
from playwright.sync_api import Page, expect

from chalicelib.voting.sealing import entries
from infra.make.log import Differs
from tests.browser.conftest import Open
from tests.browser.server import Site
from tests.depth import cases
from tests.sealed import Files, made
from tests.voting.sealing.test_log import is_read

pytestmark = pytest.mark.stack

MOMENT = datetime(2027, 4, 20, 12, tzinfo=UTC)
CANDIDATES = ("buddies-aalst", "koor-brussel", "taalcafe-gent")


LEFT_OUT, LET_IN = "0a1b2c3d4e5f", "f5e4d3c2b1a0"
"""Two decisions, the second of which was undone."""


def a_log(votes: int, left_out: str = "") -> Files:
    """A log that was sealed three times, in which every tenth vote replaces the one before it.

    With `left_out`, every seventh vote is left out by that decision.
    """
    said, opened = [entries.decided_by("9f3c1a7be02d4c58")], []
    kind = b'{"kind":"opened","round":"public-2027"}'
    said.insert(0, kind)
    counted = dict.fromkeys(CANDIDATES, 0)
    for number in range(2, votes + 2):
        secret, candidate = number.to_bytes(16, "big"), CANDIDATES[number % 7 % 3]
        before = number - 1 if number % 10 == 0 else None
        commitment = entries.committed(secret, candidate, "9f3c1a7be02d4c58", before)
        said.append(entries.vote(f"receipt-{number}", commitment))
        is_replaced = (number + 1) % 10 == 0 and number < votes + 1
        is_out = bool(left_out) and not is_replaced and number % 7 == 0
        counted[candidate] += not is_replaced and not is_out
        counts = entries.counts("disqualified", left_out) if is_out else "replaced" if is_replaced else "yes"
        opened.append(entries.opening(number, candidate, "9f3c1a7be02d4c58", before, secret, counts))
    said += [entries.disqualified(its, "one_hand", 12, MOMENT) for its in (LEFT_OUT, LET_IN)]
    said.append(entries.reinstated(LET_IN, MOMENT))
    return made(said, opened, counted)


def counts(page: Page, site: Site, files: Files) -> str:
    """What the page says of a log."""
    site.log.clear()
    site.log.update(files)
    page.get_by_role("button", name="Tel na in deze browser").click()
    said = page.locator("form[data-log] [data-said]")
    expect(said).not_to_have_text(said.get_attribute("data-busy") or "", timeout=60_000)
    return said.inner_text()


def test_it_finds_what_our_program_does(site: Site, open_page: Open) -> None:
    files = a_log(1_000)
    page = open_page("vote-recount")
    assert counts(page, site, files).startswith(
        "Alles klopt. In het register staan 1.006 regels, en 900 stemmen tellen."
    )
    rows = [row.inner_text().split("\t") for row in page.locator("tbody tr").all()]
    assert {name: int(votes) for name, votes in rows} == files.recounted()


def test_it_leaves_out_what_two_organisers_did_and_no_more(site: Site, open_page: Open) -> None:
    """I3: by a decision that stands in the log and was not undone; our program finds the same."""
    page, files = open_page("vote-recount"), a_log(200, LEFT_OUT)
    assert counts(page, site, files).startswith("Alles klopt.")
    rows = [row.inner_text().split("\t") for row in page.locator("form[data-log] tbody tr").all()]
    assert {name: int(votes) for name, votes in rows} == files.recounted()
    for wrong in (LET_IN, "000000000000"):
        other = a_log(200, wrong)
        assert "entry 7 is left out by a decision" in counts(page, site, other)
        with pytest.raises(Differs, match="entry 7 is left out by a decision"):
            other.recounted()


@pytest.mark.parametrize(
    ("path", "place", "named"),
    [
        ("checkpoint", 40, "checkpoint"),
        ("key", 60, "key"),
        ("tile/entries/001", 500, "entry|bundle|checkpoint"),
        ("tile/0/002", 7, "tile 2 of level 0"),
        ("tile/1/000.p/3", 7, "tile 0 of level 1"),
        ("openings.csv", 900, "openings"),
        ("results.json", 30, "results"),
    ],
)
def test_it_names_the_place_where_a_byte_was_changed(
    site: Site, open_page: Open, path: str, place: int, named: str
) -> None:
    """I3, I6; and our program names the same."""
    files = a_log(1_000)
    content = files[path]
    changed = Files({**files, path: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]})
    assert any(part in counts(open_page("vote-recount"), site, changed) for part in named.split("|"))
    with pytest.raises(Differs, match=named):
        changed.recounted()


def test_no_byte_of_a_thousand_ballots_can_be_another(site: Site, open_page: Open) -> None:
    """I3, I6: some of each file that is read, of which our program names the same kind of place."""
    files, draws, page = a_log(1_000), Random(18), open_page("vote-recount", awaited="404")
    for path, content in files.items():
        for place in draws.sample(range(len(content)), min(len(content), cases(2, 20))) if is_read(files, path) else ():
            changed = Files({**files, path: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]})
            assert counts(page, site, changed).startswith("Dit klopt niet: "), (path, place)


def test_it_takes_what_witnesses_signed_too(site: Site, open_page: Open) -> None:
    files = a_log(20)
    files["checkpoint"] += (
        "— cera.example/gastvrij AAAAAAAAAAAAAAAA\n— localhost:8000/publieksprijs/2027 AAAA\n".encode()
    )
    assert counts(open_page("vote-recount"), site, files).startswith("Alles klopt.")


def test_it_says_who_signed_how_much(site: Site, open_page: Open) -> None:
    site.log.clear()
    told = [
        {"name": "-", "key": "cera.example/gastvrij+0+0", "signed": 10_642, "at": 1_808_035_440, "trouble": "forked"},
        {"name": "-", "key": "vvsg.example+0+0", "signed": 0, "at": 0, "trouble": "silent"},
        {"name": "-", "key": "of another year", "signed": 1, "at": 1, "trouble": ""},
    ]
    site.log["witnesses.json"] = json.dumps(told).encode()
    one, other = open_page("vote-recount").locator("[data-witnesses] li").all()
    expect(one).to_contain_text("cera.example/gastvrij; ondertekende 10.642 regels, op ")
    expect(one).to_contain_text("18 april 2027 om 10:04")
    expect(one).to_contain_text("; zag een ander register met deze naam")
    expect(other).to_have_text("vvsg.example; ondertekende nog niets; antwoordt nu niet, we vragen het opnieuw")


def test_before_anybody_signed_their_names_stand_there(site: Site, open_page: Open) -> None:
    site.log.clear()
    names = open_page("vote-recount").locator("[data-witnesses] li")
    assert names.all_inner_texts() == ["cera.example/gastvrij", "vvsg.example"]
