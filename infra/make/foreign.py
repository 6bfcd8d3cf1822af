"""Fetches what others wrote to verify and to witness public logs, where there is a Python that it runs on."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".venv-foreign"
REQUIREMENTS = ROOT / "infra" / "requirements" / "foreign.txt"
NEW_ENOUGH = "import sys; sys.exit(sys.version_info < (3, 12))"


def found() -> Path | None:
    """Where its programs are; None where it is not here."""
    programs = HOME / "bin"
    return programs if (programs / "aics-witness").exists() else None


def _pythons() -> Iterator[str]:
    for minor in (14, 13, 12):
        name = f"python3.{minor}"
        if path := shutil.which(name):
            yield path
            # Of pyenv that is a pointer, which leads to whichever version is chosen at the moment.
            yield from map(str, Path(path).parents[1].glob(f"versions/*/bin/{name}"))


def _runs(python: str) -> bool:
    return subprocess.run([python, "-c", NEW_ENOUGH], capture_output=True).returncode == 0


def main() -> int:
    """Put it in an environment of its own, or say that its tests are left out."""
    python = next(filter(_runs, _pythons()), None)
    if python is None:
        print("There is no Python 3.12 here: what others wrote to verify and witness logs is not tried.")
        return 0
    uv = [str(Path(sys.executable).with_name("uv"))]
    subprocess.run([*uv, "venv", "--quiet", "--clear", "--python", python, str(HOME)], check=True)
    wanted = ["--require-hashes", "-r", str(REQUIREMENTS)]
    subprocess.run([*uv, "pip", "install", "--quiet", "--python", str(HOME / "bin" / "python"), *wanted], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
