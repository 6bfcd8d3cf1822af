"""The front of the local stack, which plays the CDN; and what it says when it cannot start."""

import os
import re
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tlog_scales.backend import HttpBackend
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint

from infra import ROOT
from infra.put.local.place import Place
from tests.journeys.site import Site, eventually


def test_a_file_that_the_browser_has_is_not_sent_again(site: Site) -> None:
    first = site.browser.get("/nl/")
    again = site.browser.get("/nl/", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["etag"] == first.headers["etag"]


def test_head_answers_as_get_without_the_body(site: Site) -> None:
    for path in ("/nl/", "/nl/register"):
        get, head = site.browser.get(path), site.browser.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers.get("content-length") in (get.headers["content-length"], None)


def test_files_carry_the_security_headers_and_say_how_long_they_may_be_kept(site: Site) -> None:
    page = site.browser.get("/nl/initiatives").headers
    assert page["content-security-policy"].startswith("default-src 'none'")
    assert page["referrer-policy"] == "no-referrer"
    assert "must-revalidate" in page["cache-control"]
    style = re.findall(r'href="(/static/site\.\w+\.css)"', site.browser.get("/nl/").text)[0]
    assert "immutable" in site.browser.get(style).headers["cache-control"]
    assert site.browser.get("/initiatives.json").headers["access-control-allow-origin"] == "*"


def test_the_public_log_of_the_vote_is_there_for_verifiers_of_others(site: Site) -> None:
    """I6: sealed by the function that alone has the key, from a zip of its own, and read by scripts of any site."""
    found = eventually(lambda: _log(site), "public log", 150)
    assert found
    place, answer = found
    checkpoint = Checkpoint.from_text(answer.text)
    checkpoint.verify(Vkey.from_string(site.browser.get(f"{place}/key").text))
    reader = TilesReader(HttpBackend(f"{str(site.browser.base_url).rstrip('/')}{place}"))
    assert (reader.get_checkpoint().size, b'"opened"' in reader.get_entry(0)) == (checkpoint.size, True)
    assert answer.headers["access-control-allow-origin"] == "*"
    program = next((ROOT / ".build" / "static").glob("recount.*.py")).name
    assert site.browser.get(f"/static/{program}").headers["content-type"].startswith("text/")


def _log(site: Site) -> tuple[str, httpx.Response] | None:
    """The year of a local stack is called after the day on which it began."""
    for day in (datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)):
        place = f"/publieksprijs/{day:%Y-%m-%d}"
        if (answer := site.browser.get(f"{place}/checkpoint")).status_code == 200:
            return place, answer
    return None


@pytest.mark.parametrize("path", ["/nl/initiatives/bestaat-niet", "/static/bestaat-niet.css", "/bestaat-niet"])
def test_what_is_in_neither_origin_is_our_own_page(site: Site, path: str) -> None:
    answer = site.browser.get(path)
    assert answer.status_code == 404
    assert "<main" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_sent_to_a_file_reaches_the_function(site: Site) -> None:
    assert site.browser.post("/nl/initiatives", data={"a": "b"}).status_code in (404, 405)


def test_too_large_a_body_is_refused(site: Site) -> None:
    for size in (1_000_000, 11_000_000):
        form = {"content-type": "application/x-www-form-urlencoded"}
        assert site.browser.post("/initiatives", content=b"a" * size, headers=form).status_code == 413


@pytest.mark.parametrize("host", ["mailbox.example.org", "localhost.example.org:8000", "127.0.0.1.example.org", ""])
@pytest.mark.parametrize("path", ["/mailbox.json", "/nl/", "/nl/register"])
def test_a_page_elsewhere_cannot_read_the_site_under_a_name_that_leads_here(site: Site, path: str, host: str) -> None:
    answer = site.browser.get(path, headers={"host": host})
    assert answer.status_code == 421
    assert "@" not in answer.text


def test_no_web_page_can_have_the_emulator_forget_everything_or_tell_the_mails(stack: dict[str, str]) -> None:
    before = httpx.get(f"{stack['url']}/nl/").status_code
    assert httpx.post(f"{stack['emulator']}/_ministack/reset").status_code >= 400
    assert httpx.get(f"{stack['emulator']}/_ministack/ses/messages").status_code >= 400
    assert httpx.get(f"{stack['url']}/nl/").status_code == before == 200


def test_the_mailbox_is_no_part_of_the_product() -> None:
    assert not any("mailbox.json" in file.read_text("utf-8") for file in (ROOT / "chalicelib").rglob("*.py"))


def _fails(folder: Path, **changed: str) -> str:
    """What `make run` says when it cannot start."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GASTVRIJ_"))}
    env |= {"GASTVRIJ_LOCAL": str(folder), **changed}
    done = subprocess.run([sys.executable, "-m", "infra.put.local"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert f"Port {port} is in use" in _fails(tmp_path, PORT=str(port))


def test_what_runs_is_not_forgotten(tmp_path: Path) -> None:
    (tmp_path / "kept").touch()
    command = [sys.executable, "-m", "infra.put.local.clean"]
    env = {**os.environ, "GASTVRIJ_LOCAL": str(tmp_path)}
    with Place(tmp_path, 1).claim():
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (done.returncode, "stop that one first" in done.stderr) == (1, True)
    assert (tmp_path / "kept").exists()
    assert subprocess.run(command, cwd=ROOT, env=env).returncode == 0
    assert not tmp_path.exists()


def test_a_port_that_is_none_is_said_in_one_sentence(tmp_path: Path) -> None:
    assert "PORT has to be a number" in _fails(tmp_path, PORT="eighty")
