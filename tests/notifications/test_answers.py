"""What the mail service answers, and what came back from a mailbox before: who is mailed again, and who never."""

import json
from datetime import UTC, datetime, time
from typing import Any

import botocore.endpoint
import pytest
from msgspec.structs import replace

from chalicelib.cloud import keys
from chalicelib.cloud.queues import pack
from chalicelib.notifications.rules import CAPPED_ROWS, SEEN_AFTER
from tests.cloud.calls import refused
from tests.cloud.services import Mail
from tests.notifications.post import MODERATOR, VOTER, Post, a_mail, told
from tests.voting.faults import lost
from tests.years import YEAR


class Answering:
    """The mail service answering with an error, so many times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: str, times: int, status: int = 400) -> None:
        self.left = times
        real = Mail.call

        def answer(*given: Any) -> Any:
            if self.left:
                self.left -= 1
                raise refused(code, "SendEmail", status)
            return real(*given)

        monkeypatch.setattr(Mail, "call", answer)


@pytest.mark.parametrize("code", ["TooManyRequestsException", "LimitExceededException", "SendingPausedException"])
@pytest.mark.parametrize("name", ["vote-confirm", "changes-requested"])
def test_a_mail_service_that_says_later_costs_no_attempt(
    post: Post, name: str, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = Answering(monkeypatch, code, times=6)
    assert [again.delay for again in post.put_off(a_mail(name))] == [2, 4, 8, 16, 32, 64]
    assert service.left == 0
    assert len(post.arrived()) == 1
    row = next(row for row in post.rows() if any(key.startswith("attempts_") for key in row))
    assert [value for key, value in row.items() if key.startswith("attempts_")] == [{"N": "1"}]


@pytest.mark.parametrize(("tries", "is_seen"), [(0, False), (SEEN_AFTER - 1, False), (SEEN_AFTER, True)])
def test_a_mail_that_is_not_taken_for_long_is_seen(
    post: Post, logged: list[str], monkeypatch: pytest.MonkeyPatch, tries: int, is_seen: bool
) -> None:
    """I9: none without an alarm, which goes off at an ERROR about a mail that was not sent."""
    Answering(monkeypatch, "SendingPausedException", times=1)
    assert post.put_off(replace(a_mail("vote-confirm"), tries=tries))
    (said,) = [json.loads(line) for line in logged if "mail not sent" in line]
    assert (said["level"] == "ERROR") == is_seen


def test_an_attempt_is_given_back_once_when_that_answer_is_lost(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    mail = a_mail("vote-confirm")
    assert post.deliver(mail)
    Answering(monkeypatch, "TooManyRequestsException", times=1)
    # The second write of this delivery is the one that gives back.
    with lost("UpdateItem", times=2, worked=True):
        assert post.put_off(mail)
    while post.deliver(mail):
        pass
    assert len(post.arrived()) <= 3


def test_a_refused_mail_wakes_somebody(post: Post, logged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Answering(monkeypatch, "MessageRejected", times=99)
    mail = a_mail("changes-requested")
    post.ask(mail)
    assert post.campaign.dead["mail"] == [pack(mail)]
    assert any("refuses the mail: MessageRejected" in line for line in logged)


@pytest.mark.parametrize(("code", "status"), [("MessageRejected", 400), ("AccessDeniedException", 403)])
@pytest.mark.parametrize("name", ["vote-confirm", "changes-requested"])
def test_what_was_refused_goes_out_once_it_is_mended(
    post: Post, name: str, code: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S6: in the sandbox, or before the sender is verified, each first mail is refused."""
    service = Answering(monkeypatch, code, times=99, status=status)
    mail = a_mail(name)
    post.ask(mail)
    (letter,) = post.campaign.dead["mail" if name == "changes-requested" else "confirmation-mail"]
    assert letter == pack(mail)
    service.left = 0
    post.ask(mail)
    assert len(post.arrived()) == 1


def test_an_error_of_the_mail_service_itself_may_have_sent(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    service = Answering(monkeypatch, "InternalServiceError", times=9, status=500)
    post.ask(a_mail("vote-confirm"))
    assert service.left == 9 - 3


@pytest.mark.parametrize("name", ["vote-confirm", "registration-confirm", "registration-reminder"])
def test_a_complaint_ends_what_strangers_cause_to_the_mailbox(post: Post, name: str, logged: list[str]) -> None:
    """I9: never to a suppressed address, under any spelling."""
    post.tell(told("Complaint", "voter+news@example.org"))
    post.ask(a_mail(name), a_mail(name, to="Voter+x@example.org"))
    assert post.arrived() == []
    assert {json.loads(line)["level"] for line in logged if "suppressed" in line} == {"INFO"}
    assert not any(post.campaign.dead.values())


def test_who_complained_of_strangers_still_gets_the_mails_of_their_own_task(post: Post) -> None:
    """Three forms and a tired press on "spam" would else silence a moderator for the whole edition."""
    post.tell(told("Complaint", MODERATOR), told("Complaint", VOTER))
    post.ask(a_mail("review-request", MODERATOR), a_mail("changes-requested"), a_mail("vote-confirm", MODERATOR))
    assert sorted(mail["To"] for mail in post.arrived()) == [MODERATOR, VOTER]


@pytest.mark.parametrize("name", ["vote-confirm", "changes-requested"])
def test_a_bounce_ends_mail_to_that_address_only(post: Post, name: str) -> None:
    """Else anyone could make a tagged address of somebody else bounce, and take their vote."""
    post.tell(told("Bounce", "voter+nonsense@example.org"))
    post.ask(a_mail(name, to="Voter+Nonsense@example.org"), a_mail(name, to=VOTER))
    assert [mail["To"] for mail in post.arrived()] == [VOTER]


def test_what_failed_stays_known_until_the_edition_forgets_all_addresses(post: Post) -> None:
    """A later mail does not bring its row's TTL nearer; I11: nor does the row outlive that day."""
    post.tell(told("Bounce", "voter+a@example.org"))
    post.ask(a_mail("vote-confirm"))
    post.tell(told("Bounce", "voter+b@example.org"), told("Bounce", "voter+b@example.org"))
    rows = post.rows()
    forgotten = datetime.combine(YEAR.forget_addresses_on, time(), UTC)
    assert [int(row["expires_at"]["N"]) for row in rows] == [forgotten.timestamp()] * len(CAPPED_ROWS)
    spellings = sorted(keys.address_hash(address) for address in ("voter+a@example.org", "voter+b@example.org"))
    assert [sorted(row["bounced"]["SS"]) for row in rows] == [spellings] * len(CAPPED_ROWS)


def test_suppression_that_comes_between_two_attempts_stops_the_second(post: Post) -> None:
    mail = a_mail("vote-confirm")
    assert post.deliver(mail)
    post.tell(told("Complaint", VOTER))
    assert post.deliver(mail)
    assert len(post.arrived()) == 1


def test_the_mail_service_gets_one_recipient_and_our_configuration(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies: list[Any] = []
    real = botocore.endpoint.Endpoint.make_request

    def noted(endpoint: Any, operation: Any, request: Any) -> Any:
        if operation.name == "SendEmail":
            bodies.append(json.loads(request["body"]))
        return real(endpoint, operation, request)

    monkeypatch.setattr(botocore.endpoint.Endpoint, "make_request", noted)
    post.ask(a_mail("vote-confirm", language="fr"))
    (body,) = bodies
    assert body["Destination"] == {"ToAddresses": [VOTER]}
    assert body["ConfigurationSetName"] == "gastvrij-test"
    assert body["FromEmailAddress"] == "Gastvrije Gemeente 2027 <campagne@example.org>"
    (mail,) = post.arrived()
    assert str(mail["From"]) == "Gastvrije Gemeente 2027 <campagne@example.org>"
