"""What an operator finds in an account besides what the steps use: dead letters and logs."""

from datetime import datetime
from typing import Any

import pytest

from infra.operate import deadletters, erase, letters, restore
from infra.wiring import wiring
from tests.account import client
from tests.campaign import VOTING, Campaign, Clock
from tests.infra.leaving import DANA, LEAVING, builds, is_approved, votes
from tests.infra.operators import Operator


@pytest.fixture
def operator(
    campaign: Campaign,
    clock: Clock,
    begins: datetime,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Operator:
    """Whoever looks after a campaign of which nothing has happened yet."""
    # A queue hides what it showed until time has passed.
    clock.move_to(begins, tick=True)
    monkeypatch.setattr(letters, "WAIT", 0)
    for tool in (deadletters, erase, restore):
        monkeypatch.setattr(tool.console, "width", 200)
    for name, queue in wiring().queues.items():
        fifo: Any = {"FifoQueue": "true"} if queue.fifo else {}
        client("sqs").create_queue(QueueName=letters.dead(name).rpartition("/")[2], Attributes=fifo)
    return Operator(campaign, capsys)


@pytest.fixture
def voted(campaign: Campaign, operator: Operator, clock: Clock) -> str:
    """A campaign in which four people registered and voted for one of them, whose page this is."""
    for person in (*LEAVING, DANA):
        is_approved(campaign, person)
    slug = next(
        str(row["slug"]["S"]) for row in campaign.rows()["publications"] if row["slug"]["S"].startswith("samen")
    )
    clock.move_to(VOTING)
    for person in (*LEAVING, DANA):
        votes(campaign, person, slug)
    builds(campaign)
    return slug
