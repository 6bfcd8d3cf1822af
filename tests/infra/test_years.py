"""A deploy knows which years there are, or says that it does not."""

from types import SimpleNamespace
from typing import cast

import pytest

from chalicelib.editions import store
from chalicelib.errors import TryAgain
from infra.put import years
from infra.put.failed import DeployFailed
from infra.put.stack import Stack
from tests.account import Account, client
from tests.campaign import Campaign
from tests.moto_account import Moto
from tests.years import YEAR

STACK = cast("Stack", SimpleNamespace(stage="test"))


@pytest.fixture
def account() -> Account:
    """One in which things may be missing, as in a real one."""
    return Moto()


def test_a_stack_that_is_not_whole_yet_has_none(campaign: Campaign) -> None:
    assert years.there(STACK) == [YEAR]
    client("dynamodb").delete_table(TableName="gastvrij-test-editions")
    assert years.there(STACK) == []
    for url in client("sqs").list_queues()["QueueUrls"]:
        client("sqs").delete_queue(QueueUrl=url)
    assert years.there(STACK) == []


def test_a_table_that_does_not_answer_is_no_empty_one(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a deploy would take the year that is on for none, and close its season."""

    def silent() -> None:
        raise TryAgain("the tables do not answer: ProvisionedThroughputExceededException")

    monkeypatch.setattr(store, "head", silent)
    with pytest.raises(DeployFailed, match="could not be read"):
        years.there(STACK)
