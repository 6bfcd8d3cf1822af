"""Who wants our mail again gets it again, and nobody who reads the log learns who that is (I9, I12)."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.infra.operators import Operator
from tests.notifications.post import VOTER, Post, a_mail, told
from tests.years import YEAR


@pytest.fixture
def post(operator: Operator) -> Iterator[Post]:
    """The mail of this operator's campaign, while the public votes."""
    with time_machine.travel(YEAR.vote.opens.timestamp() + 3600) as clock:
        yield Post(operator.campaign, clock)


@pytest.mark.parametrize("kind", ["Bounce", "Complaint"])
def test_what_ended_mail_is_lifted_with_a_reason(post: Post, operator: Operator, logged: list[str], kind: str) -> None:
    post.campaign.deliver("feedback", told(kind, VOTER))
    post.deliver(a_mail("vote-confirm", mail_id="one"))
    assert post.campaign.mails(VOTER) == []
    assert "within a minute" in operator.lifts(VOTER.upper(), "--reason", "pressed spam by mistake")
    post.campaign.drain_once("mail")
    post.deliver(a_mail("vote-confirm", mail_id="two"))
    assert len(post.campaign.mails(VOTER)) == 1
    said = "".join(logged)
    assert "pressed spam by mistake" in said
    assert VOTER not in said


def test_lifting_what_was_never_ended_keeps_nothing_of_a_mailbox(post: Post, operator: Operator) -> None:
    assert "nothing was done" in operator.lifts("nobody@example.org", "--reason", "asked by phone")
    assert post.campaign.waiting("mail") == []
    assert post.campaign.rows()["deliveries"] == []


@pytest.mark.parametrize(
    ("address", "reason"), [("nobody", "why"), (VOTER, ""), (VOTER, "x" * 201), (VOTER, f"asked by {VOTER}")]
)
def test_what_cannot_be_lifted_is_said(operator: Operator, address: str, reason: str) -> None:
    operator.lifts(address, "--reason", reason, fails=True)
