"""From the form to one message, whoever sends it and however often."""

import re
from datetime import timedelta
from html import escape, unescape
from typing import Any

import pytest

from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import VOTING, Campaign, Clock
from tests.registration.conftest import drafts, nothing_happened, sent
from tests.years import YEAR

Form = dict[str, Any]


def _opened(campaign: Campaign) -> dict[str, str]:
    """The hidden fields of a form page that somebody opens now."""
    return {"stamp": campaign.get("/nl/register").field("stamp")}


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_form_opens_in_each_language(campaign: Campaign, language: str) -> None:
    with counted() as calls:
        answer = campaign.get(f"/{language}/register")
    assert answer.status == 200
    assert f'<html lang="{language}"' in answer.body
    assert 'action="/initiatives"' in answer.body
    assert len(calls) == 0


def test_a_form_in_which_all_is_right_is_one_message(campaign: Campaign, form: Form) -> None:
    with counted() as calls:
        answer = campaign.post("/initiatives", form)
    assert (answer.status, answer.location) == (303, "/nl/register/sent")
    assert calls.made == ["sqs.SendMessage"]
    (message,) = sent(campaign)
    assert message["kind"] == "InitiativeSubmitted"
    assert message["fields"]["initiative"]["places"] == ["44021"]
    assert message["fields"]["contact"] == {
        "name": "Lien De Smet",
        "email": "lien@example.org",
        "language": "nl",
        "newsletter": False,
    }


def test_a_program_may_send_json(campaign: Campaign, form: Form) -> None:
    content = {
        **form,
        "postal_code": ["9000", "1040"],
        "municipality": "21004",
        "consent": True,
        "people_agree": True,
        "newsletter": True,
    }
    with counted() as calls:
        answer = campaign.post_json("/initiatives", content)
    assert answer.status == 202
    assert calls.made == ["sqs.SendMessage"]
    (message,) = sent(campaign)
    assert answer.json == {"id": message["fields"]["id"]}
    assert message["fields"]["initiative"]["places"] == ["44021", "21004"]
    assert message["fields"]["contact"]["newsletter"] is True


def test_the_page_after_the_form_says_what_to_do_next(campaign: Campaign) -> None:
    with counted() as calls:
        answer = campaign.get("/fr/register/sent")
    assert answer.status == 200
    assert "boîte mail" in answer.body or "mail" in answer.body
    assert len(calls) == 0


@pytest.mark.parametrize("answer_in", ["nl", "fr", "en"])
def test_somebody_is_sent_on_in_the_language_they_chose(campaign: Campaign, form: Form, answer_in: str) -> None:
    answer = campaign.post("/initiatives", {**form, "language": answer_in}, accept_language="nl")
    assert answer.location == f"/{answer_in}/register/sent"


# Twice


def test_the_same_form_sent_twice_is_the_same_initiative(campaign: Campaign, form: Form, clock: Clock) -> None:
    hidden = _opened(campaign)
    clock.shift(60)
    campaign.post("/initiatives", {**form, **hidden})
    clock.shift(2)
    campaign.post("/initiatives", {**form, **hidden, "title": "  Taalcafé   De Brug "})
    assert len({message["fields"]["id"] for message in sent(campaign)}) == 1
    clock.shift(1)
    campaign.drain()
    assert len(drafts(campaign)) == 1
    assert len(campaign.mails("lien@example.org")) == 1


def test_the_same_form_sent_again_later_asks_for_its_mail_once_more(
    campaign: Campaign, form: Form, clock: Clock
) -> None:
    """The mail did not come: the next one is about the same registration, and a third is not sent."""
    hidden = _opened(campaign)
    for _ in range(4):
        clock.shift(90)
        assert campaign.post("/initiatives", {**form, **hidden}).status == 303
        campaign.drain()
    mails = campaign.mails("lien@example.org")
    assert len(mails) == 2
    assert len({campaign.link(mail) for mail in mails}) == 1
    assert len(drafts(campaign)) == 1


def test_the_same_content_from_a_new_form_is_another_initiative(campaign: Campaign, form: Form, clock: Clock) -> None:
    for _ in range(2):
        hidden = _opened(campaign)
        clock.shift(60)
        campaign.post("/initiatives", {**form, **hidden})
    assert len({message["fields"]["id"] for message in sent(campaign)}) == 2


def test_a_program_that_tries_again_the_same_day_makes_one_initiative(
    campaign: Campaign, form: Form, clock: Clock
) -> None:
    first = campaign.post_json("/initiatives", form).json
    assert campaign.post_json("/initiatives", form).json == first
    assert campaign.post_json("/initiatives", {**form, "email": "An@Example.org"}).json != first
    clock.shift(86_400)
    assert campaign.post_json("/initiatives", form).json != first


# Machines


def test_a_form_sent_too_soon_comes_back_with_all_that_was_typed(campaign: Campaign, form: Form, clock: Clock) -> None:
    hidden = _opened(campaign)
    clock.shift(2)
    answer = campaign.post("/initiatives", {**form, **hidden})
    assert answer.status == 422
    assert answer.field("title") == "Taalcafé De Brug"
    assert answer.field("stamp") == hidden["stamp"]
    assert nothing_happened(campaign)
    clock.shift(1)
    assert campaign.post("/initiatives", {**form, **hidden}).status == 303


def test_who_fills_in_the_hidden_field_is_not_told_of_a_mail(campaign: Campaign, form: Form) -> None:
    """A program that fills in forms for a person falls into it too: the form comes back, to be sent anew."""
    answer = campaign.post("/initiatives", {**form, "leave_empty": "https://spam.example"})
    assert answer.status == 422
    assert say("nl", "form.errors.trap") in unescape(answer.body)
    assert answer.field("leave_empty") == ""
    assert answer.field("title") == form["title"]
    assert campaign.post_json("/initiatives", {**form, "leave_empty": "x"}).status == 422
    assert sent(campaign) == []


# The end


def test_the_form_says_until_when(campaign: Campaign) -> None:
    assert "Inschrijven kan tot" in campaign.get("/nl/register").body


def test_a_form_that_was_opened_in_time_is_taken_for_an_hour(campaign: Campaign, form: Form, clock: Clock) -> None:
    closes = YEAR.registration.closes
    clock.move_to(closes - timedelta(seconds=1))
    hidden = _opened(campaign)
    clock.move_to(closes + timedelta(minutes=59))
    assert campaign.post("/initiatives", {**form, **hidden}).status == 303
    clock.move_to(closes + timedelta(minutes=60))
    assert campaign.post("/initiatives", {**form, **hidden}).status == 403


def test_a_form_that_comes_too_late_comes_back_to_be_copied(campaign: Campaign, form: Form, clock: Clock) -> None:
    clock.move_to(YEAR.registration.closes)
    for stamp in ("", "1.x.y"):
        answer = campaign.post("/initiatives", {**form, "stamp": stamp})
        assert answer.status == 403
        for name in ("title", "summary", "description", "organisation", "website", "contact_name", "email"):
            assert escape(form[name]) in answer.body
    assert nothing_happened(campaign)


def test_the_hidden_field_is_hidden_from_everyone_alike(campaign: Campaign) -> None:
    page = campaign.get("/nl/register").body
    trap = re.search(r'<div class="trap" aria-hidden="true">.*?</div>', page, re.DOTALL)
    assert trap
    assert 'tabindex="-1"' in trap.group()
    assert 'autocomplete="off"' in trap.group()


@pytest.mark.parametrize("stamp", ["", "x", "1.2.3", "99999999999999999999.x.y", "1e9.x.y", "é.é.é", "1" * 5000])
def test_a_stamp_that_is_not_ours_is_no_stamp(campaign: Campaign, form: Form, stamp: str) -> None:
    assert campaign.post("/initiatives", {**form, "stamp": stamp}).status == 303


# Outside the phase


@pytest.mark.parametrize(("moment", "word"), [("2027-01-23T06:59:59Z", "23 januari 2027"), (VOTING, "31 maart 2027")])
def test_outside_its_phase_the_page_says_when_it_is(
    campaign: Campaign, form: Form, clock: Clock, moment: Any, word: str
) -> None:
    clock.move_to(moment)
    shown = campaign.get("/nl/register")
    assert (shown.status, word in shown.body) == (200, True)
    refused = campaign.post("/initiatives", form)
    assert (refused.status, word in refused.body) == (403, True)
    as_json = campaign.post_json("/initiatives", form, accept_language="nl")
    assert (as_json.status, word in as_json.json["errors"][""][0]) == (403, True)
    assert nothing_happened(campaign)


@pytest.mark.parametrize("moment", ["2027-01-23T07:00:00Z", "2027-03-31T21:58:59Z"])
def test_it_is_open_from_its_first_second_to_its_last(
    campaign: Campaign, form: Form, clock: Clock, moment: str
) -> None:
    clock.move_to(moment)
    assert campaign.post("/initiatives", form).status == 303
