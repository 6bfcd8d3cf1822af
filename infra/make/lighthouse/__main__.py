"""`make lighthouse`: what Lighthouse says of the running campaign's pages, on a phone with a slow line."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.table import Table

from infra import ROOT
from infra.make.browser import found
from infra.make.build import BuildFailed, install, npm
from infra.put.demo.people import DemoFailed, Visitor
from infra.put.local.place import LocalFailed, this_place
from infra.terminal import complain, console

HERE = Path(__file__).parent
WORKSHOP = ROOT / ".build" / "lighthouse"
LEAST = 95
"""Of a hundred, in each group on each page."""
GROUPS = ("performance", "accessibility", "best-practices", "seo")
# In a container, shared memory is too small for a page's trace.
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
TRIES = 2
"""On a busy machine a trace may begin too late, which is the browser's fault and not the page's."""
LOOKS = 3
"""It makes a page look slow too, never fast: one that has too little is measured again, and its best counts."""


def main() -> int:
    """Measure five pages. Exit code 1, with what to mend, when one has less than LEAST."""
    where, chromium = this_place().where, found()
    if not where or not chromium:
        return complain(LocalFailed("It measures what runs, with Chromium: `make run`, then `make demo` elsewhere."))
    try:
        install(HERE, WORKSHOP)
        told = {path: _best(where["url"] + path, chromium) for path in _pages(where["url"])}
    except (BuildFailed, DemoFailed, LocalFailed) as problem:
        return complain(problem)
    table = Table("page", *GROUPS)
    for path, its in told.items():
        table.add_row(path, *(str(_points(its, group)) for group in GROUPS))
    console.print(table)
    low = [(path, group) for path, its in told.items() for group in GROUPS if _points(its, group) < LEAST]
    for path, group in low:
        console.print(f"{path}: {group} has less than {LEAST}. {'; '.join(_to_mend(told[path], group))}")
    return 1 if low else 0


def _pages(site: str) -> list[str]:
    public = Visitor(site).read("/initiatives.json")["initiatives"]
    if not public:
        raise LocalFailed("Nothing is public here yet: `make demo` fills the campaign.")
    return ["/nl/", "/nl/initiatives", "/nl/map", "/nl/municipalities/gent", f"/nl/initiatives/{public[0]['slug']}"]


def _best(address: str, chromium: str) -> Mapping[str, object]:
    """The best report on a page of LOOKS, or the first that is good enough. Raises BuildFailed."""
    reports: list[Mapping[str, object]] = []
    while len(reports) < LOOKS and not any(map(_is_enough, reports)):
        reports.append(_measure(address, chromium))
    return max(reports, key=_least)


def _is_enough(report: Mapping[str, object]) -> bool:
    return _least(report) >= LEAST


def _least(report: Mapping[str, object]) -> int:
    return min(_points(report, group) for group in GROUPS)


def _measure(address: str, chromium: str) -> Mapping[str, object]:
    """Lighthouse's report on a page. Raises BuildFailed."""
    asked = [*npm(), "exec", "--offline", "--", "lighthouse", address, "--quiet", "--output=json"]
    asked += [f"--only-categories={','.join(GROUPS)}", f"--chrome-flags={FLAGS}"]
    env = {**os.environ, "CHROME_PATH": chromium}
    for _ in range(TRIES):
        done = subprocess.run(asked, cwd=WORKSHOP, env=env, capture_output=True, text=True)
        if not done.returncode:
            report: Mapping[str, object] = json.loads(done.stdout)
            return report
    raise BuildFailed(f"Lighthouse could not measure {address}.\n{done.stderr.strip()}")


def _points(report: Mapping[str, object], group: str) -> int:
    return round(100 * (report["categories"][group]["score"] or 0))  # type: ignore[index]


def _to_mend(report: Mapping[str, object], group: str) -> list[str]:
    """What costs points."""
    counted = report["categories"][group]["auditRefs"]  # type: ignore[index]
    audits = [report["audits"][one["id"]] for one in counted if one["weight"]]  # type: ignore[index]
    return [its["title"] for its in audits if its["score"] is not None and its["score"] < 0.9]


if __name__ == "__main__":
    sys.exit(main())
