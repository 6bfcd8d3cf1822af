"""The button behind the mail confirms once, however often it is pressed; a registration without it is forgotten."""

import json
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.kinds import DAY
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.moderation import ReviewRequested
from chalicelib.messages.registration import InitiativeSubmitted, RegistrationConfirmed, RegistrationUnanswered
from chalicelib.registration import rules, steps
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.people import press
from tests.publication.initiatives import initiative
from tests.registration.conftest import drafts
from tests.voting.faults import lost
from tests.years import YEAR

Form = dict[str, Any]
AT = 1_803_888_000


SUBMITTED = InitiativeSubmitted(
    "one", initiative(language="fr", competes=False), Contact("Lien", "Lien+a@example.org", "fr", True), AT, "first"
)
CONFIRMED = RegistrationConfirmed("one", AT + 60, "first")
UNANSWERED = RegistrationUnanswered("one", AT + 2 * DAY, "first")


def _registered(campaign: Campaign, form: Form) -> str:
    """Somebody sent in the form: the path behind the button in their mail."""
    assert campaign.post("/initiatives", form).status == 303
    campaign.drain()
    (mail,) = campaign.mails(form["email"])
    return campaign.link(mail)


# The page


def test_the_mail_leads_to_a_page_with_one_button_that_hands_on(campaign: Campaign, form: Form) -> None:
    link = _registered(campaign, form)
    with counted() as calls:
        page = campaign.get(link)
    assert page.status == 200
    assert calls.made == ["dynamodb.BatchGetItem"]
    assert form["title"] in page.body
    with counted() as calls:
        answer = campaign.post(link, {"button": page.field("button")})
    assert (answer.status, answer.location) == (303, f"{link}?sent=confirmed")
    assert calls.made == ["sqs.SendMessage"]
    assert campaign.get(answer.location).status == 200
    campaign.drain()
    assert len([row for row in campaign.rows()["dossiers"] if "state" in row]) == 1


def test_pressing_again_says_what_happened_and_changes_nothing(campaign: Campaign, form: Form) -> None:
    link = _registered(campaign, form)
    button = campaign.get(link).field("button")
    campaign.post(link, {"button": button})
    campaign.drain()
    before, mails = campaign.rows(), len(campaign.mails())
    page = campaign.get(link)
    assert page.status == 200
    assert say("nl", "confirm.button") not in page.body
    assert campaign.post(link, {"button": button}).location == f"{link}?sent=confirmed"
    campaign.drain()
    assert (campaign.rows(), len(campaign.mails())) == (before, mails)


def test_a_queue_that_does_not_answer_is_said_kindly(campaign: Campaign, form: Form) -> None:
    with lost("SendMessage", 1000, worked=False):
        assert campaign.post("/initiatives", form).status == 503


# The step


def test_the_mail_says_nothing_of_what_was_typed(campaign: Campaign) -> None:
    (mail,) = steps.ask_to_confirm(SUBMITTED)
    assert isinstance(mail, MailRequested)
    assert (mail.mail, mail.to, mail.language, mail.about) == ("registration-confirm", "Lien+a@example.org", "fr", {})
    assert mail.link
    assert (mail.link.purpose, mail.link.subject, mail.link.expires) == ("confirm", ("one", "2027"), AT + 14 * DAY)
    assert "example.org" not in mail.link.recipient


def test_a_message_that_comes_twice_asks_the_same_and_a_second_press_asks_nothing(campaign: Campaign) -> None:
    """Even in the same second, as with a double click."""
    first = steps.ask_to_confirm(SUBMITTED)
    rows = campaign.rows()
    assert steps.ask_to_confirm(replace(SUBMITTED, press_id="second")) == []
    assert steps.ask_to_confirm(replace(SUBMITTED, press_id="third", at=AT + 5)) == []
    assert steps.ask_to_confirm(SUBMITTED) == first
    assert campaign.rows() == rows


def test_confirming_twice_asks_for_one_review(campaign: Campaign) -> None:
    steps.ask_to_confirm(SUBMITTED)
    first = steps.ask_for_review(CONFIRMED)
    assert first == [ReviewRequested("one", SUBMITTED.initiative, SUBMITTED.contact, CONFIRMED.at)]
    assert steps.ask_for_review(RegistrationConfirmed("one", AT + 90, "second")) == []
    assert steps.ask_for_review(CONFIRMED) == first


def test_a_confirmation_that_overtakes_its_draft_waits(campaign: Campaign) -> None:
    assert len(campaign.deliver("registration", pack(CONFIRMED))["batchItemFailures"]) == 1
    both = campaign.deliver("registration", pack(SUBMITTED), pack(CONFIRMED))
    assert both["batchItemFailures"] == []


def test_a_confirmation_after_it_was_forgotten_is_refused(campaign: Campaign, logged: list[str]) -> None:
    campaign.deliver("registration", pack(SUBMITTED))
    late = RegistrationConfirmed("one", AT + 14 * DAY)
    assert campaign.deliver("registration", pack(late))["batchItemFailures"] == []
    assert any("registration_forgotten" in line for line in logged)
    assert campaign.waiting("moderation") == []


def test_the_row_goes_by_itself_a_day_after_it_counts_as_gone(campaign: Campaign) -> None:
    steps.ask_to_confirm(SUBMITTED)
    (row,) = drafts(campaign)
    assert row["expires_at"] == {"N": str(AT + 15 * DAY)}


# The reminder


def _reminders(campaign: Campaign) -> list[str]:
    """Let the hourly schedule pass, and run what it asks for: the subjects of what the initiator has got."""
    campaign.tick("remind")
    campaign.drain()
    return [str(mail["Subject"]) for mail in campaign.mails("lien@example.org")]


def _asked() -> list[Any]:
    """What a run of the schedule asks for."""
    return [message for page in steps.remind() for message in page]


def test_whoever_does_not_answer_for_two_days_is_reminded_once(campaign: Campaign, form: Form, clock: Clock) -> None:
    link = _registered(campaign, form)
    clock.shift(2 * DAY - 1)
    assert len(_reminders(campaign)) == 1
    clock.shift(1)
    assert len(_reminders(campaign)) == 2
    assert campaign.link(campaign.mails("lien@example.org")[-1]) == link
    for _ in range(30):
        clock.shift(DAY // 2)
        assert len(_reminders(campaign)) == 2


def test_whoever_answered_is_not_reminded(campaign: Campaign, form: Form, clock: Clock) -> None:
    press(campaign, _registered(campaign, form))
    campaign.drain()
    clock.shift(3 * DAY)
    assert _asked() == []


def test_whoever_answers_just_before_the_reminder_is_not_reminded(campaign: Campaign) -> None:
    steps.ask_to_confirm(SUBMITTED)
    steps.ask_for_review(CONFIRMED)
    assert steps.remind_initiator(UNANSWERED) == []


def test_what_is_forgotten_is_not_reminded(campaign: Campaign, clock: Clock) -> None:
    steps.ask_to_confirm(SUBMITTED)
    clock.move_to(AT + 14 * DAY)
    assert _asked() == []


def test_a_schedule_that_runs_twice_reminds_once(campaign: Campaign, clock: Clock) -> None:
    steps.ask_to_confirm(SUBMITTED)
    clock.move_to(AT + 2 * DAY)
    (one,), (other,) = _asked(), _asked()
    assert isinstance(one, RegistrationUnanswered)
    assert isinstance(other, RegistrationUnanswered)
    assert (one.id, one.at) == (other.id, other.at) == (UNANSWERED.id, UNANSWERED.at)
    once = steps.remind_initiator(UNANSWERED)
    assert steps.remind_initiator(other) == []
    assert steps.remind_initiator(UNANSWERED) == once
    assert [mail.id for mail in once if isinstance(mail, MailRequested)] == ["one-remind"]
    assert _asked() == []


def _many(number: int) -> list[str]:
    """So many drafts that nobody confirmed, of a page or two of the table to a hundred."""
    long = replace(initiative(), description="x" * 5000)
    for each in range(number):
        steps.ask_to_confirm(replace(SUBMITTED, id=f"{each:03}", initiative=long))
    return [f"{each:03}" for each in range(number)]


def test_a_run_that_is_killed_or_out_of_time_goes_on_where_it_was(
    campaign: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many drafts there are, each run sends what it found before it looks further."""
    names = _many(450)
    clock.move_to(AT + 2 * DAY)
    first: list[Any] = list(next(steps.remind()))
    assert 0 < len(first) < len(names)
    # Killed before that page was sent: the next run finds it again. Out of time after it: the next begins behind it.
    monkeypatch.setattr(rules, "LONGEST_RUN", 0)
    runs = [_asked() for _ in range(3)]
    assert [message.id for message in runs[0]] == [message.id for message in first]
    reminded = [message.id for run in runs for message in run]
    assert len(set(reminded)) == len(names)


def test_each_page_of_reminders_is_a_scan_and_a_note_of_how_far_it_came(campaign: Campaign, clock: Clock) -> None:
    names = _many(200)
    clock.move_to(AT + 2 * DAY)
    with counted() as calls:
        assert len(_asked()) == len(names)
    pages = calls.made.count("dynamodb.Scan")
    assert pages >= 2
    assert calls.made == ["dynamodb.GetItem", *["dynamodb.Scan", "dynamodb.PutItem"] * pages]


def test_the_reminder_comes_while_there_is_still_time(campaign: Campaign) -> None:
    terms = YEAR.registration
    assert terms.remind_after_days < terms.forget_after_days


def test_messages_keep_their_shape(campaign: Campaign) -> None:
    """A message of today, as it may still wait in a queue when newer code reads it."""
    assert json.loads(pack(UNANSWERED)) == {
        "kind": "RegistrationUnanswered",
        "version": 1,
        "edition": "2027@1",
        "fields": {"id": "one", "at": AT + 2 * DAY, "run": "first"},
    }
