"""`make rehearse`: plays a whole year with invented people, keeps what each screen showed, and has it counted again.

`make rehearse YEAR=2027` plays that year of chalicelib/editions; without it the newest. It ends with 0 when all who
counted found the same, and else with 1.
"""

import argparse
import shutil
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from chalicelib.edition import Edition
from chalicelib.errors import Broken
from infra import ROOT
from infra.terminal import complain, console
from infra.year import YEARS, read
from tests.rehearsal import leaves, performance, pictures
from tests.rehearsal.cast import WHOLE
from tests.rehearsal.checks import Finding

FOLDER = ROOT / ".build" / "rehearsal"
SAID = {
    "remembered": "what voters remember is what was published",
    "recount.py": "our recount, of a copy of the public files",
    "recount.js": "the recount in a browser",
    "tampered": "a vote that was moved is refused, by its place",
    "tlog-scales": "a verifier that others wrote",
    "recount_jury.py": "what the jury chose, worked out again",
    "letters": "no message was left behind",
    "forgotten": "everybody was forgotten on the day",
}


def main() -> int:
    """Play it. Exit code 1 where two who counted found something else."""
    asked = argparse.ArgumentParser(prog="make rehearse", description=__doc__)
    asked.add_argument("--year", default="", help="a year of chalicelib/editions, such as 2027; else the newest")
    asked.add_argument("--bare", action="store_true", help="without pictures and the recount in a browser")
    given = asked.parse_args()
    try:
        year = read(YEARS / f"{given.year}.toml" if given.year else max(YEARS.glob("*.toml")))
    except Broken as problem:
        return complain(problem)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    findings = _rehearsed(year, not given.bare)
    _say(findings)
    return 0 if all(its.agrees for its in findings) else 1


def _rehearsed(year: Edition, with_pictures: bool) -> list[Finding]:
    bars = (TextColumn("{task.description:<44}"), BarColumn(), TimeElapsedColumn())
    with Progress(*bars, console=console) as progress:
        begins = year.registration.opens
        days = (year.forget_addresses_on - begins.date()) + timedelta(days=4)
        task = progress.add_task(f"{year.name} is played", total=days.days)

        def told(at: datetime) -> None:
            said = f"{year.name} is played: {at:%d %B, %H.%M}"
            progress.update(task, completed=(at - begins).days, description=said)

        play, findings = performance.played(year, WHOLE, FOLDER, told)
        progress.update(task, completed=days.days, description=f"{year.name} was played")
        seen = None
        if with_pictures:
            shown = sum(len(one.shown) for one in play.album.stations)
            task = progress.add_task(f"Pictures of {shown} screens, on a phone and on a desk", total=None)
            seen = pictures.taken(play.album, play.counted, FOLDER)
            progress.update(task, total=1, completed=1)
        findings = [*findings, *([seen] if seen else [])]
        leaves.leave(play, findings, FOLDER, pictures=seen is not None)
    if with_pictures and seen is None:
        console.print("There is no Chromium here, so no pictures were taken and no browser counted again.")
    return findings


def _say(findings: Iterable[Finding]) -> None:
    for its in findings:
        mark = "[green]✓[/]" if its.agrees else "[bold red]✗[/]"
        console.print(f"{mark} {SAID[its.name]}: ", end="")
        console.print(its.said, markup=False, soft_wrap=True)
    console.print(f"\nWalk through it: [bold]{FOLDER / 'index.html'}[/]", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
