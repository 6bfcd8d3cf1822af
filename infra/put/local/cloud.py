"""The emulator of the local stack, as a process that is started, asked to keep its state, and stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from typing import IO

import boto3

from infra import ROOT
from infra.put.local.place import LocalFailed, Place, free_port

PYTHON = ROOT / ".venv-emulator" / "bin" / "python"
REGION = "eu-west-1"
START_SECONDS = 30
KEEP_SECONDS = 10
STOP_SECONDS = 3
"""A function that works may go on for much longer, as a recount that pauses; its message is there again next time."""


class Cloud:
    """A running emulator."""

    def __init__(self, place: Place, mail_port: int) -> None:
        """Start it with the state it kept last time. Raises LocalFailed."""
        if not PYTHON.exists():
            raise LocalFailed("The emulator is not installed: start with `make run`, which installs it.")
        self.port = free_port()
        self._place = place
        self._log: IO[bytes] = place.log.open("wb")
        self._asking = threading.Lock()
        self._kept_since = 0.0
        self._process = subprocess.Popen(
            [PYTHON, "-u", ROOT / "infra" / "put" / "local" / "emulator.py"],
            env=self._environment(mail_port),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            # A group of its own: Ctrl-C reaches us first, and what its functions started can be ended with it.
            start_new_session=True,
        )

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Of its process, and of the group that its functions are in too."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> None:
        """Return when it answers. Raises LocalFailed."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.is_alive:
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=2).close()
                return
            time.sleep(0.05)
        raise LocalFailed(f"The emulator does not start; the end of {self._place.log} says why.")

    def session(self) -> boto3.Session:
        """Its one account, with all rights."""
        os.environ["AWS_ENDPOINT_URL"] = self.endpoint
        return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)

    def keep(self) -> None:
        """Return when everything that happened until now is on disk. Raises LocalFailed."""
        asked = time.monotonic()
        with self._asking:
            if self._kept_since > asked:
                return
            begun = time.monotonic()
            self._ask("keep\n")
            self._kept_since = begun

    def work(self) -> None:
        """Let the functions read their queues. Raises LocalFailed."""
        with self._asking:
            self._ask("work\n")

    def _ask(self, line: str) -> None:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            while (answer := self._process.stdout.readline()) != line:
                if not answer:
                    raise OSError("it closed its output")
        except (OSError, ValueError) as problem:
            raise LocalFailed("The emulator is gone.") from problem

    def stop(self) -> None:
        """Let it keep its state and end, and its functions with it: in a few seconds."""
        keeping = threading.Thread(target=self._keep_at_last, daemon=True)
        keeping.start()
        keeping.join(KEEP_SECONDS)
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            if pipe:
                pipe.close()
        # A copy of the package for each function that ran.
        shutil.rmtree(self._place.folder / "scratch", ignore_errors=True)

    def _keep_at_last(self) -> None:
        with contextlib.suppress(LocalFailed):
            self.keep()

    def _environment(self, mail_port: int) -> dict[str, str]:
        state = self._place.folder / "state"
        scratch = self._place.folder / "scratch"
        # What a killed emulator left behind.
        shutil.rmtree(scratch, ignore_errors=True)
        for folder in (state, scratch):
            folder.mkdir(parents=True, exist_ok=True)
        ours = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return ours | {
            "AUTH": "true",
            "BIND_HOST": "127.0.0.1",
            "GATEWAY_PORT": str(self.port),
            "IOT_MTLS_ENABLED": "0",
            "MINISTACK_REGION": REGION,
            "PERSIST_STATE": "1",
            "S3_DATA_DIR": str(state / "s3"),
            "S3_PERSIST": "1",
            "SFTP_ENABLED": "0",
            "SMTP_HOST": f"127.0.0.1:{mail_port}",
            "STATE_DIR": str(state),
            "TMPDIR": str(scratch),
        }
