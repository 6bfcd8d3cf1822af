"""Mail that is late: nobody is asked to wait for a button that would come when it makes no vote any more."""

from datetime import datetime, timedelta

import pytest

from chalicelib.cloud import lateness
from chalicelib.errors import TryAgain
from chalicelib.voting.rules import comes_too_late
from tests.account import counted
from tests.campaign import VOTING, Clock
from tests.events import new_process
from tests.people import hashed
from tests.voting.voters import GENT, Voting
from tests.years import YEAR

CLOSES = YEAR.vote.closes
NIGHT = CLOSES - timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "late", "is_too_late"),
    [
        (VOTING, 0, False),
        (VOTING, 48 * 3600 - 1, False),
        (VOTING, 48 * 3600, True),
        (NIGHT, 3599, False),
        (NIGHT, 3600, True),
    ],
)
def test_a_mail_is_too_late_when_its_link_or_the_vote_is_over(now: datetime, late: int, is_too_late: bool) -> None:
    assert comes_too_late(YEAR.vote, now, late) is is_too_late


@pytest.fixture
def begins() -> datetime:
    """An hour before the vote closes, with mails that were asked for an hour ago still waiting."""
    return NIGHT


def a_late_queue(voting: Voting, clock: Clock, minutes: int) -> None:
    """Mails go out so many minutes after they were asked for, in two minutes that follow each other."""
    clock.shift(-60 * (minutes + 1))
    for number in range(2):
        assert voting.ask(f"late{number}@example.org").status == 303
    (first, second) = voting.campaign.taken("confirmation-mail")
    clock.shift(60 * minutes)
    voting.campaign.deliver("confirmation-mail", first)
    clock.shift(60)
    voting.campaign.deliver("confirmation-mail", second)
    new_process()


@pytest.mark.parametrize(("language", "word"), [("nl", "te laat"), ("fr", "trop tard"), ("en", "too late")])
def test_who_votes_then_is_told_so_and_keeps_what_they_typed(
    voting: Voting, clock: Clock, language: str, word: str
) -> None:
    a_late_queue(voting, clock, 65)
    answer = voting.ask("an@example.org", language=language)
    assert answer.status == 503
    assert (answer.field("email"), answer.field("candidate")) == ("an@example.org", GENT)
    assert word in answer.body
    assert voting.campaign.taken("confirmation-mail") == []
    fields = {"candidate": GENT, "email": "an@example.org", "altcha": voting.proof("an@example.org")}
    told = voting.campaign.post_json("/votes", {**fields, "language": language})
    assert (told.status, list(told.json["errors"])) == (503, [""])


def test_it_ends_when_nothing_late_was_seen_for_ten_minutes(voting: Voting, clock: Clock) -> None:
    a_late_queue(voting, clock, 65)
    assert voting.ask("an@example.org").status == 503
    clock.shift(600)
    assert voting.ask("an@example.org").status == 303


@pytest.mark.parametrize("minutes", [5, 40])
def test_what_still_comes_in_time_is_mailed(voting: Voting, clock: Clock, minutes: int) -> None:
    a_late_queue(voting, clock, minutes)
    assert voting.ask("an@example.org").status == 303


def test_one_old_letter_among_prompt_ones_says_nothing(voting: Voting, clock: Clock) -> None:
    """Such as one sent again from among the dead letters."""
    for late in (7200, 3, 7200):
        lateness.say(late)
    clock.shift(60)
    lateness.say(7200)
    assert lateness.heard() == 0
    clock.shift(60)
    lateness.say(7200)
    assert lateness.heard() == 7200


def test_it_costs_a_write_a_minute_while_late_and_a_read_a_minute_of_who_asks(voting: Voting, clock: Clock) -> None:
    with counted() as calls:
        for late in (10, 7200):
            for _ in range(3):
                lateness.say(late)
            clock.shift(60)
        lateness.say(7200)
        for _ in range(3):
            lateness.heard()
    assert calls.made == ["dynamodb.UpdateItem", "dynamodb.GetItem"]


def test_a_table_that_is_silent_keeps_nobody_from_voting(voting: Voting, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent() -> None:
        raise TryAgain("silent")

    monkeypatch.setattr("chalicelib.cloud.aws.dynamodb", silent)
    assert lateness.heard() == 0


def test_a_sum_is_given_all_the_same(voting: Voting, clock: Clock) -> None:
    """What was typed is sent back by the form itself."""
    a_late_queue(voting, clock, 65)
    assert voting.challenge(hashed("an@example.org")).status == 200
