"""What invocations cost, by prices.toml.

The time that a function takes is the processor it used here, at the share of one that its memory gives it, and what AWS
takes to answer, which is modelled.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from infra.make import gateway
from infra.wiring import NOW_AND_THEN, wiring
from tests.benchmarks.deployment import Invocation
from tests.cloud.meter import Call

# isort: split
from chalicelib.publication.bucket import _AT_ONCE as AT_ONCE

NAIVE_MEMORY = 1024
"""MB, as our web function has."""
MILLION = 1_000_000
VISITED_HOURS = 2 / 3
"""For so long each day queues are asked that are asked now and then, out of season."""
GIGABYTE = 1e9
"""Bytes."""
Amounts = dict[str, float]
"""How much of what is priced, by its name in prices.toml. Compute in GB-seconds, bytes in gigabytes."""


@cache
def prices() -> dict[str, Any]:
    """The price file."""
    return tomllib.loads((Path(__file__).parent / "prices.toml").read_text("utf-8"))


def memory(function: str) -> int:
    """MB."""
    return NAIVE_MEMORY if function == "naive" else wiring().functions[function].memory


def seconds(ran: Invocation, cpu: bool = True) -> float:
    """How long Lambda would say that it ran."""
    waited = sum(map(_waited, ran.calls)) / 1000
    share = min(1.0, memory(ran.function) / float(prices()["processor"]["megabytes"]))
    return waited + (ran.cpu / share if cpu else 0.0)


def _waited(call: Call) -> float:
    """Milliseconds. Files are written by several threads at once."""
    alone = float(prices()["milliseconds"][call.service])
    return alone / AT_ONCE if call.operation == "PutObject" else alone


WEB = ("web", *gateway.PATHS)
"""The functions that people meet."""


def amounts(taken: Iterable[Invocation], cpu: bool = True, logs: bool = True) -> Amounts:
    """What is billed of some invocations."""
    return total(_amounts(ran, cpu, logs) for ran in taken)


def _amounts(ran: Invocation, cpu: bool, logs: bool) -> Amounts:
    found = {"lambda_requests": 1.0, "compute": seconds(ran, cpu) * memory(ran.function) / 1024}
    if ran.function in (*WEB, "naive"):
        found["api_requests"] = 1
        found["cdn_gigabyte"] = ran.answered / GIGABYTE
    if ran.function in WEB:
        # The naive app has no CDN before it.
        found["cdn_requests"] = 1
    if ran.messages:
        # Lambda receives a batch and deletes it.
        found["fifo_requests" if ran.function == "publish" else "queue_requests"] = 2
    if logs:
        found["log_gigabyte"] = (ran.logged + prices()["processor"]["report"]) / GIGABYTE
    return total([found, *(_call(call.name, call.reads, call.writes) for call in ran.calls)])


def _call(name: str, reads: float, writes: float) -> Amounts:
    service, _, operation = name.partition(".")
    match service:
        case "dynamodb":
            return {"read_units": reads, "write_units": writes}
        case "sqs":
            return {"queue_requests": 1}
        case "sesv2":
            return {"mails": 1}
        case "s3":
            return {"bucket_reads" if operation == "GetObject" else "bucket_writes": 1}
        case _:
            return {"secrets": 1, "key_requests": 1}


def files(sizes: Sequence[int]) -> Amounts:
    """What is billed of reading files at the CDN, by their compressed bytes: no function and no table is asked."""
    return {"cdn_requests": len(sizes), "cdn_functions": len(sizes), "cdn_gigabyte": sum(sizes) / GIGABYTE}


def total(many: Iterable[Amounts]) -> Amounts:
    """All of them together."""
    found: Amounts = {}
    for amount in many:
        for name, its in amount.items():
            found[name] = found.get(name, 0.0) + its
    return found


def times(amount: Amounts, number: float) -> Amounts:
    """So many times as much."""
    return {name: its * number for name, its in amount.items()}


def dollars(amount: Mapping[str, float], but: Iterable[str] = ()) -> float:
    """The price, before what is free each month; `but` names what is left out."""
    return sum(price(name) * its for name, its in amount.items() if name not in set(but))


def dollars_of_a_month(amount: Mapping[str, float], but: Iterable[str] = ()) -> float:
    """The price of what came together in one month, after what is free each month."""
    free = dict(prices()["free"])
    # Of calls to queues so many are free whatever their kind: those of the cheaper kind first.
    free["fifo_requests"] = max(0.0, free["queue_requests"] - amount.get("queue_requests", 0.0))
    left = {name: max(0.0, its - free.get(name, 0)) for name, its in amount.items()}
    return dollars(left, but)


def polling(closed: bool, days: int) -> Amounts:
    """What Lambda asks of queues in which there is nothing, in so many days, by the table of the works."""
    asked: Amounts = {}
    for function in wiring().functions.values():
        if function.queue:
            visited = closed and function.out_of_season == NOW_AND_THEN
            hours = VISITED_HOURS if visited else 24
            fifo = wiring().queues[function.queue].fifo
            few = not fifo and (not function.at_once or (closed and not visited))
            pollers = prices()["polling"]["fewest" if few else "pollers"]
            name = "fifo_requests" if fifo else "queue_requests"
            asked[name] = asked.get(name, 0.0) + pollers * days * hours * 3600 / prices()["polling"]["seconds"]
    return asked


def price(name: str) -> float:
    """Of one."""
    known = prices()
    return float(known["million"][name] / MILLION if name in known["million"] else known["each"][name])
