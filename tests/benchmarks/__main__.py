"""What an action of the campaign costs, how that grows, and how far it is from the least and from the usual.

python -m tests.benchmarks [TOPIC …] [--full]

Each topic is a question; without one all are asked, and the page is written: in about a minute, or with --full in
five or some more. Nothing fails by it: what must never change is held by the tests beside this file.
"""

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import msgspec

from infra import ROOT
from tests.benchmarks import page
from tests.benchmarks.figures import Figure

TOPICS = Path(__file__).parent / "topics"
ORDER = ("calls", "units", "cost", "growth", "publish", "mail", "spike")
COUNTED = frozenset({"calls", "units", "cost", "growth", "mail", "package"})
"""What is counted bears company, as does a price, of which time is a small part; what is timed runs alone."""


def main() -> int:
    """Ask, print, and where everything was asked write the page."""
    asked = _asked()
    if asked.within:
        sys.stdout.buffer.write(msgspec.json.encode(list(_measured(asked.topics[0], asked.full))))
        return 0
    topics = asked.topics or known()
    started = time.monotonic()
    with ThreadPoolExecutor(os.cpu_count()) as together:
        counted = {topic: together.submit(_in_a_process, topic, asked.full) for topic in topics if topic in COUNTED}
    timed = {topic: _in_a_process(topic, asked.full) for topic in topics if topic not in COUNTED}
    answers = {topic: counted[topic].result() if topic in counted else timed[topic] for topic in topics}
    print(page.text(answers))
    print(f"In {time.monotonic() - started:.0f} seconds.")
    if not asked.topics:
        page.write(answers, full=asked.full)
    return 0


def known() -> list[str]:
    """Every topic there is."""
    found = [file.stem for file in TOPICS.glob("*.py") if file.stem != "__init__"]
    return sorted(found, key=lambda topic: (ORDER.index(topic) if topic in ORDER else len(ORDER), topic))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("topics", nargs="*", choices=[*known(), []], metavar="TOPIC", help=", ".join(known()))
    parser.add_argument("--full", action="store_true", help="the whole sizes, in about five minutes")
    parser.add_argument("--within", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def _measured(topic: str, full: bool) -> list[Figure]:
    return list(import_module(f"tests.benchmarks.topics.{topic}").measured(full))


def _in_a_process(topic: str, full: bool) -> list[Figure]:
    """A process for each topic, so that none warms up another."""
    started = time.monotonic()
    command = [sys.executable, "-m", "tests.benchmarks", topic, "--within", *(["--full"] if full else [])]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    print(f"{topic}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return msgspec.json.decode(ran.stdout, type=list[Figure])


if __name__ == "__main__":
    sys.exit(main())
