"""`python -m infra.operate.site --stage … close`: nothing reads, writes or runs any more, until it is opened again.

Before rows are brought back from a backup. Queues keep what comes meanwhile: what reads them is switched off, and not
only held back, since a message that is turned away too often becomes a dead letter.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import boto3
from botocore.exceptions import ClientError

from chalicelib.cloud.settings import settings
from infra.operate.account import NotDone, add_stage, work
from infra.terminal import console
from infra.wiring import dashed, wiring

PAGES = ("web", "vote_web", "team_web")
"""The functions that people meet."""
LOOK_EVERY = 2.0
LONGEST = 600.0
"""Seconds; what runs already may go on for the five minutes that the longest function may take."""


def main(arguments: Sequence[str]) -> int:
    """Close or open the site. Exit code 1 and one sentence when it cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.operate.site", description=__doc__)
    add_stage(parser)
    parser.add_argument("what", choices=("close", "open"))
    typed = parser.parse_args(arguments)
    return work(typed.stage, close if typed.what == "close" else open_again)


def close() -> None:
    """Switch all off, and return once nothing runs. Run again after it died, it goes on."""
    functions, events, scheduler = boto3.client("lambda"), boto3.client("events"), boto3.client("scheduler")
    mappings = [one["UUID"] for one in _mappings(functions) if one["State"] in ("Enabled", "Enabling")]
    rules = [one["Name"] for one in _schedules(events) if one["State"] == "ENABLED"]
    visits = [one["Name"] for one in _visits(scheduler) if one["State"] == "ENABLED"]
    # Noted first: what is switched off without a note would stay off.
    noted = _noted() or {"pages": {name: _reserved(functions, name) for name in PAGES}}
    off = {"mappings": mappings, "rules": rules, "visits": visits}
    _note({**noted, **{kind: [*noted.get(kind, []), *its] for kind, its in off.items()}})
    for name in PAGES:
        functions.put_function_concurrency(FunctionName=_name(name), ReservedConcurrentExecutions=0)
    for rule in rules:
        events.disable_rule(Name=rule)
    for visit in visits:
        _set_visit(scheduler, visit, "DISABLED")
    for mapping in mappings:
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
    _wait(functions)
    console.print("Closed: pages say that the site is busy, and queues keep what comes. Open it again with: open")


def open_again() -> None:
    """Switch on what was on when the site was closed."""
    noted = _noted()
    if noted is None:
        raise NotDone("The site is not closed.")
    functions, events, scheduler = boto3.client("lambda"), boto3.client("events"), boto3.client("scheduler")
    for visit in noted["visits"]:
        _set_visit(scheduler, visit, "ENABLED")
    for mapping in noted["mappings"]:
        functions.update_event_source_mapping(UUID=mapping, Enabled=True)
    for rule in noted["rules"]:
        events.enable_rule(Name=rule)
    for name, most in noted["pages"].items():
        if most is None:
            functions.delete_function_concurrency(FunctionName=_name(name))
        else:
            functions.put_function_concurrency(FunctionName=_name(name), ReservedConcurrentExecutions=most)
    boto3.client("ssm").delete_parameter(Name=noted_at(settings().stage))
    console.print("Open: what waited is done now, and the public files are looked through within two minutes.")


def _name(function: str) -> str:
    return f"gastvrij-{settings().stage}-{dashed(function)}"


def _mappings(functions: Any) -> list[Any]:
    """What reads the queues."""
    readers = [name for name, its in wiring().functions.items() if its.queue]
    pages = functions.get_paginator("list_event_source_mappings")
    return [
        one
        for name in readers
        for page in pages.paginate(FunctionName=_name(name))
        for one in page["EventSourceMappings"]
    ]


def _schedules(events: Any) -> list[Any]:
    """What runs every so often; the rule that brings what the mail service hears back only fills a queue."""
    pages = events.get_paginator("list_rules").paginate(NamePrefix=f"gastvrij-{settings().stage}-")
    return [rule for page in pages for rule in page["Rules"] if rule.get("ScheduleExpression")]


def _visits(scheduler: Any) -> list[Any]:
    """What wakes the queues now and then, out of season."""
    pages = scheduler.get_paginator("list_schedules").paginate(NamePrefix=f"gastvrij-{settings().stage}-")
    return [visit for page in pages for visit in page["Schedules"]]


def _set_visit(scheduler: Any, name: str, state: str) -> None:
    its = scheduler.get_schedule(Name=name)
    kept = ("ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target")
    scheduler.update_schedule(Name=name, State=state, **{key: its[key] for key in kept if key in its})


def _reserved(functions: Any, name: str) -> int | None:
    most: int | None = functions.get_function_concurrency(FunctionName=_name(name)).get("ReservedConcurrentExecutions")
    return most


def _wait(functions: Any) -> None:
    until = time.monotonic() + LONGEST
    with console.status("What runs already ends …"):
        while time.monotonic() < until:
            if all(one["State"] == "Disabled" for one in _mappings(functions)):
                return
            time.sleep(LOOK_EVERY)
    raise NotDone("Something still reads a queue: run this again.")


def noted_at(stage: str) -> str:
    """Where it stands what was switched off, while a site is closed."""
    return f"/gastvrij/{stage}/closed"


def _noted() -> dict[str, Any] | None:
    try:
        return dict(
            json.loads(str(boto3.client("ssm").get_parameter(Name=noted_at(settings().stage))["Parameter"]["Value"]))
        )
    except ClientError as problem:
        if problem.response["Error"]["Code"] != "ParameterNotFound":
            raise
        return None


def _note(closed: dict[str, Any]) -> None:
    boto3.client("ssm").put_parameter(
        Name=noted_at(settings().stage), Value=json.dumps(closed), Type="String", Overwrite=True
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
