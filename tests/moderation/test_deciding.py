"""From a confirmed registration to a decision that stands."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from chalicelib import edition
from chalicelib.web import links
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock, text_of
from tests.people import INITIATOR, SLUG, a_form, press

DAY = 86_400
ONE_MESSAGE = ["sqs.SendMessage"]
READS = ["dynamodb.GetItem", "dynamodb.BatchGetItem"]
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
    form = a_form(postal_code=["9000", "1040"], municipality=["21005"], newsletter="yes")
    page = unescape(campaign.get(campaign.submitted(**form)["an"]).body)
    for field in ("title", "summary", "organisation", "website", "email", "contact_name"):
        assert form[field] in page
    assert "koffie en soep" in page
    assert "Gent, Etterbeek" in page
    assert "Verenigingen" in page
    assert say("nl", "review.competes_yes") in page


# Deciding


def test_what_is_approved_is_public_and_its_initiator_hears_it(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    assert f"nl/initiatives/{SLUG}" not in campaign.files()
    button = campaign.get(link).field("button")
    with counted() as calls:
        answer = campaign.post(link, {"button": button, "decision": "approve"})
    assert answer.status == 303
    assert calls.made == ONE_MESSAGE
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
    assert calls.made == READS
    assert campaign.waiting("moderation") == []


# The first decision stands


def test_two_moderators_at_once_make_one_decision(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    buttons = {name: campaign.get(link).field("button") for name, link in mailed.items()}
    first = campaign.post(mailed["karim"], {"button": buttons["karim"], "decision": "reject", "reason": "Nee, sorry."})
    second = campaign.post(mailed["an"], {"button": buttons["an"], "decision": "approve"})
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
    assert len(campaign.mails(INITIATOR)) == 2
    assert campaign.dead["moderation"] == []


def test_whoever_comes_later_sees_who_decided_what_and_when(campaign: Campaign, clock: Clock) -> None:
    mailed = campaign.submitted()
    campaign.decide(mailed["an"], "approve")
    clock.shift(3 * DAY)
    page = campaign.get(mailed["karim"]).body
    assert say("nl", "review.outcome.approve") in page
    assert "An Peeters" in page
    assert "1 maart 2027" in page
    assert 'value="reject"' not in page


# Who may


@pytest.fixture
def without_an(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Take An off the edition's list of moderators, when called."""
    text = (edition.EDITIONS / "2027.toml").read_text("utf-8")

    def leave() -> None:
        (tmp_path / "2027.toml").write_text(text.replace('id = "an"', 'id = "nobody"'), "utf-8")
        monkeypatch.setattr(edition, "EDITIONS", tmp_path)
        edition.edition.cache_clear()

    yield leave
    edition.edition.cache_clear()


def test_who_is_no_moderator_any_more_sees_and_decides_nothing(campaign: Campaign, without_an: Any) -> None:
    link = campaign.submitted()["an"]
    button = campaign.get(link).field("button")
    without_an()
    shown = campaign.get(link)
    assert shown.status == 403
    assert INITIATOR not in shown.body
    assert campaign.post(link, {"button": button, "decision": "approve"}).status == 403
    assert campaign.waiting("moderation") == []


def test_a_decision_outlives_the_moderator_who_took_it(campaign: Campaign, without_an: Any) -> None:
    mailed = campaign.submitted()
    campaign.decide(mailed["an"], "approve")
    without_an()
    page = campaign.get(mailed["karim"])
    assert page.status == 200
    assert say("nl", "review.outcome.approve") in page.body


# Asking for changes


def _changed(campaign: Campaign, link: str, **other: Any) -> Any:
    """The initiator sends in what was asked for."""
    fields = {
        name: text
        for name, text in a_form(**other).items()
        if name not in ("email", "consent", "people_agree", "newsletter")
    }
    return press(campaign, link, **fields)


def test_what_is_asked_for_comes_back_with_the_differences_marked(campaign: Campaign, clock: Clock) -> None:
    campaign.decide(campaign.submitted()["karim"], "changes", "Vanaf wanneer doen jullie dit?")
    assert "Vanaf wanneer doen jullie dit?" in text_of(campaign.newest(INITIATOR))
    edit = campaign.newest_link(INITIATOR)
    with counted() as calls:
        form = campaign.get(edit)
    assert calls.made == READS
    assert "Vanaf wanneer doen jullie dit?" in form.body
    assert "Karim" not in form.body
    assert "Haddad" not in form.body
    assert form.field("title") == "Taalcafé De Brug"
    assert form.field("postal_code") == "9000"
    assert 'name="email"' not in form.body
    clock.shift(DAY)
    answer = _changed(campaign, edit, summary="Elke dinsdag sinds 2019 praten buren en nieuwkomers.", website="")
    assert answer.status == 303
    assert say("nl", "notices.changes_sent.title") in campaign.get(answer.location).body
    campaign.drain()
    assert say("nl", "notices.changes_sent.title") in campaign.get(answer.location).body
    mailed = campaign.review_links()
    page = campaign.get(mailed["an"]).body
    assert "Vanaf wanneer doen jullie dit?" in page
    assert "sinds 2019 </ins>" in page
    assert "samen Nederlands.</del>" in page
    assert "https://www.example.org/taalcafe</del>" in page
    assert "2 maart 2027" in page
    campaign.decide(mailed["an"], "approve")
    assert "sinds 2019" in campaign.file(f"nl/initiatives/{SLUG}")


def test_a_form_that_comes_back_as_it_was_shown_is_refused_kindly(campaign: Campaign) -> None:
    """A machine that presses every button changes nothing, and no moderator reads the same twice."""
    campaign.decide(campaign.submitted()["an"], "changes", "Kun je meer vertellen?")
    edit = campaign.newest_link(INITIATOR)
    shown = campaign.get(edit).field("shown")
    answer = _changed(campaign, edit, shown=shown)
    assert answer.status == 422
    assert say("nl", "form.errors.unchanged") in answer.body
    assert answer.field("shown") == shown
    assert campaign.waiting("moderation") == []
    assert _changed(campaign, edit, shown=shown, summary="Elke dinsdag sinds 2019 praten we.").status == 303


def test_the_link_of_an_older_version_says_that_there_is_a_newer(campaign: Campaign) -> None:
    old = campaign.submitted()
    campaign.decide(old["karim"], "changes", "Kun je meer vertellen?")
    _changed(campaign, campaign.newest_link(INITIATOR), title="Taalcafé De Nieuwe Brug")
    campaign.drain()
    page = campaign.get(old["an"])
    assert say("nl", "review.newer") in page.body
    assert "Karim Haddad" in page.body
    assert "De Nieuwe Brug" not in page.body
    button = links.csrf_token(old["an"].rpartition("/")[2])
    late = campaign.post(old["an"], {"button": button, "decision": "reject", "reason": "Te laat."})
    assert late.status == 303
    campaign.drain()
    new = campaign.review_links()["an"]
    assert 'name="decision"' in campaign.get(new).body


def test_changes_are_taken_once(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Kun je meer vertellen?")
    edit = campaign.newest_link(INITIATOR)
    button = campaign.get(edit).field("button")
    fields = {
        name: text for name, text in a_form().items() if name not in ("email", "consent", "people_agree", "newsletter")
    }
    for title in ("Eerste titel", "Tweede titel"):
        campaign.post(edit, {**fields, "button": button, "title": title})
    campaign.drain()
    page = unescape(campaign.get(campaign.review_links()["an"]).body)
    assert "Eerste" in page
    assert "Tweede" not in page
    assert say("nl", "notices.edit_done.title") in campaign.get(edit).body
    assert len(campaign.mails("an.peeters@example.org")) == 2


def test_changes_that_are_wrong_are_said_with_all_that_was_typed(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Kun je meer vertellen?")
    edit = campaign.newest_link(INITIATOR)
    with counted() as calls:
        answer = _changed(campaign, edit, title="x", organisation="Nieuwe naam", postal_code=["1050"])
    assert answer.status == 422
    assert set(calls.made) <= set(READS)
    assert '<a href="#title">' in answer.body
    assert '<a href="#municipality">' in answer.body
    assert answer.field("organisation") == "Nieuwe naam"
    assert "Kun je meer vertellen?" in answer.body
    assert campaign.waiting("moderation") == []


@pytest.mark.parametrize("field", ["email", "consent", "people_agree", "newsletter", "state", "slug", "version"])
def test_nothing_else_can_be_changed(campaign: Campaign, field: str) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Kun je meer vertellen?")
    fields = {
        name: text for name, text in a_form().items() if name not in ("email", "consent", "people_agree", "newsletter")
    }
    answer = press(campaign, campaign.newest_link(INITIATOR), **fields, **{field: "an@example.org"})
    assert answer.status == 422
    assert campaign.waiting("moderation") == []


def test_a_public_name_is_given_at_approval(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Een andere titel, graag?")
    _changed(campaign, campaign.newest_link(INITIATOR), title="Praatcafé", postal_code=["8400"])
    campaign.drain()
    campaign.decide(campaign.review_links()["an"], "approve")
    assert "nl/initiatives/praatcafe-oostende" in campaign.files()
    assert not [name for name in campaign.files() if SLUG in name]


def test_two_initiatives_of_one_name_get_two_pages(campaign: Campaign) -> None:
    for email in (INITIATOR, "an@example.org", "zoe@example.org"):
        campaign.decide(campaign.submitted(email=email)["an"], "approve")
    assert {f"nl/initiatives/{SLUG}{end}" for end in ("", "-2", "-3")} <= set(campaign.files())


# Taking down


def test_what_is_taken_down_is_gone_and_its_initiator_hears_why(campaign: Campaign, clock: Clock) -> None:
    mailed = campaign.submitted()
    campaign.decide(mailed["an"], "approve")
    clock.shift(60)
    page = campaign.decide(mailed["karim"], "takedown", "Iemand op de foto wil dit niet.")
    assert say("nl", "review.outcome.takedown") in page.body
    assert "Karim Haddad" in page.body
    assert "Iemand op de foto wil dit niet." in text_of(campaign.newest(INITIATOR))
    assert not [name for name in campaign.files() if SLUG in name]
    assert SLUG not in campaign.file("initiatives.json")
    assert 'name="decision"' not in page.body
    # What came before is still to be read, and nobody is told that it stands.
    assert say("nl", "review.history") in page.body
    assert "An Peeters" in page.body
    assert say("nl", "review.outcome.approve") in page.body


def test_the_page_is_called_after_its_initiative_and_offers_approval_last_but_one(campaign: Campaign) -> None:
    """A machine that takes the first of what there is asks a question, and makes nothing public."""
    page = campaign.get(campaign.submitted()["an"]).body
    assert "<title>Taalcafé De Brug" in page
    assert re.search(r"<h1[^>]*>Taalcafé De Brug</h1>", page)
    assert re.findall(r'name="decision" value="(\w+)"', page) == ["changes", "approve", "reject"]
    assert " checked" not in page
    assert '<a class="button bright" href="#decision">' in page
    assert say("nl", "review.reads", tongue=say("nl", "site.language.nl")) in page
    assert re.search(r'<a href="https://www.example.org/taalcafe" rel="nofollow noopener[^"]*">', page)


TAKE_DOWN = {"decision": "takedown", "reason": "Weg ermee."}


@pytest.mark.parametrize("before", ["", "reject", "changes"])
def test_only_what_is_public_can_be_taken_down(campaign: Campaign, before: str) -> None:
    """Also where it waits and somebody approves it later."""
    link = campaign.submitted()["karim"]
    if before:
        campaign.decide(link, before, "Nee, sorry.")
    fields = {**TAKE_DOWN, "button": links.csrf_token(link.rpartition("/")[2])}
    answer = campaign.post(link, fields)
    program = campaign.post_json(link, fields, origin="http://localhost:8000")
    assert (answer.status, program.status) == (422, 422)
    assert say("nl", "form.errors.decision.not_public") in answer.body
    assert program.json == {"errors": {"decision": [say("nl", "form.errors.decision.not_public")]}}
    assert campaign.waiting("moderation") == []


def test_a_takedown_reads_what_it_takes_down_and_is_one_message(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    campaign.decide(link, "approve")
    button = campaign.get(link).field("button")
    with counted() as calls:
        campaign.post(link, {**TAKE_DOWN, "button": button})
    assert calls.made == ["dynamodb.GetItem", *ONE_MESSAGE]
    campaign.drain()
    again = campaign.post(link, {**TAKE_DOWN, "button": button})
    assert again.status == 303
    assert say("nl", "review.outcome.takedown") in campaign.get(again.location).body
    assert campaign.waiting("moderation") == []
