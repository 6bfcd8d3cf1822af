"""How long does anybody count a whole log again, in Python and in a browser, and how large is the proof of one vote?"""

import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.figures import Figure, at_most
from tests.browser.server import serving
from tests.chromium import ARGUMENTS
from tests.sealed import Files, made

# isort: split
from chalicelib.voting.receipts.seals import PROOF
from chalicelib.voting.sealing import entries, tiles
from infra.make import browser, recount
from infra.make.log import WIDTH, paths

VOTES, VOTES_FULL = 20_000, 1_000_000
MOST_SECONDS, MOST_MEGABYTES, MOST_IN_A_BROWSER, MOST_PROOF = 60, 500, 90, 2_000
CANDIDATES, RULES, EACH_REPLACES = 40, "9f3c1a7be02d4c58", 10


def measured(full: bool) -> Iterator[Figure]:
    """The recount of a log of so many votes, each by a process of its own, and what proves its last vote."""
    votes = VOTES_FULL if full else VOTES
    files, what = a_log(votes), f"log of {votes:,} votes"
    proved = len(proof(files, votes))
    seconds, megabytes = _in_python(files)
    yield _held(f"{what}, counted again in Python", seconds, "s", MOST_SECONDS)
    yield _held(f"{what}, memory for that", megabytes, "MB", MOST_MEGABYTES)
    if path := browser.found():
        yield _held(f"{what}, counted again in a browser", _in_browser(files, path), "s", MOST_IN_A_BROWSER)
    yield _held(f"{what}, proof of one", proved, "bytes", MOST_PROOF)


def _held(what: str, value: float, unit: str, most: float) -> Figure:
    return Figure(what, value, unit, aim=f"at most {most:,}", verdict=at_most(value, most))


def a_log(votes: int) -> Files:
    """The public files of a log of so many votes, each tenth of which replaces the one before it."""
    said = [b'{"kind":"opened","round":"public-2027"}', entries.decided_by(RULES)]
    opened, counted = list[str](), dict.fromkeys((f"kandidaat-{one}" for one in range(CANDIDATES)), 0)
    for number in range(len(said), votes + len(said)):
        key, candidate = number.to_bytes(16), f"kandidaat-{number * 7 % CANDIDATES}"
        before = number - 1 if number % EACH_REPLACES == 0 else None
        is_replaced = (number + 1) % EACH_REPLACES == 0 and number < votes + 1
        said.append(entries.vote(f"{number:026}", entries.committed(key, candidate, RULES, before)))
        opened.append(entries.opening(number, candidate, RULES, before, key, "replaced" if is_replaced else "yes"))
        counted[candidate] += not is_replaced
    return made(said, opened, counted)


def proof(files: Files, number: int) -> str:
    """What a receipt gives its owner: that an entry is in the log."""
    size, digits = int(files["checkpoint"].split(b"\n")[1]), b64encode
    bundle = files[next(path for path in list(paths("entries", size))[number // WIDTH :])]
    entry = list(recount.entries_of(bundle, 0))[number % WIDTH]
    hashes = [digits(one).decode() for one in tiles.proof(number, size, files.__getitem__)]
    head = [PROOF, f"extra {digits(entry).decode()}", f"index {number}", *hashes]
    return "\n".join([*head, "", files["checkpoint"].decode()])


# Between us and it, since what we have in memory would count as its own.
_AND_ITS_MEMORY = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, capture_output=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024)
"""


def _in_python(files: Files) -> tuple[float, float]:
    """Seconds and megabytes, for a folder, as somebody copied it."""
    with TemporaryDirectory() as folder:
        for path, content in files.items():
            place = Path(folder) / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        command = [sys.executable, "-c", _AND_ITS_MEMORY, sys.executable, "-m", recount.__name__, folder]
        started = time.perf_counter()
        ran = subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - started, float(ran.stdout)


def _in_browser(files: Files, path: str) -> float:
    from playwright.sync_api import expect, sync_playwright

    with serving() as site, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        page = chromium.new_page()
        page.goto(f"{site.address}/nl/vote-recount")
        site.log.update(files)
        started = time.perf_counter()
        page.get_by_role("button", name="Tel na in deze browser").click()
        expect(page.locator("form[data-log] [data-said]")).to_contain_text("Alles klopt", timeout=600_000)
        seconds = time.perf_counter() - started
        chromium.close()
    return seconds
