"""Whoever kept how far the log went, or the proof of an entry, finds in their own browser whether that still stands."""

from base64 import b64encode
from collections.abc import Sequence

import pytest
from playwright.sync_api import Page, expect

from chalicelib.voting.sealing import notes, tiles
from tests.browser.conftest import Open
from tests.browser.server import Site
from tests.sealed import ORIGIN, Files

pytestmark = pytest.mark.stack

SEED = bytes(32)


def _entries(count: int) -> list[bytes]:
    return [b'{"kind":"vote","id":"%d"}' % number for number in range(count)]


def _log(said: Sequence[bytes], seed: bytes = SEED) -> Files:
    """The public files of a log, drawn in three goes."""
    files, edge, third = Files(), tiles.Edge(), -(-len(said) // 3)
    for start in range(0, len(said), third):
        new, edge = tiles.grow(edge, said[start : start + third])
        files |= new
    checkpoint = notes.checkpoint(ORIGIN, edge.size, tiles.root_of(edge))
    signed, key = notes.signed(checkpoint, ORIGIN, seed).encode(), notes.verifier(ORIGIN, seed).encode()
    return Files(files | {"checkpoint": signed, "key": key})


def _proof(said: Sequence[bytes], number: int) -> str:
    files = _log(said)
    hashes = tiles.proof(number, len(said), files.__getitem__)
    lines = [
        f"extra {b64encode(said[number]).decode()}",
        f"index {number}",
        *(b64encode(one).decode() for one in hashes),
    ]
    return "\n".join(["c2sp.org/tlog-proof@v1", *lines, "", files["checkpoint"].decode()])


def _compared(page: Page, site: Site, files: Files, kept: str) -> str:
    """What the page says of a log, given what somebody kept of it."""
    site.log.clear()
    site.log.update(files)
    form = page.locator("form[data-kept]")
    form.locator("textarea").fill(kept)
    form.get_by_role("button", name="Vergelijk").click()
    said = form.locator("[data-said]")
    expect(said).not_to_have_text(said.get_attribute("data-busy") or "")
    expect(said).not_to_be_empty()
    return said.inner_text()


@pytest.mark.parametrize(
    ("before", "now"), [(1, 2), (255, 256), (256, 257), (300, 300), (256, 70_000), (600, 1_100), (65_536, 65_537)]
)
def test_all_of_then_still_stands(site: Site, open_page: Open, before: int, now: int) -> None:
    """I6, for who only has a checkpoint of then, also where tiles became full meanwhile."""
    said = _entries(now)
    kept = _log(said[:before])["checkpoint"].decode()
    found = _compared(open_page("vote-recount"), site, _log(said), kept)
    assert found == f"Alles van toen staat er nog: de eerste {before:,} regels zijn niet veranderd.".replace(",", ".")


def test_a_line_of_ones_own_still_stands_as_a_mail_program_passed_it_on(site: Site, open_page: Open) -> None:
    said = _entries(900)
    kept = "Dag,\r\n" + "\r\n".join(f"> {line}" for line in _proof(said[:400], 123).splitlines())
    assert "nummer 123" in _compared(open_page("vote-recount"), site, _log(said), kept)


def test_it_names_what_is_not_as_it_was(site: Site, open_page: Open) -> None:
    """I6: a log that forgot an entry, or changed one, and signed all the same; what no log of ours ever was."""
    said, page = _entries(900), open_page("vote-recount", awaited="404")
    kept = _proof(said[:400], 123)
    other = [*said[:123], b'{"kind":"vote","id":"other"}', *said[124:]]
    assert "the first 400 entries are not those of then" in _compared(page, site, _log(other), kept)
    assert "the log has 300 entries, and had 400" in _compared(page, site, _log(said[:300]), kept)
    tile = "tile/0/000"
    files = _log(said)
    changed = Files({**files, tile: files[tile][:40] + bytes([files[tile][40] ^ 1]) + files[tile][41:]})
    assert "tile 0 of level 0" in _compared(page, site, changed, kept)
    theirs = _log(said[:400], bytes([1]) * 32)["checkpoint"].decode()
    assert "what you kept: it is not signed" in _compared(page, site, files, theirs)
    line = kept.replace(b64encode(said[123]).decode(), b64encode(said[124]).decode())
    assert "entry 123: it is not the one that you kept" in _compared(page, site, files, line)
    assert "hoever het register ging" in _compared(page, site, files, "Ik bewaarde dit niet.")
    assert _compared(page, site, Files(), kept).startswith("Dit klopt niet: checkpoint: 404")
