"""Who looked at why mail came back lets it go out again, and says why."""

import json

import pytest

from chalicelib import clock
from chalicelib.cloud.queues import unpack
from chalicelib.messages.mail import BreakerClosed
from chalicelib.notifications import budget
from tests.infra.operators import Operator


def test_the_breaker_is_closed_by_a_message_with_a_reason(operator: Operator) -> None:
    for number in range(5):
        budget.note("bounce", str(number))
    assert "for bounces goes out again" in operator.closes_breaker("--reason", " an old list, gone ")
    [body] = operator.campaign.waiting("mail")
    closed = unpack(body)
    assert isinstance(closed, BreakerClosed)
    assert closed.reason == "an old list, gone"
    assert abs(closed.at - clock.seconds()) < 60
    operator.campaign.drain_once("mail")
    [row] = operator.campaign.rows()["limits"]
    assert json.loads(row["closed"]["N"]) == closed.at
    assert "nothing was done" in operator.closes_breaker("--reason", "again")
    assert operator.campaign.waiting("mail") == []


@pytest.mark.parametrize("reason", ["", "x" * 201, "asked by voter@example.org"])
def test_without_a_reason_it_stays_open(operator: Operator, reason: str) -> None:
    operator.closes_breaker("--reason", reason, fails=True)
    assert operator.campaign.waiting("mail") == []
