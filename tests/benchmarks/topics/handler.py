"""How much slower is our handler of the vote's button than a bare one that makes the same AWS call?"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from tests.benchmarks import events
from tests.benchmarks.endpoint import answering, environment
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.quiet import quiet
from tests.benchmarks.ratio import quickest, spent, timed

MOST = 1.15
AS_AWS, AT_ONCE = 0.005, 0.0
"""Seconds that AWS takes for an answer: as usual for SQS within a region, and none."""


def measured(full: bool) -> Iterator[Figure]:
    """The quickest press of each, at an endpoint as far away as AWS and at one that answers at once."""
    times = 1_000 if full else 120
    as_aws = _press(AS_AWS, timed, times)
    at_once = _press(AT_ONCE, timed, times)
    spends = _press(AT_ONCE, spent, times // 10, again=10)
    bounds = f"at most {MOST}"
    yield Figure("confirm, AWS answers in 5 ms", as_aws, "× bare", aim=bounds, verdict=at_most(as_aws, MOST))
    yield Figure("confirm, AWS answers at once", at_once, "× bare")
    yield Figure("confirm, processor", spends, "× bare")


def _press(seconds: float, measure: Callable[..., Callable[[], float]], times: int, again: int = 1) -> float:
    with answering(seconds) as address:
        os.environ.update(environment(address))
        return _beside_bare(measure, times, again)


def _beside_bare(measure: Callable[..., Callable[[], float]], times: int, again: int) -> float:
    import app
    from chalicelib.cloud import limits
    from tests.benchmarks import bare

    _forget_clients()
    event, handler = events.button(), bare.confirm()

    def press() -> None:
        assert app.vote_web(event, events.CONTEXT)["statusCode"] == 303

    def confirm() -> None:
        assert handler(event)["statusCode"] == 303

    # One network presses all day here: it is counted as ever, and never found to be a flood.
    with quiet(), events.voting(), patch.object(limits, "UNNOTICED", sys.maxsize):
        for run in (press, confirm):
            run()
        return quickest(measure(press, again), measure(confirm, again), times)[0]


def _forget_clients() -> None:
    """Each endpoint gets clients of its own."""
    from chalicelib.cloud import aws

    for made in (aws.session, aws.sqs, aws.ssm, aws.dynamodb):
        cached: Any = made
        cached.cache_clear()
