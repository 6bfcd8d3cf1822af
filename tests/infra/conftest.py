"""What an operator finds in an account besides what the steps use: dead letters and logs."""

from datetime import datetime

import pytest

from chalicelib.cloud.settings import settings
from infra.operate import deadletters, erase, restore
from tests.account import client
from tests.campaign import Campaign, Clock
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
    monkeypatch.setattr(deadletters, "WAIT", 0)
    for tool in (deadletters, erase, restore):
        monkeypatch.setattr(tool.console, "width", 200)
    for queue, function in deadletters.FUNCTIONS.items():
        fifo = queue == "publication"
        name = f"gastvrij-{settings().stage}-{queue}-dead{'.fifo' if fifo else ''}"
        client("sqs").create_queue(QueueName=name, Attributes={"FifoQueue": "true"} if fifo else {})
        client("logs").create_log_group(logGroupName=f"/aws/lambda/gastvrij-{settings().stage}-{function}")
    return Operator(campaign, capsys)
