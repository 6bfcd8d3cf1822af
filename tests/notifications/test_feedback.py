"""What the mail service tells back, in every wrapping it comes in; addresses are taken from the mail that we sent."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.errors import Broken
from chalicelib.messages.mail import AddressFailed
from chalicelib.notifications.steps import read_feedback
from tests.notifications.post import VOTER, Post, a_mail

MAIL = {
    "timestamp": "2027-04-05T10:00:00.000Z",
    "source": "campagne@example.org",
    "messageId": "0102018f-1111",
    "destination": [VOTER],
    "tags": {"ses:configuration-set": ["gastvrij-prod"]},
}
BOUNCE = {
    "bounceType": "Permanent",
    "bounceSubType": "General",
    # Where the voter's mail is forwarded to: not who we mailed.
    "bouncedRecipients": [{"emailAddress": "elsewhere@example.net", "action": "failed", "status": "5.1.1"}],
    "timestamp": "2027-04-05T10:00:01.000Z",
    "feedbackId": "0102018f-2222",
    "reportingMTA": "dsn; a8-50.smtp-out.example.com",
}
COMPLAINT = {
    "complainedRecipients": [{"emailAddress": "elsewhere@example.net"}],
    "complaintFeedbackType": "abuse",
    "timestamp": "2027-04-05T10:00:01.000Z",
    "feedbackId": "0102018f-3333",
}


def _event(kind: str, **parts: Any) -> dict[str, Any]:
    return {"eventType": kind, "mail": MAIL, **parts}


def _ways(event: dict[str, Any]) -> list[str]:
    """The same event as the service sends it itself, in a notification, as the older kind, and over the event bus."""
    older = {"notificationType" if name == "eventType" else name: value for name, value in event.items()}
    wrapped = {"Type": "Notification", "MessageId": "1", "TopicArn": "arn", "Message": json.dumps(event)}
    bus = {"version": "0", "detail-type": "Email Bounced", "source": "aws.ses", "detail": event}
    return [json.dumps(way) for way in (event, older, wrapped, bus)]


FINAL = [
    *[(body, "bounce") for body in _ways(_event("Bounce", bounce=BOUNCE))],
    *[(body, "complaint") for body in _ways(_event("Complaint", complaint=COMPLAINT))],
    (json.dumps(_event("Complaint", complaint={**COMPLAINT, "complaintFeedbackType": None})), "complaint"),
]
HARMLESS = [
    *_ways(_event("Bounce", bounce={**BOUNCE, "bounceType": "Transient", "bounceSubType": "MailboxFull"})),
    json.dumps(_event("Bounce", bounce={**BOUNCE, "bounceType": "Undetermined"})),
    json.dumps(_event("Complaint", complaint={**COMPLAINT, "complaintFeedbackType": "not-spam"})),
    json.dumps(_event("Delivery", delivery={"recipients": [VOTER]})),
    json.dumps(_event("DeliveryDelay", deliveryDelay={"delayType": "TransientCommunicationFailure"})),
    json.dumps(_event("Rendering Failure", failure={})),
    "Successfully validated SNS topic for Amazon SES event publishing.",
    json.dumps({"Message": "Successfully validated SNS topic for Amazon SES event publishing."}),
]
UNREADABLE = [
    "",
    "no json",
    "[]",
    "null",
    "{}",
    '{"eventType": 1}',
    '{"eventType": "Bounce"}',
    '{"eventType": "Bounce", "bounce": []}',
    '{"Message": 1}',
    json.dumps({"eventType": "Bounce", "bounce": BOUNCE, "mail": {"destination": []}}),
    json.dumps({"eventType": "Bounce", "bounce": BOUNCE, "mail": {"destination": [None]}}),
    json.dumps({"detail": "text"}),
]


@pytest.mark.parametrize(("body", "reason"), FINAL)
def test_what_is_final_names_the_address_that_we_mailed(body: str, reason: str) -> None:
    assert replace(read_feedback(body), mail="") == AddressFailed(VOTER, reason)


@pytest.mark.parametrize("body", HARMLESS)
def test_what_may_pass_names_nobody(body: str) -> None:
    assert read_feedback(body) == AddressFailed("", "nothing")


@pytest.mark.parametrize("body", UNREADABLE)
def test_what_cannot_be_read_is_broken(body: str) -> None:
    with pytest.raises(Broken):
        read_feedback(body)


def test_a_batch_of_feedback_does_what_each_of_it_says(post: Post) -> None:
    """The unreadable one comes back, its neighbours are done; twice is once."""
    bounced = json.dumps(_event("Bounce", bounce=BOUNCE))
    answer = post.campaign.deliver("feedback", HARMLESS[0], "no json", bounced, bounced)
    assert len(answer["batchItemFailures"]) == 1
    post.ask(a_mail("vote-confirm"), a_mail("vote-confirm", to="another@example.org"))
    assert [mail["To"] for mail in post.arrived()] == ["another@example.org"]


def test_harmless_feedback_writes_nothing(post: Post) -> None:
    post.tell(*HARMLESS)
    assert post.rows() == []
