"""The program that people fetch, as they run it: one file, of a folder or with what they kept of the log."""

import subprocess
import sys
from base64 import b64encode
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chalicelib.voting.sealing import entries, notes, tiles
from infra.make import build, log, recount
from infra.make.log import Differs
from infra.make.unchanged import compare
from tests.sealed import ORIGIN, Files, made
from tests.witnessing import Partner

RULES = "9f3c1a7be02d4c58"
SEED = bytes(32)
CERA, VVSG = (Partner(name, lambda: b"") for name in ("cera.example", "vvsg.example/2027"))
AT = int(datetime(2027, 4, 18, 8, 4, tzinfo=UTC).timestamp())


def a_log(votes: int = 300) -> Files:
    said = [b'{"kind":"opened","round":"public-2027"}', entries.decided_by(RULES)]
    keys = [number.to_bytes(16) for number in range(votes)]
    said += [entries.vote(f"id-{one.hex()}", entries.committed(one, "a", RULES, None)) for one in keys]
    opened = [entries.opening(number, "a", RULES, None, one, "yes") for number, one in enumerate(keys, 2)]
    return made(said, opened, {"a": votes})


def witnessed(files: Files, *lines: str) -> Files:
    return Files({**files, "checkpoint": files["checkpoint"] + "".join(lines).encode()})


def line(partner: Partner, files: Files, **differently: object) -> str:
    text = files["checkpoint"].decode().partition("\n\n")[0] + "\n"
    return partner.signs(text, AT, **differently).content.decode()  # type: ignore[arg-type]


def grown(count: int, said: Sequence[bytes] = (), seed: bytes = SEED) -> Files:
    """A log of so many entries that nothing opens, drawn in two goes."""
    told = said or [b'{"kind":"vote","id":"%d"}' % number for number in range(count)]
    files, edge = Files(), tiles.Edge()
    for part in (told[: count // 2], told[count // 2 : count]):
        new, edge = tiles.grow(edge, part)
        files |= new
    text = notes.checkpoint(ORIGIN, edge.size, tiles.root_of(edge))
    signed, key = notes.signed(text, ORIGIN, seed).encode(), notes.verifier(ORIGIN, seed).encode()
    return Files(files | {"checkpoint": signed, "key": key})


def proof(files: Files, number: int, size: int) -> str:
    """As a receipt gives it."""
    bundle = files.fetch(list(log.paths("entries", size))[number // log.WIDTH])
    entry = list(recount.entries_of(bundle, 0))[number % log.WIDTH]
    hashes = [b64encode(one).decode() for one in tiles.proof(number, size, files.__getitem__)]
    head = ["c2sp.org/tlog-proof@v1", f"extra {b64encode(entry).decode()}", f"index {number}", *hashes]
    return "\n".join([*head, "", files["checkpoint"].decode()])


def ran(folder: Path, files: Files, *more: str, isolated: bool = False) -> "subprocess.CompletedProcess[str]":
    """The fetched file, beside nothing else; where isolated, without any library."""
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    program = folder / "recount.py"
    program.write_text(build.whole(Path(recount.__file__)), "utf-8")
    command = [sys.executable, *(("-I", "-S") if isolated else ("-I",)), str(program), str(folder), *more]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder)


@pytest.mark.parametrize("isolated", [False, True])
def test_one_file_counts_again_with_and_without_a_library(tmp_path: Path, isolated: bool) -> None:
    files = witnessed(a_log(), line(CERA, a_log()))
    done = ran(tmp_path, files, "--witness", CERA.vkey, "--witness", VVSG.vkey, isolated=isolated)
    assert (done.returncode, done.stdout.split()) == (0, ["300", "a"])
    assert "Witness cera.example: signed this checkpoint at 2027-04-18 08:04 UTC" in done.stderr
    assert "Witness vvsg.example/2027: has not signed this checkpoint." in done.stderr
    assert done.stderr.count("was not checked") == (2 if isolated else 0)


def test_one_file_compares_what_somebody_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("Dag,\r\n" + "\r\n".join(f"> {one}" for one in proof(grown(400), 123, 400).splitlines()))
    done = ran(tmp_path, grown(900), "--kept", str(kept))
    assert (done.returncode, done.stderr) == (0, "")
    assert "the first 400 entries of 900 did not change" in done.stdout
    assert "number 123" in done.stdout
    kept.write_text("I kept nothing")
    done = ran(tmp_path, grown(900), "--kept", str(kept))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("NOT RIGHT. what you kept: it does not say how far the log went")
    assert "Traceback" not in ran(tmp_path, grown(900), "--kept", str(tmp_path / "nothing")).stderr


@pytest.mark.parametrize(
    ("before", "now"), [(1, 2), (255, 256), (256, 257), (300, 300), (256, 70_000), (600, 1_100), (65_536, 65_537)]
)
def test_all_of_then_still_stands(before: int, now: int) -> None:
    """I6: the same sizes as the page in a browser."""
    kept = grown(before)["checkpoint"].decode()
    (said,) = compare(grown(now).fetch, kept)
    assert f"the first {before} entries of {now} did not change" in said


def test_it_names_what_is_not_as_it_was() -> None:
    """I6: the same as the page in a browser."""
    said = [b'{"kind":"vote","id":"%d"}' % number for number in range(900)]
    kept = proof(grown(400), 123, 400)
    files = grown(900)
    tile = files["tile/0/000"]
    other = [*said[:123], b'{"kind":"vote","id":"other"}', *said[124:]]
    changed = Files({**files, "tile/0/000": tile[:40] + bytes([tile[40] ^ 1]) + tile[41:]})
    theirs = grown(400, seed=bytes([1]) * 32)["checkpoint"].decode()
    moved = kept.replace(b64encode(said[123]).decode(), b64encode(said[124]).decode())
    for log_now, what, why in (
        (grown(900, other), kept, "the first 400 entries are not those of then"),
        (grown(300), kept, "the log has 300 entries, and had 400"),
        (changed, kept, "tile 0 of level 0"),
        (files, theirs, "what you kept: it is not signed"),
        (files, moved, "entry 123: it is not the one that you kept"),
        (files, kept.replace("index 123", "index x"), "its entry has no number"),
        (Files(), kept, "checkpoint: it is not there"),
    ):
        with pytest.raises(Differs, match=why):
            compare(log_now.fetch, what)


def test_a_witness_did_sign_it_or_what_stands_there_is_refused() -> None:
    files = a_log(20)
    their, keys = line(CERA, files), [CERA.vkey, VVSG.vkey]
    signed, missing = recount.recount(witnessed(files, their).fetch, witnesses=keys)[1][2:]
    assert "cera.example: signed this checkpoint at 2027-04-18 08:04 UTC." in signed
    assert "vvsg.example/2027: has not signed" in missing
    forger = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\7")
    older = line(CERA, a_log(19))
    for wrong in (line(CERA, files, key=forger), older):
        with pytest.raises(Differs, match=r"what stands there of witness cera\.example is not their signature"):
            recount.recount(witnessed(files, wrong).fetch, witnesses=keys)
    with pytest.raises(Differs, match=r"nobody can read their key"):
        recount.recount(files.fetch, witnesses=["cera.example+0+0"])


def test_without_keys_of_ones_own_those_beside_the_log_are_believed() -> None:
    files = a_log(20)
    told = f'[{{"name": "cera.example", "key": "{CERA.vkey}"}}]'.encode()
    beside = Files({**witnessed(files, line(CERA, files)), "witnesses.json": told})
    assert "Witness cera.example: signed" in recount.recount(beside.fetch)[1][2]


def test_any_bit_of_what_a_witness_signed_is_noticed() -> None:
    """But for those in the name and the key's id, by which it is somebody else's: then they have not signed."""
    files, their = a_log(5), line(CERA, a_log(5))
    for place in range(len(their.encode()) - 1):
        content = bytearray(their.encode())
        content[place] ^= 1
        changed = Files({**files, "checkpoint": files["checkpoint"] + bytes(content)})
        try:
            said = recount.recount(changed.fetch, witnesses=[CERA.vkey])[1]
        except Differs:
            continue
        assert "has not signed" in said[2]
