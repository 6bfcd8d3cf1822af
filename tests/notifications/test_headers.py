"""Threat 13: nothing that somebody typed becomes a header, a second recipient or another body."""

import email
import email.policy
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as any_

from chalicelib.errors import Broken
from chalicelib.notifications import mails
from tests.notifications.post import VOTER, a_mail

HEADERS = [
    *("From", "To", "Reply-To", "Subject", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress", "MIME-Version"),
    *("Content-Type", "Date"),
]
INJECTIONS = [
    f"Taalcafé{end}Bcc: victim@example.org{end}{end}<h1>Buy</h1>"
    for end in ("\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\\r\\n", "%0d%0a", "\r\n ", "\x00")
] + [
    "=?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "=?utf-7?q?+AA0ACg-Bcc:_victim@example.org?=",
    "=\x00?utf-8?q?=0D=0ABcc:_victim@example.org?=",
    "\u202egnisrever",
    "x" * 2000,
    "\t\t",
    "🏳️‍🌈" * 50,
]

pytestmark = pytest.mark.usefixtures("campaign")


def _arrives(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def _is_clean(letter: EmailMessage) -> None:
    got = _arrives(letter.as_bytes())
    assert list(got.keys()) == HEADERS
    assert [address.addr_spec for address in got["To"].addresses] == [VOTER]
    assert [part.get_content_type() for part in got.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert got.defects == []
    assert len(got["Subject"]) <= mails.LONGEST_SUBJECT
    assert str(got["Subject"]).isprintable()


@pytest.mark.parametrize("typed", INJECTIONS)
@pytest.mark.parametrize("mail", ["vote-confirm", "review-request"])
def test_a_title_stays_in_the_subject(mail: str, typed: str) -> None:
    _is_clean(mails.compose(a_mail(mail, title=typed)))


@given(typed=any_.text(max_size=200))
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_title_stays_in_the_subject(typed: str) -> None:
    _is_clean(mails.compose(a_mail("review-request", title=typed)))


@pytest.mark.parametrize("typed", INJECTIONS)
def test_a_reason_stays_in_the_body(typed: str) -> None:
    _is_clean(mails.compose(a_mail("decision-rejected", reason=typed)))


@pytest.mark.parametrize(
    "to",
    [
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        "a@example.org\nX: y",
        "A <a@example.org>",
        "a@example.org b@example.org",
        "a",
        "",
        "@example.org",
        "=?utf-8?q?=0D=0ABcc=3A_victim=40example.org?=@example.org",
        '"=?utf-8?q?=0D=0ABcc=3A_victim=40example.org?="@example.org',
    ],
)
def test_a_mail_goes_to_one_address_or_nowhere(to: str) -> None:
    with pytest.raises(Broken):
        mails.compose(a_mail("vote-confirm", to=to))


def test_an_answer_goes_to_who_answers_for_the_campaign() -> None:
    """And not to the address that only sends."""
    got = _arrives(mails.compose(a_mail("vote-confirm")).as_bytes())
    [answers] = got["Reply-To"].addresses
    assert (answers.display_name, answers.addr_spec) == ("Gastvrije Gemeente", "info@example.org")


def test_no_mail_talks_over_our_own_words() -> None:
    with pytest.raises(Broken):
        mails.compose(a_mail("vote-confirm", link="https://example.com/"))
