"""The years of the campaign: `python -m infra.operate.edition check FILE`, `show`, `put FILE --why …` and so on.

A year is data: what is put here is a new version of it, which every page and step finds within a minute. A file is the
way to write one; whoever changes it on a page writes the same.
"""

import argparse
import difflib
import re
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import msgspec
import tomli_w
from rich.markup import escape

from chalicelib import clock
from chalicelib.cloud.editions import Version
from chalicelib.cloud.people import OPERATOR
from chalicelib.cloud.queues import send
from chalicelib.edition import NAME, Edition
from chalicelib.editions import store
from chalicelib.editions.rules import may_turn
from chalicelib.editions.store import Change
from chalicelib.errors import Broken
from chalicelib.messages.editions import EditionPut, EditionTurned
from infra.operate.account import NotDone, add_stage, work
from infra.terminal import console
from infra.year import read

LONGEST = 90.0
"""Seconds that a change may take until it is there."""
LOOK_EVERY = 0.5
T = TypeVar("T")
SENT = "It is sent, and waits for its turn: out of season that comes within three hours."

REFUSED = {
    "changed_meanwhile": "Somebody changed it meanwhile: look at the difference, and put it again.",
    "round_has_opened": "The first round has opened: what decides any changes by two organisers alone, on the site.",
    "round_is_another_years": "Another year has a round of that key: give this one a key of its own.",
    "already_past": "A round would open, or people be forgotten, in the past: look at its days.",
    "category_has_some": "There may be initiatives in a category that you took out: it can only be renamed.",
    "would_reopen": "People could register again, though that is over: put it with --meant where it is.",
    "too_large": "It is too large: a year may have 100,000 letters in all, the years of one time 250,000 together.",
    "not_organiser": "Whoever asked for it was an organiser no more when its turn came.",
    "registration_has_opened": "Registration has begun: only its end can still move. To stop it, let it close.",
    "would_move_forgetting": "People were told on which day they are forgotten: put it with --meant where it is.",
    "year_is_over": "That year is over: its day of forgetting stays, and nobody registers for it again.",
    "renamed": "A year stays the year that it is of, and its rounds keep their keys.",
    "not_in_order": "It is not in order: `check` says what.",
    "amended_alone": "What two organisers agree on stays in the year: put it as `show` prints it.",
    "one_waits": "A proposal waited already for a second organiser.",
    "not_amendable": "That could not change any more, or not by two.",
    "amends_earlier": "What people were told comes later at most, never sooner.",
    "amends_nothing": "Nothing would have changed.",
    "same_organiser": "Whoever proposes something does not agree to it.",
    "proposer_gone": "Whoever proposed it was an organiser no more.",
    "results_held": "The results are held back: announce them first, or wait until that ends.",
    "too_many_amendments": "Twenty amendments of a year are all that there is room for.",
}


def main(arguments: Sequence[str]) -> int:
    """Look at a year or change it. Exit code 1 and one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.operate.edition", description=__doc__)
    add_stage(parser)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="whether a file is a year").add_argument("file", type=Path)
    shown = commands.add_parser("show", help="a year as it is, as a file")
    shown.add_argument("name", nargs="?", default="", help="such as 2027; without it, the current one")
    shown.add_argument("--version", type=int, default=0, help="as it was in this version")
    commands.add_parser("history", help="who changed what when").add_argument("name", nargs="?", default="")
    commands.add_parser("diff", help="what a file would change").add_argument("file", type=Path)
    put = commands.add_parser("put", help="make a file the newest version of its year")
    put.add_argument("file", type=Path)
    put.add_argument("--why", required=True, help="for the history")
    put.add_argument(
        "--on", type=int, default=0, help="the version that it was made of, where its first line does not say"
    )
    put.add_argument(
        "--meant", action="store_true", help="let people register again though that is over, or be forgotten otherwise"
    )
    commands.add_parser("turn", help="make the pages of a year the site").add_argument("name")
    typed = parser.parse_args(arguments)
    if typed.command == "check":
        return _check(typed.file)
    tasks: dict[str, Callable[[], None]] = {
        "show": lambda: _show(typed.name, typed.version),
        "history": lambda: _history(typed.name),
        "diff": lambda: _diff(_file(typed.file)),
        "put": lambda: _put(_file(typed.file), typed.on or _version_said(typed.file), typed.why, typed.meant),
        "turn": lambda: _turn(typed.name),
    }
    return work(typed.stage, tasks[typed.command])


def _check(file: Path) -> int:
    try:
        year = read(file)
    except Broken as problem:
        console.print(f"[bold red]✗[/] {escape(str(problem))}", soft_wrap=True)
        return 1
    console.print(f"{year.name} is in order. What decides its vote is {year.rules}.")
    return 0


def _file(file: Path) -> Edition:
    try:
        return read(file)
    except Broken as problem:
        raise NotDone(str(problem)) from problem


def _show(name: str, number: int) -> None:
    name = _named(name)
    newest = store.newest(name)
    if newest is None:
        raise NotDone(_none_called(name))
    found = store.change(name, number) if number else newest
    if found is None:
        raise NotDone(f"There is no version {number} of {name}: the newest is {newest.number}.")
    sys.stdout.write(f"# {name}, version {found.number}; comments are not kept\n{as_file(found.edition)}")


def _history(name: str) -> None:
    name = _named(name)
    changes = sorted(store.history(name), key=lambda one: one.at, reverse=True)
    if not changes:
        raise NotDone(_none_called(name))
    for change in changes:
        moment = f"{clock.local(change.at):%d-%m-%Y %H:%M}"
        what = f"not taken: {REFUSED[change.refused]}" if change.refused else f"version {change.number}"
        console.print(f"{moment}  {what}  {change.by}: {change.why}", soft_wrap=True, markup=False)


def _diff(wanted: Edition) -> None:
    newest = store.newest(wanted.name)
    if newest is None:
        console.print(f"There is no {wanted.name} yet: all of it would be new.")
    elif newest.edition == wanted:
        console.print(f"No difference: {wanted.name} is like the file, in version {newest.number}.")
    else:
        before, after = as_file(newest.edition), as_file(wanted)
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), "there", "file", lineterm="", n=1)
        sys.stdout.writelines(f"{line}\n" for line in lines)


def _version_said(file: Path) -> int:
    said = re.match(r"# \S+, version (\d+)\b", file.read_text("utf-8-sig").partition("\n")[0])
    return int(said[1]) if said else 0


def _put(wanted: Edition, base: int, why: str, meant: bool) -> None:
    newest = store.newest(wanted.name)
    if not why.strip() or "@" in why:
        raise NotDone("Say why, for whoever reads the history, and without an address.")
    if newest is not None and newest.edition == wanted:
        # Who died before everybody could read it comes here again.
        if store.head().shows(Version(newest.number, wanted)):
            console.print(f"{wanted.name} is like that already.")
            return
        base = newest.number
    if newest is not None and not base:
        raise NotDone(f"{wanted.name} is there in version {newest.number}. Begin with what `show` prints, or say --on.")
    change = _unless_stopped(lambda: changed(wanted, base, OPERATOR, why, meant))
    if change is None:
        console.print(f"{SENT} `history` says what became of it.")
    elif change.refused:
        raise NotDone(REFUSED[change.refused])
    else:
        console.print(f"{wanted.name} is version {change.number}: every page and step has it within a minute.")


def changed(wanted: Edition, base: int, by: str, why: str, meant: bool = False) -> Change | None:
    """Have a version written on the one with this number, and wait until it is, or is refused; None while it waits."""
    put = EditionPut(uuid4().hex, base, wanted, by, why, clock.seconds(), meant)
    send([put])
    return _awaited(lambda: next((change for change in store.history(wanted.name) if change.id == put.id), None))


def _awaited(look: Callable[[], T | None]) -> T | None:
    """What there is to see, once there is; None where it does not come."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(LOOK_EVERY)
    return None


def _unless_stopped(wait: Callable[[], T | None]) -> T | None:
    """The same for who waits at a terminal: Ctrl-C ends the waiting, and takes nothing back."""
    try:
        return wait()
    except KeyboardInterrupt:
        return None


def _turn(name: str) -> None:
    head = store.head()
    if name == head.current:
        raise NotDone(f"The pages of {name} are the site already.")
    if name in head.past:
        raise NotDone(f"{name} is over: its pages are kept as they are.")
    if name not in head.versions:
        raise NotDone(f"{_none_called(name)} Put it first.")
    current = head.versions.get(head.current)
    if not may_turn(current.edition if current else None, clock.seconds()):
        raise NotDone(f"{head.current} is not over: turn to {name} when the results of its vote are a day old.")
    send([EditionTurned(name, OPERATOR, clock.seconds())])
    if _unless_stopped(lambda: _awaited(lambda: store.head().current == name)):
        console.print(f"Within two minutes the pages of {name} are the site.")
    else:
        console.print(SENT)


def _named(name: str) -> str:
    name = name or store.head().current
    if not name:
        raise NotDone("There is no year yet: put one.")
    if not re.match(NAME, name):
        raise NotDone(f"{name!r} is no name of a year: they are called as 2027 is.")
    return name


def _none_called(name: str) -> str:
    head = store.head()
    return f"There is no {name}; there are {', '.join((*head.long_over, *head.versions))}."


def as_file(edition: Edition) -> str:
    """A year as its file says it."""
    return tomli_w.dumps(msgspec.to_builtins(edition, builtin_types=(datetime, date)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
