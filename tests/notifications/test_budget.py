"""Strangers cause only so much mail, and none while too much of it comes back: what waits is lost never (I8, I9)."""

from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import aws
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.messages.mail import BreakerClosed
from chalicelib.notifications import budget
from chalicelib.notifications.rules import Caused, why_to_wait
from tests.account import counted
from tests.notifications.post import MODERATOR, Post, a_mail, told

PROVIDER = "gmail.com"


def voter(number: int, domain: str = PROVIDER) -> str:
    return f"voter{number}@{domain}"


def gone(kind: str, number: int, cause: str = "stranger") -> str:
    """What comes back of a mail to one of many."""
    return told(kind, f"gone{number}@{PROVIDER}", f"0102018f-{number}", cause)


def _allow(monkeypatch: pytest.MonkeyPatch, an_hour: int = 2_000, a_day: int = 50_000) -> None:
    allowed = replace(settings(), mails_per_hour=an_hour, mails_per_day=a_day)
    monkeypatch.setattr(budget, "settings", lambda: allowed)


def votes_mails(post: Post, most: int, first: int = 0) -> int:
    """Ask for so many votes' mails; how many went out."""
    before = len(post.arrived())
    for number in range(first, first + most):
        assert post.deliver(a_mail("vote-confirm", to=voter(number)))
    return len(post.arrived()) - before


def _open(post: Post) -> None:
    """Let so much come back that the breaker opens."""
    post.tell(*[gone("Bounce", number) for number in range(5)])
    post.later(1 / 60)


def waiting(post: Post) -> list[str]:
    """What is asked for anew, once its delay is over."""
    post.later(3 / 3600)
    return post.campaign.waiting("confirmation-mail")


# What has to wait


@pytest.mark.parametrize(
    ("caused", "why"),
    [
        (Caused(0, 0, 0, 0, 0), None),
        (Caused(1_999, 1_999, 1_999, 0, 0), None),
        (Caused(2_000, 2_000, 2_000, 0, 0), "the hour's budget"),
        (Caused(0, 39_999, 39_999, 0, 0), None),
        (Caused(0, 40_000, 40_000, 0, 0), "the day's reserve"),
        (Caused(0, 4, 4, 4, 0), None),
        (Caused(0, 5, 5, 5, 0), "bounces"),
        (Caused(0, 250, 250, 5, 0), None),
        (Caused(0, 249, 249, 5, 0), "bounces"),
        (Caused(0, 20_000, 20_000, 400, 10), None),
        (Caused(0, 20_000, 20_000, 401, 10), "bounces"),
        (Caused(0, 20_000, 20_000, 400, 11), "complaints"),
        (Caused(0, 1, 1, 0, 1), None),
        (Caused(0, 1, 1, 0, 2), "complaints"),
    ],
)
def test_why_mail_waits(caused: Caused, why: str | None) -> None:
    assert why_to_wait(caused, 2_000, 50_000) == why


def test_more_than_the_budget_of_an_hour_waits_and_goes_out_in_the_next(
    post: Post, monkeypatch: pytest.MonkeyPatch, logged: list[str]
) -> None:
    """I8."""
    _allow(monkeypatch, an_hour=5)
    assert votes_mails(post, 8) == 5
    assert len(waiting(post)) == 3
    assert sum('"ERROR"' in line for line in logged) == 1
    post.later(1)
    post.campaign.drain()
    assert len(post.arrived()) == 8


def test_a_fifth_of_the_mail_services_day_is_left_for_who_has_a_task(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of any 24 hours, as the mail service counts: not of a day that is over at midnight."""
    _allow(monkeypatch, a_day=10)
    assert votes_mails(post, 5) == 5
    post.later(12)
    assert votes_mails(post, 5, first=5) == 3
    assert post.deliver(a_mail("review-request", to=MODERATOR))
    assert len(post.arrived()) == 9
    post.later(11.9)
    assert votes_mails(post, 1, first=20) == 0
    post.later(0.2)
    assert votes_mails(post, 1, first=21) == 1


def test_waiting_spends_no_attempt_and_writes_nothing(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """I9: it may wait a hundred times, and each time longer."""
    _allow(monkeypatch, an_hour=1)
    assert votes_mails(post, 1) == 1
    mail, rows = a_mail("vote-confirm", to=voter(1)), post.rows()
    for tries in range(12):
        with counted() as calls:
            assert post.deliver(replace(mail, tries=tries))
        assert calls.made == ["sqs.SendMessage"]
    assert post.rows() == rows
    post.later(1)
    assert post.deliver(replace(mail, tries=99))
    assert len(post.arrived()) == 2


def test_what_waited_until_its_link_is_over_is_dropped_and_seen(
    post: Post, monkeypatch: pytest.MonkeyPatch, logged: list[str]
) -> None:
    _allow(monkeypatch, an_hour=0)
    assert post.put_off(a_mail("vote-confirm"))
    assert post.arrived() == []
    assert any("expired" in line and '"ERROR"' in line for line in logged)


def test_all_processes_have_one_budget(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each knows what the others reported, and takes them to do as much as itself since."""
    _allow(monkeypatch, an_hour=30)
    processes = [budget._Process() for _ in range(3)]
    for minute in range(10):
        for place, process in enumerate(processes):
            monkeypatch.setattr(budget, "_process", [process])
            votes_mails(post, 2, first=100 * minute + 10 * place)
        post.later(1 / 60)
    assert 24 <= len(post.arrived()) <= 30 + 3 * 2


def test_what_the_mail_service_did_not_take_is_not_counted(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a pile of mail that is asked for again and again would use up the hour."""
    from chalicelib.notifications import mailer

    def refused(*given: Any) -> None:
        raise mailer.NotSent("too many a second")

    _allow(monkeypatch, an_hour=3)
    with monkeypatch.context() as sent_away:
        sent_away.setattr(mailer, "send", refused)
        assert votes_mails(post, 9) == 0
    assert votes_mails(post, 4, first=20) == 3


def test_no_mail_goes_while_nobody_knows_whether_it_may(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """I13: it comes back, with its attempts."""
    from chalicelib.errors import TryAgain

    def silent(hour: int) -> Any:
        raise TryAgain("the limits do not answer")

    with monkeypatch.context() as quiet:
        quiet.setattr(budget, "_read", silent)
        assert not post.deliver(a_mail("vote-confirm"))
    assert post.rows() == []


def test_the_row_of_an_hour_stays_small_with_hundreds_of_processes_and_thousands_of_bounces(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DynamoDB takes 400 KB."""
    budget.note("bounce", "one")
    (row,) = post.campaign.rows()["limits"]
    (name,) = row["bounce"]["SS"]
    process = len("sent_12345678") + 21
    assert 2 * budget.MOST_NOTED * (len(name) + 1) + 2_000 * process < 400_000
    monkeypatch.setattr(budget, "MOST_NOTED", 3)
    for number in range(9):
        budget.note("bounce", str(number))
    (row,) = post.campaign.rows()["limits"]
    assert len(row["bounce"]["SS"]) == 3


# The breaker


@pytest.mark.parametrize(("kind", "enough"), [("Bounce", 5), ("Complaint", 2)])
def test_breaker_opens_intents_wait_none_lost(post: Post, logged: list[str], kind: str, enough: int) -> None:
    """Threat 37, I8: before the mail service would end all of our mail, what strangers cause waits."""
    assert votes_mails(post, 30) == 30
    post.tell(*[gone(kind, number) for number in range(enough)])
    post.later(1 / 60)
    assert votes_mails(post, 10, first=100) == 0
    assert len(waiting(post)) == 10
    assert any("strangers' mail waits" in line and '"ERROR"' in line for line in logged)
    assert post.deliver(a_mail("review-request", to=MODERATOR)), "who has a task is mailed"
    assert len(post.arrived()) == 31
    post.later(24.1)
    post.campaign.drain()
    assert len(post.arrived()) == 41, "it closes by itself"
    assert not any(post.campaign.dead.values())


def test_the_breaker_stays_closed_where_little_comes_back(post: Post) -> None:
    votes_mails(post, 30)
    post.tell(*[gone("Bounce", number) for number in range(4)], gone("Complaint", 9))
    post.later(1 / 60)
    assert votes_mails(post, 10, first=100) == 10


def test_feedback_that_comes_twice_counts_once(post: Post) -> None:
    post.tell(*[gone("Bounce", 1)] * 9, *[gone("Complaint", 1)] * 9)
    post.later(2)
    post.tell(gone("Bounce", 1), gone("Complaint", 1))
    assert votes_mails(post, 1, first=100) == 1


def test_what_comes_back_of_mail_with_a_task_holds_up_no_strangers(post: Post) -> None:
    post.tell(*[gone("Bounce", number, cause="task") for number in range(9)])
    assert votes_mails(post, 1, first=100) == 1
    assert post.campaign.rows()["limits"] == []


def test_an_operator_closes_the_breaker_with_a_reason(post: Post, logged: list[str]) -> None:
    _open(post)
    assert votes_mails(post, 3, first=100) == 0
    closed = BreakerClosed("a list of old addresses, gone", clock.seconds())
    post.campaign.deliver("mail", pack(closed))
    post.later(1 / 60)
    post.campaign.drain()
    assert len(post.arrived()) == 3
    assert any(closed.reason in line for line in logged)
    # A late copy of it forgets nothing that came since.
    _open(post)
    post.tell(*[gone("Bounce", number) for number in range(10, 15)])
    post.campaign.deliver("mail", pack(closed))
    post.later(1 / 60)
    assert votes_mails(post, 3, first=200) == 0


def test_the_mail_service_is_told_what_caused_a_mail(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """It tells it back with a bounce or a complaint, where the mail itself is no more."""
    asked: list[Any] = []
    real = aws.ses().send_email

    def noting(**given: Any) -> Any:
        asked.append(given["EmailTags"])
        return real(**given)

    monkeypatch.setattr(aws.ses(), "send_email", noting)
    post.ask(a_mail("vote-confirm"), a_mail("registration-reminder"), a_mail("taken-down"))
    assert sorted(tag["Value"] for (tag,) in asked) == ["stranger", "stranger", "task"]
