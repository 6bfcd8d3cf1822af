"""How long does a new process of a function need, beside one that imports PynamoDB and makes one client?

Processor time of fresh interpreters that take turns, on the deployed zip; the other has all of botocore, and bytecode.
The median over pairs that start one after the other: a busy machine slows both, and one lucky start decides nothing.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from infra.wiring import wiring
from tests.benchmarks import events
from tests.benchmarks.endpoint import answering
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.processes import LEAST, clients, deployed, least, spent
from tests.benchmarks.ratio import ratio

MOST = 0.75
AIMED = ("web", "vote_web", "send_mail", "send_confirmation_mail")
QUICK = ("vote_web", "send_confirmation_mail")
TIMES, FULL_TIMES = 9, 15
"""Pairs; more where it is aimed at."""
_RUN = """
import json, types
from chalicelib import clock
clock.seconds = lambda: {now}
clock.microseconds = lambda: {now} * 1_000_000
context = types.SimpleNamespace(function_name="function", memory_limit_in_mb=512, aws_request_id="request")
answer = start.{handler}(json.loads(asked), context)
assert answer.get("statusCode") == {status} or answer == {{"batchItemFailures": []}}, answer
"""
_FIRST_CALL = 'client.get_item(TableName="table", Key={"key": {"S": "key"}})'


def measured(full: bool) -> Iterator[Figure]:
    """Import and clients of each function, and for the three of a vote the first thing they do."""
    functions = sorted(wiring().functions) if full else QUICK
    for function in functions:
        # The web function makes the client of its search only when somebody searches without JavaScript.
        code = clients(function, without="s3" if function == "web" else "")
        aimed = function in AIMED
        place = deployed(wiring().functions[function].libraries)
        share, ours, theirs = _beside_least(
            partial(spent, place, code, function), FULL_TIMES if aimed and full else TIMES
        )
        verdict, aim = (at_most(share, MOST), f"at most {MOST}") if aimed else ("", "")
        yield Figure(f"{function}: import and clients", share, "× PynamoDB and a client", aim=aim, verdict=verdict)
        yield Figure(f"{function}: import and clients, processor", ours * 1e3, "ms", {"least": theirs * 1e3})
    with answering(0) as address:
        for function, handler, event in _first_things() if full else ():
            yield _to_the_first(function, handler, event, address)


def _beside_least(ours: Any, times: int) -> tuple[float, float, float]:
    return ratio(ours, partial(spent, least(), LEAST), times)


def _first_things() -> Iterator[tuple[str, str, Any]]:
    yield "vote_web", "vote_web", events.button()
    yield "send_confirmation_mail", "send_confirmation_mail", events.mails(1)
    yield "count_votes", "count_votes", events.ballots(1)


def _to_the_first(function: str, handler: str, event: Any, address: str) -> Figure:
    code = "import start\n" + _RUN.format(now=events.now(), handler=handler, status=303)
    ours = partial(spent, deployed(), code, function, address, event)
    theirs = partial(spent, least(), f"{LEAST}\n{_FIRST_CALL}", "", address)
    share, _, _ = ratio(ours, theirs, FULL_TIMES)
    return Figure(f"{function}: until its first work is done", share, "× PynamoDB and a call")
