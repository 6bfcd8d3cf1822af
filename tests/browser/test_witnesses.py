"""Whoever wants to know who signed the log too has their own browser check it, by keys that witnesses gave them."""

import json
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from chalicelib.edition import LANGUAGES
from chalicelib.voting.sealing import entries, notes, tiles
from chalicelib.web.words import say
from tests.browser.conftest import Open
from tests.browser.server import Site
from tests.browser.test_recount import LEFT_OUT, a_log, counts
from tests.sealed import ORIGIN, Files
from tests.witnessing import Partner

pytestmark = pytest.mark.stack

SEED = bytes(32)
AT = int(datetime(2027, 4, 18, 8, 4, tzinfo=UTC).timestamp())
CERA, VVSG = (Partner(name, lambda: b"") for name in ("cera.example", "vvsg.example/2027"))
FORGER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\7")
NO_ED25519 = "() => { crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError')); }"


def signed(files: Files, *partners: Partner, key: Ed25519PrivateKey | None = None) -> Files:
    """The log with what these signed of it; with another key, what somebody else did in their name."""
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    lines = [its.signs(text, AT, key=key).content for its in partners]
    return Files({**files, "checkpoint": files["checkpoint"] + b"".join(lines)})


def checked(page: Page, site: Site, files: Files, *keys: str) -> list[str]:
    """What the page says of each witness."""
    site.log.clear()
    site.log.update(files)
    form = page.locator("form[data-cosigned]")
    form.locator("textarea").fill("\n".join(keys))
    form.locator("button").click()
    expect(form.locator("li")).to_have_count(len(keys) or 2)
    return form.locator("li").all_inner_texts()


def test_each_is_checked_by_the_keys_that_somebody_pasted(site: Site, open_page: Open) -> None:
    files, page = a_log(20), open_page("vote-recount")
    said = checked(page, site, signed(files, CERA), f" {CERA.vkey} ", VVSG.vkey, "cera.example+0+0")
    assert said == [
        "cera.example tekende op 18 april 2027 om 10:04. De handtekening klopt.",
        "vvsg.example/2027 tekende nog niet.",
        "“cera.example” is geen sleutel van een getuige.",
    ]


def test_what_is_not_theirs_is_said(site: Site, open_page: Open) -> None:
    """By another's hand, or of a log that was smaller; and a changed letter of it is noticed."""
    files, page = a_log(20), open_page("vote-recount")
    older = signed(a_log(19), CERA)["checkpoint"].splitlines(keepends=True)[-1]
    right = signed(files, CERA)["checkpoint"]
    for wrong in (
        signed(files, CERA, key=FORGER),
        Files({**files, "checkpoint": files["checkpoint"] + older}),
        Files({**files, "checkpoint": right[:-20] + (b"B" if right[-20:-19] == b"A" else b"A") + right[-19:]}),
    ):
        (said,) = checked(page, site, wrong, CERA.vkey)
        assert said.startswith("cera.example: wat er staat, is niet hun handtekening.")


def test_a_browser_that_knows_no_such_signatures_says_so(site: Site, open_page: Open) -> None:
    """In each language, with when it is said to have been signed; and the recount says that it could not check ours."""
    files = signed(a_log(20), CERA)
    for language in LANGUAGES:
        page = open_page("vote-recount", language)
        page.evaluate(NO_ED25519)
        (said,) = checked(page, site, files, CERA.vkey)
        start, end = say(language, "recount.witnesses.check.unable", name="cera.example", moment="|").split("|")
        assert said.startswith(start)
        assert said.endswith(end)
    page = open_page("vote-recount")
    page.evaluate(NO_ED25519)
    assert counts(page, site, files).endswith("De handtekening kon deze browser niet nakijken.")


def test_counting_again_refuses_what_a_witness_of_this_page_did_not_sign(site: Site, open_page: Open) -> None:
    files, page = a_log(20), open_page("vote-recount")
    page.evaluate(f"document.querySelector('[data-key]').dataset.key = '{CERA.vkey}'")
    assert counts(page, site, signed(files, CERA)).startswith("Alles klopt.")
    assert "what stands there of witness cera.example" in counts(page, site, signed(files, CERA, key=FORGER))


def test_without_pasted_keys_those_of_this_page_are_taken(site: Site, open_page: Open) -> None:
    page = open_page("vote-recount")
    said = checked(page, site, a_log(20))
    assert all("geen sleutel van een getuige" in one for one in said), "the samples have none"


def test_before_the_log_is_open_it_says_that_it_is_right_so_far(site: Site, open_page: Open) -> None:
    """A journalist who is early is not told that something is wrong."""
    told = [entries.vote(f"id-{number}", "1" * 64) for number in range(300)]
    files, edge = tiles.grow(tiles.Edge(), told)
    text = notes.checkpoint(ORIGIN, edge.size, tiles.root_of(edge))
    signed_by = {"checkpoint": notes.signed(text, ORIGIN, SEED).encode(), "key": notes.verifier(ORIGIN, SEED).encode()}
    said = counts(open_page("vote-recount"), site, Files(files | signed_by))
    assert said.startswith("Het register is nog niet open")
    assert "300 regels" in said


def test_what_does_not_count_is_told_beside_what_does(site: Site, open_page: Open) -> None:
    page, files = open_page("vote-recount"), a_log(200, LEFT_OUT)
    assert counts(page, site, files).startswith("Alles klopt.")
    others = json.loads(files["results.json"])["not_counted"]
    said = page.locator("[data-left]").inner_text()
    assert f"{others['replaced']} die door een nieuwe stem vervangen zijn" in said
    assert f"en {others[f'disqualified:{LEFT_OUT}']} die twee organisatoren" in said
