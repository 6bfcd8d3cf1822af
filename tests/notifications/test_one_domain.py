"""Of one domain's mailboxes only so many get mail in an hour, and no row says which domain that is (I12)."""

import pytest

from chalicelib.notifications import budget
from tests.account import counted
from tests.notifications.post import Post, a_mail
from tests.notifications.test_budget import PROVIDER, gone, voter, votes_mails, waiting


def test_a_domain_of_one_owner_gets_only_so_many_an_hour(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever host stands before it; the others go on."""
    monkeypatch.setattr(budget, "UNNOTICED", 3)
    monkeypatch.setattr(budget, "TO_ONE_DOMAIN", 4)
    for number in range(10):
        assert post.deliver(a_mail("vote-confirm", to=voter(number, f"host{number}.victim.co.uk")))
    assert len(post.arrived()) == 3 + 4
    assert len(waiting(post)) == 3
    assert votes_mails(post, 20) == 20
    post.later(1)
    post.campaign.drain()
    assert len(post.arrived()) >= 3 + 4 + 20 + 3


def test_the_first_mails_to_a_domain_cost_nothing_more_and_what_waits_only_the_message(post: Post) -> None:
    """Of each process: twenty are free, and each after them is a write."""
    post.deliver(a_mail("vote-confirm"))
    made = []
    for number in range(budget.UNNOTICED + 1):
        with counted() as calls:
            post.deliver(a_mail("vote-confirm", to=voter(number, "school.be")))
        made.append(calls.made)
    assert made[:-1] == [["dynamodb.UpdateItem", "sesv2.SendEmail"]] * budget.UNNOTICED
    assert made[-1] == ["dynamodb.UpdateItem", "dynamodb.UpdateItem", "sesv2.SendEmail"]
    budget._process[0].full.add("school.be")
    with counted() as calls:
        post.deliver(a_mail("vote-confirm", to=voter(99, "school.be")))
    assert calls.made == ["sqs.SendMessage"]


def test_no_row_names_a_domain_or_a_mail(post: Post, monkeypatch: pytest.MonkeyPatch, logged: list[str]) -> None:
    """I12."""
    monkeypatch.setattr(budget, "UNNOTICED", 0)
    post.deliver(a_mail("vote-confirm", to="somebody@small.be"))
    post.tell(gone("Bounce", 1))
    post.later(1 / 60)
    post.deliver(a_mail("vote-confirm"))
    kept = str(post.campaign.rows()["limits"])
    assert "strangers#" in kept
    assert "domain-" in kept
    for secret in ("small", "0102018f", "somebody", PROVIDER):
        assert secret not in kept + "".join(logged)
