"""From a confirmed registration to a decision that stands."""

import re
from html import unescape
from typing import Any

import pytest

from chalicelib.messages.people import PersonRemoved
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, text_of
from tests.people import INITIATOR, SLUG, a_form, means, press
from tests.staff import AN, SOFIE
from tests.years import packed

ONE_MESSAGE = ["sqs.SendMessage"]
READS = ["dynamodb.GetItem", "dynamodb.Query", "dynamodb.BatchGetItem"]
"""The dossier, and the words of its versions."""


# What a moderator sees


def test_each_moderator_gets_a_link_that_acts_in_their_name(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    assert len(set(mailed.values())) == 2
    with counted() as calls:
        page = campaign.get(mailed["an"])
    assert calls.made == READS
    assert say("nl", "review.you_are", name="An Peeters") in page.body
    assert say("nl", "review.you_are", name="Karim Haddad") in campaign.get(mailed["karim"]).body


def test_the_page_shows_everything_that_was_sent_in(campaign: Campaign) -> None:
    form = a_form(postal_code=["9000", "1040"], municipality=["21005"], newsletter="yes", reach="1.200")
    page = unescape(campaign.get(campaign.submitted(**form)["an"]).body)
    for field in ("title", "summary", "organisation", "website", "email", "contact_name"):
        assert form[field] in page
    assert "koffie en soep" in page
    assert "Gent, Etterbeek" in page
    assert f"<dt>{say('nl', 'fields.reach')}</dt>" in page
    assert ">1.200</dd>" in page
    assert "Verenigingen" in page
    assert say("nl", "review.competes_yes") in page


# Deciding


def test_what_is_approved_is_public_and_its_initiator_hears_it(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    assert f"nl/initiatives/{SLUG}" not in campaign.files()
    button = campaign.get(link).field("button")
    with counted() as calls:
        answer = campaign.post(link, means("approve", button=button))
    assert answer.status == 303
    assert calls.made == [*READS[:2], *ONE_MESSAGE]
    campaign.drain()
    assert f"nl/initiatives/{SLUG}" in campaign.files()
    assert f"/nl/initiatives/{SLUG}" in text_of(campaign.newest(INITIATOR))
    assert [row["slug"]["S"] for row in campaign.rows()["candidates"]] == [SLUG]
    page = campaign.get(link).body
    assert say("nl", "review.outcome.approve") in page
    assert "An Peeters" in page
    assert f'href="/nl/initiatives/{SLUG}"' in page


def test_what_does_not_compete_is_no_candidate(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted(competes="")["an"], "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()
    assert campaign.rows()["candidates"] == []


def test_what_is_rejected_is_not_public_and_its_initiator_hears_why(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    page = campaign.decide(mailed["karim"], "reject", "Dit gaat niet over mensen op de vlucht.")
    assert say("nl", "review.outcome.reject") in page.body
    assert "Dit gaat niet over mensen op de vlucht." in page.body
    assert "Dit gaat niet over mensen op de vlucht." in text_of(campaign.newest(INITIATOR))
    assert not [name for name in campaign.files() if SLUG in name]
    assert campaign.rows()["candidates"] == []


def test_until_its_step_has_run_the_page_says_so(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    answer = press(campaign, link, decision="approve")
    waiting = campaign.get(answer.location).body
    assert say("nl", "notices.decision_sent.title") in waiting
    assert 'name="decision"' not in waiting
    campaign.drain()
    assert say("nl", "review.outcome.approve") in campaign.get(answer.location).body


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({}, "decision"),
        ({"decision": ""}, "decision"),
        ({"decision": "delete"}, "decision"),
        ({"decision": ["approve", "reject"]}, "decision"),
        ({"decision": "reject"}, "reason"),
        ({"decision": "reject", "reason": " \n "}, "reason"),
        ({"decision": "changes"}, "reason"),
        ({"decision": "takedown"}, "reason"),
        ({"decision": "reject", "reason": "x" * 2001}, "reason"),
        ({"decision": "reject", "reason": "a\0b"}, "reason"),
        ({"decision": "reject", "reason": "a\u202eb"}, "reason"),
        ({"decision": "approve", "state": "approved"}, "state"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_decided(campaign: Campaign, filled: dict[str, Any], field: str) -> None:
    link = campaign.submitted()["an"]
    button = campaign.get(link).field("button")
    with counted() as calls:
        answer = campaign.post(link, {"button": button, **filled})
        program = campaign.post_json(link, {"button": button, **filled}, origin="http://localhost:8000")
    assert (answer.status, program.status) == (422, 422)
    assert f'<a href="#{field}">' in answer.body
    assert list(program.json["errors"]) == [field]
    assert calls.made == [*READS, *READS[:2]]
    assert campaign.waiting("moderation") == []


# The first decision stands


def test_two_moderators_at_once_make_one_decision(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    buttons = {name: campaign.get(link).field("button") for name, link in mailed.items()}
    first = campaign.post(mailed["karim"], means("reject", button=buttons["karim"], reason="Nee, sorry."))
    second = campaign.post(mailed["an"], means("approve", button=buttons["an"]))
    assert (first.status, second.status) == (303, 303)
    campaign.drain()
    lost = say("nl", "review.lost", decision=say("nl", "review.approve"))
    assert lost not in campaign.get(first.location).body
    assert lost in campaign.get(second.location).body
    for answer in (first, second):
        page = campaign.get(answer.location).body
        assert say("nl", "review.outcome.reject") in page
        assert "Karim Haddad" in page
        assert "1 maart 2027" in page
    assert not [name for name in campaign.files() if SLUG in name]
    assert len(campaign.mails(INITIATOR)) == 3
    assert campaign.dead["moderation"] == []


# Who may


def without_an(campaign: Campaign) -> None:
    """Take An's task away."""
    campaign.deliver("organising", packed(PersonRemoved("gone", AN.id, SOFIE.id, "moved", 1)))


def test_who_is_no_moderator_any_more_sees_and_decides_nothing(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    button = campaign.get(link).field("button")
    without_an(campaign)
    shown = campaign.get(link)
    assert shown.status == 403
    assert INITIATOR not in shown.body
    # What was on the page when they lost the task.
    assert campaign.post(link, means("approve", button=button)).status == 403
    campaign.drain()
    assert campaign.files() == []


def test_a_decision_outlives_the_moderator_who_took_it(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    campaign.decide(mailed["an"], "approve")
    without_an(campaign)
    page = campaign.get(mailed["karim"])
    assert page.status == 200
    assert say("nl", "review.outcome.approve") in page.body


def test_two_initiatives_of_one_name_get_two_pages(campaign: Campaign) -> None:
    for email in (INITIATOR, "an@example.org", "zoe@example.org"):
        campaign.decide(campaign.submitted(email=email)["an"], "approve")
    assert {f"nl/initiatives/{SLUG}{end}" for end in ("", "-2", "-3")} <= set(campaign.files())


def test_the_page_is_called_after_its_initiative_and_offers_approval_last_but_one(campaign: Campaign) -> None:
    """A machine that takes the first of what there is asks a question, and makes nothing public."""
    page = campaign.get(campaign.submitted()["an"]).body
    assert "<title>Taalcafé De Brug" in page
    assert re.search(r"<h1[^>]*>Taalcafé De Brug</h1>", page)
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["changes", "edit", "approve", "reject"]
    assert " checked" not in page
    assert '<a class="button bright" href="#decision">' in page
    assert say("nl", "review.reads", tongue=say("nl", "site.language.nl")) in page
    assert re.search(r'<a href="https://www.example.org/taalcafe" rel="nofollow noopener[^"]*">', page)
