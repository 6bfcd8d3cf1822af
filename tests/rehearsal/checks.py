"""Whether all who count find the same: the voters' own memory, our recounts, and a verifier that others wrote.

Each reads what a journalist would: a copy of the public files, taken after the last count.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chalicelib.site import public_log
from infra import ROOT
from infra.make import build
from tests.rehearsal.play import Play
from tests.sealed import Files, verified

PROGRAMS = ROOT / "infra" / "make"


@dataclass(frozen=True)
class Finding:
    """What somebody who looked found."""

    name: str
    agrees: bool
    said: str


def log_of(play: Play, files: Mapping[str, bytes]) -> Files:
    """The public log of the vote, of these public files."""
    place = f"{public_log.place(play.stage.year)}/"
    return Files({key.removeprefix(place): its for key, its in files.items() if key.startswith(place)})


def written(log: Files, folder: Path) -> Path:
    """A copy of the log, as somebody would download it."""
    for path, content in log.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def all_of(play: Play, folder: Path) -> list[Finding]:
    """What each finds; the files that they read are left in the folder."""
    files = play.album.stations[-1].files
    log = log_of(play, files)
    place = written(log, folder / "log")
    (folder / "palmares.json").write_bytes(files.get(f"editions/{play.stage.year.name}/palmares.json", b""))
    found = [_remembered(play, log), _recounted(play, place), _tampered(log, folder / "changed"), _foreign(play, log)]
    if play.stage.year.jury:
        found.append(_jury(folder / "palmares.json"))
    return [*found, _letters(play), _forgotten(play)]


def _remembered(play: Play, log: Files) -> Finding:
    said = json.loads(log["results.json"])
    votes = {slug: its for slug, its in said["votes"].items() if its}
    return Finding("remembered", votes == dict(play.counted), f"{said['counted']} votes, {len(play.gone)} withdrawn")


def _recounted(play: Play, place: Path) -> Finding:
    """Our program, as anybody starts it."""
    ran = _run("recount.py", place)
    votes = Counter({slug: int(its) for its, slug in map(str.split, ran.stdout.splitlines())})
    figures = ran.stderr.splitlines()[0] if ran.stderr else ""
    return Finding("recount.py", ran.returncode == 0 and votes == play.counted, figures)


def _tampered(log: Files, folder: Path) -> Finding:
    """One vote moved to somebody else: it has to be refused."""
    lines = log["openings.csv"].decode().splitlines()
    slugs = sorted({line.split(",")[1] for line in lines[1:]})
    entry, slug, *rest = lines[1].split(",")
    other = next((its for its in slugs if its != slug), "somebody-else")
    lines[1] = ",".join([entry, other, *rest])
    written(Files({**log, "openings.csv": ("\n".join(lines) + "\n").encode()}), folder)
    ran = _run("recount.py", folder)
    return Finding("tampered", ran.returncode == 1 and "openings" in ran.stderr, ran.stderr.strip())


def _foreign(play: Play, log: Files) -> Finding:
    """tlog-scales, which others wrote: the signature, the tree, and where each entry is in it."""
    try:
        entries = [json.loads(entry) for entry in verified(log)]
    except Exception as problem:
        return Finding("tlog-scales", False, repr(problem))
    votes = sum(entry["kind"] == "vote" for entry in entries)
    opened = len(log["openings.csv"].decode().splitlines()) - 1
    return Finding("tlog-scales", votes == opened, f"{len(entries)} entries, {votes} of them votes")


def _jury(file: Path) -> Finding:
    ran = _run("recount_jury.py", file)
    lines = ran.stdout.splitlines()
    said = lines[-1] if lines else ran.stderr.strip()
    return Finding("recount_jury.py", ran.returncode == 0, f"{len(lines) - 1} categories: {said}")


def _letters(play: Play) -> Finding:
    dead = sum(map(len, play.stage.dead.values()))
    return Finding("letters", dead == 0, f"{dead} dead letters")


def _forgotten(play: Play) -> Finding:
    """No row of any table holds an address of somebody who took part; people with a task go on to the next year."""
    rows = {name: str(its) for name, its in play.stage.rows().items()}
    left = sorted(name for name, its in rows.items() if "@example.org" in its)
    return Finding("forgotten", not left, ", ".join(left) or "no address in any table")


def _run(program: str, place: Path) -> "subprocess.CompletedProcess[str]":
    """Run just what people fetch."""
    whole = build.whole(PROGRAMS / program)
    return subprocess.run([sys.executable, "-", place], input=whole, capture_output=True, text=True)
