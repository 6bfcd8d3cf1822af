"""What is typed behind `python -m infra.put.…`: the template's parameters, and where they are to be."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.errors import Broken, TryAgain
from infra.make.package import single
from infra.make.packing import PackageFailed
from infra.operate import account
from infra.operate.account import NotDone
from infra.put.failed import DeployFailed
from infra.terminal import complain, console


@dataclass(frozen=True)
class Asked:
    """What was typed; `go_on` where nothing is asked before something is changed, `edition` where a year is named, and
    `organiser` where somebody is who is to be one."""

    parameters: Mapping[str, str]
    go_on: bool
    edition: str = ""
    organiser: str = ""

    @property
    def stage(self) -> str:
        return self.parameters["Stage"]


def read(arguments: Sequence[str], command: str, what: str) -> Asked:
    """What was typed. Raises DeployFailed where it cannot be meant."""
    known = {**OURS, **parameters()}
    parser = argparse.ArgumentParser(
        prog=f"python -m infra.put.{command}",
        description=what,
        epilog=_examples(command, known),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("parameters", nargs="*", metavar="Name=value")
    parser.add_argument("--yes", action="store_true", help="ask nothing before something is changed")
    given = parser.parse_intermixed_args(arguments)
    typed = {name: value for name, _, value in (each.partition("=") for each in given.parameters)}
    if unknown := [name for name in typed if name not in known]:
        raise DeployFailed(f"There is no {', '.join(unknown)}; there are {', '.join(known)}.")
    if typed.get("Stage", "local") == "local":
        raise DeployFailed(
            "Say which campaign: Stage=production, or Stage=test to try it. The local one is `make run`."
        )
    if not typed.get("PublicUrl", "https://").startswith("https://"):
        raise DeployFailed("PublicUrl has to begin with https://, since mailed links are as good as passwords.")
    edition, organiser = (typed.pop(name, "") for name in OURS)
    if "PublicUrl" in typed:
        typed["PublicUrl"] = typed["PublicUrl"].rstrip("/")
    return Asked(typed, given.yes, edition, organiser)


def _examples(command: str, known: Mapping[str, Any]) -> str:
    """What to type, and what else may be typed: first what a first deploy needs, if it is one."""
    lines = ["For instance:", *(f"  python -m infra.put.{command} {words}" for words in EXAMPLES[command])]
    if command != "destroy":
        rest = [name for name in known if name not in FIRST]
        lines += ["", "Said the first time:", *_told(FIRST, known)]
        lines += ["", "Said where it is to be otherwise; what is not typed stays as it is:", *_told(rest, known)]
    return "\n".join(lines)


def _told(names: Iterable[str], known: Mapping[str, Any]) -> list[str]:
    return [fill(f"  {name}: {known[name]['Description']}", 100, subsequent_indent="      ") for name in names]


FIRST = ("Stage", "Edition", "Organiser", "Sender", "PublicUrl", "AlertEmail")
EXAMPLES = {
    "check": ("Stage=test Sender=campaign@your.example",),
    "deploy": (
        "Stage=test Edition=2027 Organiser=you@your.example Sender=campaign@your.example",
        "Stage=test",
        "Stage=test RequestsPerSecond=1000 RequestsAtOnce=2000 VoteCounters=20",
    ),
    "diff": ("Stage=test", "Stage=test Season=closed"),
    "destroy": ("Stage=test",),
}
"""What to type behind each tool: of a deploy the first, those after it, and one before a night on television."""

OURS = {
    "Edition": {"Description": "A file in chalicelib/editions, without its .toml."},
    "Organiser": {"Description": "The address of who is to organise the campaign; they are mailed an invitation."},
}
"""Typed like the template's parameters, and none of them."""


def parameters() -> Mapping[str, Any]:
    """The template's parameters, by name."""
    return dict(single()["Parameters"])


def session() -> boto3.Session:
    """Who one is and where, as the environment says it. Raises DeployFailed where it does not say where."""
    where = account.region()
    if not where:
        raise DeployFailed(account.SAY_WHERE)
    return boto3.Session(region_name=where)


def agreed(question: str, asked: Asked) -> bool:
    """Whether whoever sits there agrees. Raises DeployFailed where nobody does and nothing was said beforehand."""
    if asked.go_on:
        return True
    if not sys.stdin.isatty():
        raise DeployFailed("Nobody is there to agree: add --yes if this is meant.")
    return console.input(f"{question} \\[y/N] ").strip().casefold() in ("y", "yes", "j", "ja", "o", "oui")


def work(task: Callable[[], None]) -> int:
    """Do it. Exit code 1 and one sentence when it cannot be done."""
    try:
        task()
    except (DeployFailed, PackageFailed, Broken, NotDone, TryAgain) as problem:
        return complain(problem)
    except (BotoCoreError, ClientError) as problem:
        return complain(problem, "AWS says")
    return 0
