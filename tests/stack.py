"""A local stack of its own for the tests that need one, made from nothing and thrown away."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from infra import ROOT
from infra.put.local.place import free_port

START_SECONDS = 180
STOP_SECONDS = 60
PACKAGE = ROOT / ".build" / "local"


@contextmanager
def running(folder: Path) -> Iterator[dict[str, str]]:
    """A local stack on the data of a folder: where its site and its emulator are."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GASTVRIJ_"))}
    env |= {"GASTVRIJ_LOCAL": str(folder), "PORT": str(free_port())}
    said = folder.with_suffix(".log")
    folder.mkdir(exist_ok=True)
    if not (folder / "package").exists():
        # Every stack gets the same, which takes ten seconds to make.
        PACKAGE.mkdir(parents=True, exist_ok=True)
        (folder / "package").symlink_to(PACKAGE)
    # One that was killed could not take it away.
    (folder / "running.json").unlink(missing_ok=True)
    with said.open("ab") as log:
        process = subprocess.Popen([sys.executable, "-m", "infra.put.local"], cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            yield _where(folder / "running.json", process, said)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP_SECONDS)


def _where(file: Path, process: "subprocess.Popen[bytes]", said: Path) -> dict[str, str]:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        if file.exists():
            where: dict[str, str] = json.loads(file.read_text())
            return where
        time.sleep(0.1)
    raise AssertionError(f"the local stack does not start:\n{said.read_text()}")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The running stack: the addresses of its site and of its emulator."""
    with running(tmp_path_factory.mktemp("local") / "stack") as where:
        yield where
