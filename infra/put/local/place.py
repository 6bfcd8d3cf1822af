"""Where a local stack keeps its data and which ports it has; every stack has its own."""

import fcntl
import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from infra import ROOT


class LocalFailed(Exception):
    """Why the local stack cannot run, in one sentence that says what to do."""


@dataclass(frozen=True)
class Place:
    """One local stack: its folder, and the port of its site."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where people find the site."""
        return f"http://localhost:{self.port}"

    @property
    def edition(self) -> Path:
        return self.folder / "edition.toml"

    @property
    def deployed(self) -> Path:
        """What the emulator was last made to be."""
        return self.folder / "deployed.json"

    @property
    def log(self) -> Path:
        """What the emulator says, and with it every function."""
        return self.folder / "emulator.log"

    @property
    def running(self) -> Path:
        """Says, while it runs, where everything is: for the demo and for tests."""
        return self.folder / "running.json"

    @property
    def where(self) -> dict[str, str] | None:
        """What that says; None while nothing runs."""
        try:
            return dict(json.loads(self.running.read_text("utf-8")))
        except OSError:
            return None

    def claim(self) -> IO[str]:
        """Make the folder ours for as long as what is returned stays open. Raises LocalFailed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            lock.close()
            raise LocalFailed(f"A campaign runs on the data in {self.folder}; stop that one first.") from problem
        return lock


def this_place() -> Place:
    """The stack that the environment names: PORT, and GASTVRIJ_LOCAL for its folder. Raises LocalFailed."""
    port = os.environ.get("PORT", "8000")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise LocalFailed(f"PORT has to be a number from 1 to 65535, not {port!r}.")
    return Place(Path(os.environ.get("GASTVRIJ_LOCAL", ROOT / ".local")).absolute(), int(port))


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether nobody listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
