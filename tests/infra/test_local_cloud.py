"""The emulator is stopped in seconds, whatever works in it, and keeps what it knows before."""

import sys
import time
from pathlib import Path

import pytest

from infra.put.local import cloud
from infra.put.local.place import Place

BUSY = """
import signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for line in sys.stdin:
    {answers}
time.sleep(600)
"""
"""An emulator in which a function works for ten minutes."""
KEEPS = "open({kept!r}, 'w').close(); print(line, end='', flush=True)"


@pytest.mark.parametrize("answers", [KEEPS, "pass"], ids=["it keeps", "it hangs"])
def test_stopping_waits_for_no_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: str) -> None:
    kept, program = tmp_path / "kept", tmp_path / "infra" / "put" / "local" / "emulator.py"
    program.parent.mkdir(parents=True)
    program.write_text(BUSY.format(answers=answers.format(kept=str(kept))))
    for name, value in {
        "ROOT": tmp_path,
        "PYTHON": Path(sys.executable),
        "KEEP_SECONDS": 2,
        "STOP_SECONDS": 0.2,
    }.items():
        monkeypatch.setattr(cloud, name, value)
    its = cloud.Cloud(Place(tmp_path, 1), mail_port=1)
    begun = time.monotonic()
    its.stop()
    assert time.monotonic() - begun < 20
    assert not its.is_alive
    assert kept.exists() == (answers == KEEPS)
