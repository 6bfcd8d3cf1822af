"""`make audit`: whether a known hole is in a library that we pin. Red where one is, or where anything was passed over.

It asks a service for it, which is not to be reached from everywhere: then it says so, and nothing is held against us.
"""

import json
import subprocess
import sys
from urllib.error import URLError
from urllib.request import urlopen

from infra import ROOT
from infra.make import added

PROGRAM = ROOT / ".venv-audit" / "bin" / "pip-audit"
KNOWN = "https://pypi.org/pypi/jinja2/2.10/json"
"""What pip-audit asks for each library, of one that has holes: who tells of none there tells of none anywhere."""

SECONDS = 10


def main() -> int:
    """Ask. Exit code 1 where there is a hole."""
    if not _answers():
        print("audit: its service is not reachable from here, skipped")
        return 0
    # Strict, since without it what could not be looked up counts as fine.
    command = [str(PROGRAM), "--strict", "--require-hashes", "--disable-pip", "--progress-spinner", "off"]
    locks = (ROOT / "requirements.txt", *(added.lock(name) for name in added.names()))
    return subprocess.run([*command, *(f"--requirement={lock}" for lock in locks)]).returncode


def _answers() -> bool:
    try:
        with urlopen(KNOWN, timeout=SECONDS) as answer:
            return bool(json.load(answer).get("vulnerabilities"))
    except (URLError, OSError, ValueError):
        return False


if __name__ == "__main__":
    sys.exit(main())
