"""A person can see what is stuck and why, try it again, or give it up, and nothing is lost on the way (I8, I12)."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud.queues import pack
from chalicelib.messages.publication import SiteChanged
from chalicelib.messages.registration import RegistrationConfirmed
from infra.operate import deadletters, letters
from infra.wiring import wiring
from tests.campaign import Campaign
from tests.infra.operators import Operator
from tests.notifications.post import a_mail
from tests.years import packed

SECRET = "somebody@example.org"
CONFIRMED = packed(RegistrationConfirmed("an-initiative", 1, "a-press"))


def _fails(monkeypatch: pytest.MonkeyPatch, client: Any, operation: str) -> None:
    def die(**asked: str) -> None:
        raise ClientError({"Error": {"Code": "Gone"}}, operation)

    monkeypatch.setattr(client, operation, die)


def test_the_tool_knows_where_dead_letters_and_their_reasons_are() -> None:
    assert letters.dead("mail").endswith("/gastvrij-test-mail-dead")
    assert letters.dead("publication").endswith("/gastvrij-test-publication-dead.fifo")
    assert letters.log_of("confirmation-mail") == "/aws/lambda/gastvrij-test-send-confirmation-mail"


def test_where_nothing_is_stuck_it_says_so(operator: Operator) -> None:
    assert operator.looks_after().strip() == "Nothing is stuck."


# Looking


def test_each_letter_is_listed_with_its_queue_kind_and_short_id(operator: Operator) -> None:
    died = {queue: operator.dies(queue, CONFIRMED) for queue in wiring().queues if queue != "feedback"}
    told = operator.looks_after()
    for queue, letter in died.items():
        line = next(line for line in told.splitlines() if letter[:8] in line)
        assert queue in line
        assert "RegistrationConfirmed" in line
        assert letter not in told


def test_what_a_letter_says_is_not_told(operator: Operator) -> None:
    """I12: in its body may be an address, a token or a name, also where a kind should be."""
    operator.dies("mail", pack(a_mail("decision-rejected", to=SECRET)))
    operator.dies("mail", json.dumps({"kind": SECRET, "version": 1, "fields": {}}))
    operator.dies("mail", SECRET)
    operator.dies("feedback", json.dumps({"mail": {"destination": [SECRET]}}))
    told = operator.looks_after()
    assert told.count("unknown") == 2
    assert "somebody" not in told
    assert "De Brug" not in told


def test_the_log_says_why(operator: Operator) -> None:
    letter = operator.dies("registration", CONFIRMED)
    other = operator.dies("registration", CONFIRMED)
    operator.logs("registration", message="step failed", id=letter, error="KeyError", where="registration/steps.py:7")
    operator.logs("registration", message="trying again", id=other, reason="the tables do not answer: x")
    operator.logs("registration", message="consumed")
    told = operator.looks_after()
    assert "KeyError (registration/steps.py:7)" in next(line for line in told.splitlines() if letter[:8] in line)
    assert "the tables do not answer: x" in next(line for line in told.splitlines() if other[:8] in line)


def test_what_the_functions_log_is_what_the_tool_looks_for(
    campaign: Campaign, operator: Operator, logged: list[str]
) -> None:
    url_id = operator.dies("registration", CONFIRMED)
    campaign.deliver("registration", CONFIRMED, "poison")
    tried, failed = (json.loads(line) for line in logged if "consumed" not in line)
    assert deadletters._reason(logged[0])[tried["id"]] == "confirmed, and the draft is not here yet"
    assert deadletters._reason(logged[1])[failed["id"]].startswith(
        "Broken: a message that cannot be read (cloud/queues.py"
    )
    assert url_id not in (tried["id"], failed["id"])


def test_without_a_line_in_the_log_it_says_what_can_be_seen(operator: Operator) -> None:
    operator.dies("voting", "poison")
    operator.dies("moderation", CONFIRMED)
    told = operator.looks_after()
    assert "a message that cannot be read" in told
    assert "see /aws/lambda/gastvrij-test-moderate" in told


def test_looking_takes_nothing_away(operator: Operator) -> None:
    for _ in range(25):
        operator.dies("mail", pack(a_mail("decision-rejected")))
    operator.dies("publication", pack(SiteChanged(1)))
    operator.looks_after()
    assert operator.looks_after().count("MailRequested") == 25
    assert operator.how_many("mail") == 25
    assert operator.how_many("publication") == 1


# Sending again


def test_what_is_sent_again_is_in_its_queue_once_and_stuck_no_more(campaign: Campaign, operator: Operator) -> None:
    for queue in ("registration", "mail"):
        operator.dies(queue, CONFIRMED)
    assert "Sent again: 2." in operator.looks_after("send-again", "--all")
    assert campaign.waiting("registration") == campaign.waiting("mail") == [CONFIRMED]
    assert operator.looks_after().strip() == "Nothing is stuck."


def test_one_letter_or_one_queue_can_be_chosen(campaign: Campaign, operator: Operator) -> None:
    first, _ = operator.dies("registration", CONFIRMED), operator.dies("registration", CONFIRMED)
    operator.dies("voting", CONFIRMED)
    operator.looks_after("send-again", "--id", first[:8])
    assert (operator.how_many("registration"), operator.how_many("voting")) == (1, 1)
    operator.looks_after("send-again", "--queue", "registration", "--all")
    assert (operator.how_many("registration"), operator.how_many("voting")) == (0, 1)
    assert campaign.waiting("registration") == [CONFIRMED] * 2


def test_any_number_is_sent_again_in_order_too(campaign: Campaign, operator: Operator) -> None:
    bodies = {pack(SiteChanged(number)) for number in range(23)}
    for body in sorted(bodies):
        operator.dies("publication", body)
    assert "Sent again: 23." in operator.looks_after("send-again", "--queue", "publication", "--all")
    assert operator.how_many("publication") == 0


@pytest.mark.parametrize("queue", ["registration", "publication"])
def test_dying_between_the_two_loses_nothing(
    campaign: Campaign, operator: Operator, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I8: it is in both places then, and sent once more the next time; an ordered queue even knows that it had it."""
    body = pack(SiteChanged(1))
    operator.dies(queue, body)
    with monkeypatch.context() as patched:
        _fails(patched, letters.sqs(), "delete_message")
        operator.looks_after("send-again", "--all", fails=True)
    assert operator.how_many(queue) == 1
    operator.looks_after("send-again", "--all")
    assert operator.how_many(queue) == 0
    assert campaign.waiting(queue) == [body] * (1 if queue == "publication" else 2)


def test_a_letter_that_cannot_be_sent_stays(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    operator.dies("mail", CONFIRMED)

    with monkeypatch.context() as patched:
        _fails(patched, letters.sqs(), "send_message")
        operator.looks_after("send-again", "--all", fails=True)
    assert operator.how_many("mail") == 1


# Giving up


def test_what_is_dropped_is_gone_and_noted_with_its_reason(campaign: Campaign, operator: Operator) -> None:
    letter, other = operator.dies("registration", CONFIRMED), operator.dies("registration", "poison")
    operator.looks_after("drop", "--id", letter[:8], "--reason", "A test of ours.")
    assert operator.noted("registration") == [
        {
            "level": "INFO",
            "message": "letter dropped",
            "service": "gastvrij",
            "id": letter,
            "kind": "RegistrationConfirmed",
            "reason": "A test of ours.",
        }
    ]
    told = operator.looks_after()
    assert letter[:8] not in told
    assert other[:8] in told
    assert campaign.waiting("registration") == []


@pytest.mark.parametrize("reason", ["", "  "])
def test_without_a_reason_nothing_is_dropped(operator: Operator, reason: str) -> None:
    letter = operator.dies("registration", CONFIRMED)
    assert "Say why" in operator.looks_after("drop", "--id", letter, "--reason", reason, fails=True)
    with pytest.raises(SystemExit):
        operator.looks_after("drop", "--id", letter)
    assert operator.how_many("registration") == 1


def test_what_cannot_be_noted_is_not_dropped(operator: Operator, monkeypatch: pytest.MonkeyPatch) -> None:
    letter = operator.dies("registration", CONFIRMED)

    _fails(monkeypatch, letters.logs(), "put_log_events")
    operator.looks_after("drop", "--id", letter, "--reason", "x", fails=True)
    assert operator.how_many("registration") == 1


def test_an_id_that_means_none_or_two_does_nothing(operator: Operator) -> None:
    died = {operator.dies("registration", CONFIRMED) for _ in range(20)}
    twice = next(sign for sign in "0123456789abcdef" if sum(letter[0] == sign for letter in died) > 1)
    assert "No dead letters" in operator.looks_after("drop", "--id", "xyz", "--reason", "x", fails=True)
    assert "dead letters" in operator.looks_after("send-again", "--id", twice, fails=True)
    assert operator.how_many("registration") == 20
