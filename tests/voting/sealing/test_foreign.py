"""The log as a verifier and a witness take it that others wrote: what is right they take, what is not they refuse."""

import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from msgspec.structs import replace

from chalicelib.cloud.settings import settings
from chalicelib.voting.sealing import notes, posting
from chalicelib.witness import Witness
from infra.make import foreign
from tests.campaign import VOTING, Campaign, Clock
from tests.journeys.site import eventually
from tests.sealed import ORIGIN, Files, published
from tests.voting.sealing.goes import seal
from tests.voting.voters import OPENS, Voting, a_press
from tests.years import YEAR

pytestmark = [
    pytest.mark.stack,
    pytest.mark.skipif(foreign.found() is None, reason="it needs Python 3.12, which is not here"),
]


def aics(program: str, *args: object) -> subprocess.CompletedProcess[str]:
    """What one of their programs says."""
    programs = foreign.found()
    assert programs
    command = [str(programs / f"aics-{program}"), *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60)


def kept(files: Files, folder: Path) -> Path:
    """A copy of a log in a folder, and beside it its key, as somebody has it on paper."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    folder.with_suffix(".key").write_bytes(files["key"])
    return folder


def takes(what: str, folder: Path, *args: object) -> bool:
    """Whether their verifier takes the log that is kept there, by that key."""
    known = ("--tiles", folder, "--vkey-file", folder.with_suffix(".key"))
    return aics("tlog", f"verify-{what}", *known, *args).returncode == 0


# The witness


@pytest.fixture
def begins() -> datetime:
    """They go by the clock of this machine, and we may be an hour apart: after two hours half of one before them."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=90)


@pytest.fixture
def witness(tmp_path: Path, voting: Voting, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Iterator[Witness]:
    """Theirs, which runs here and was told of our log; the vote is on this very day."""
    monkeypatch.setattr(posting, "settings", lambda: replace(settings(), stage="local"))
    later = datetime.now(UTC) - VOTING
    vote = {name: getattr(YEAR.vote, name) + later for name in ("opens", "closes", "results")}
    year = replace(YEAR, rounds=(replace(YEAR.vote, **vote),))
    campaign.in_year(year)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = "{}:{}".format(*free.getsockname())
    config = tmp_path / "witness" / "witness.json"
    config.parent.mkdir()
    aics("witness", "init", "-c", config, "--name", "cera.example", "--listen", at)
    key = aics("witness", "status", "-c", config).stdout
    found = next(word for word in key.split() if word.startswith("cera.example+"))
    campaign.tick("seal")
    told = ("--origin", ORIGIN, "--vkey", published()["key"].decode())
    assert aics("witness", "add-log", "-c", config, *told).returncode == 0
    program = foreign.found()
    assert program
    running = subprocess.Popen([program / "aics-witness", "serve", "-c", config], stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: _answers(at), "witness")
        its = Witness(found, f"http://{at}")
        campaign.in_year(replace(year, witnesses=(its,)))
        yield its
    finally:
        running.terminate()
        running.wait(10)


def _answers(at: str) -> bool:
    try:
        return httpx.get(f"http://{at}/").status_code > 0
    except httpx.TransportError:
        return False


def _votes(voting: Voting, *names: str) -> None:
    now = int(datetime.now(UTC).timestamp()) * 1_000_000 - OPENS
    voting.deliver(*(a_press(name, now + number, voter=name) for number, name in enumerate(names)))


def test_their_witness_signs_what_only_grew_and_their_verifier_takes_both(
    witness: Witness, voting: Voting, clock: Clock, tmp_path: Path
) -> None:
    """I6"""
    before = kept(seal(clock), tmp_path / "before")
    _votes(voting, *"abcdefghijklmnopqrstuvwxyz")
    files = seal(clock)
    after = kept(files, tmp_path / "after")
    seen = ("--witness-key", witness.key, "--quorum", 1, "--origin", ORIGIN)
    assert takes("checkpoint", before, *seen)
    assert takes("checkpoint", after, *seen)
    assert takes("consistency", after, "--old-checkpoint", before / "checkpoint")
    size = int(files["checkpoint"].split(b"\n")[1])
    assert size > len("abcdefghijklmnopqrstuvwxyz")
    for index in range(size):
        assert takes("inclusion", after, "--index", index, "--entry-out", tmp_path / "entry"), index


def test_a_log_that_others_saw_otherwise_is_not_signed_and_a_byte_that_changed_is_refused(
    witness: Witness, voting: Voting, clock: Clock, tmp_path: Path
) -> None:
    files = seal(clock)
    folder = kept(files, tmp_path / "log")
    [size] = [int(line) for line in files["checkpoint"].split(b"\n")[1:2]]
    forged = notes.checkpoint(ORIGIN, size, bytes(32))
    (folder / "checkpoint").write_text(notes.signed(forged, ORIGIN, bytes(32)))
    assert not takes("checkpoint", folder)
    (folder / "checkpoint").write_bytes(files["checkpoint"])
    assert takes("checkpoint", folder)
    for path in (path for path in files if path.startswith("tile/")):
        content = bytearray(files[path])
        content[len(content) // 2] ^= 1
        (folder / path).write_bytes(content)
        assert not takes("inclusion", folder, "--index", 0, "--entry-out", tmp_path / "entry"), path
        (folder / path).write_bytes(files[path])
    fork = f"old {size}\n\n{files['checkpoint'].decode()}"
    assert httpx.post(f"{witness.url}/add-checkpoint", content=fork).status_code == 200, "the same is signed again"
    shrunk = f"old {size + 5}\n\n{files['checkpoint'].decode()}"
    assert httpx.post(f"{witness.url}/add-checkpoint", content=shrunk).status_code == 400
