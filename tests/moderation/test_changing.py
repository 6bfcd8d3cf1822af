"""From a moderator's question to the next version, and from what is public to what was taken down."""

from html import unescape
from typing import Any

import pytest

from chalicelib.kinds import DAY
from chalicelib.web import links
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock, text_of
from tests.people import INITIATOR, SLUG, a_change, means, press

ONE_MESSAGE = ["sqs.SendMessage"]
READS = ["dynamodb.GetItem", "dynamodb.BatchGetItem"]
"""The dossier, and the words of its versions."""


def _asked(campaign: Campaign) -> str:
    """A moderator asks for more: the path behind the button of that mail."""
    campaign.decide(campaign.submitted()["an"], "changes", "Kun je meer vertellen?")
    return campaign.newest_link(INITIATOR)


def _changed(campaign: Campaign, link: str, **other: Any) -> Any:
    """The initiator sends in what was asked for."""
    return press(campaign, link, **a_change(**other))


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
    edit = _asked(campaign)
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
    late = campaign.post(old["an"], means("reject", button=button, reason="Te laat."))
    assert late.status == 303
    campaign.drain()
    new = campaign.review_links()["an"]
    assert 'name="decision"' in campaign.get(new).body


def test_changes_are_taken_once(campaign: Campaign) -> None:
    edit = _asked(campaign)
    button = campaign.get(edit).field("button")
    first, second = (
        campaign.post(edit, a_change(button=button, title=f"{which} titel")) for which in ("Eerste", "Tweede")
    )
    campaign.drain()
    assert say("nl", "notices.changes_sent.title") in campaign.get(first.location).body
    assert say("nl", "notices.edit_done.title") in campaign.get(second.location).body
    page = unescape(campaign.get(campaign.review_links()["an"]).body)
    assert "Eerste" in page
    assert "Tweede" not in page
    assert say("nl", "notices.edit_done.title") in campaign.get(edit).body
    assert len(campaign.mails("an.peeters@example.org")) == 3, "what came, what she decided by its link, what came back"


def test_what_comes_from_another_window_later_is_shown_to_be_copied(campaign: Campaign) -> None:
    edit = _asked(campaign)
    button = campaign.get(edit).field("button")
    _changed(campaign, edit, title="Eerste titel")
    campaign.drain()
    with counted() as calls:
        late = campaign.post(edit, a_change(button=button, title="Tweede titel"))
    assert (late.status, calls.made) == (409, ["dynamodb.GetItem"])
    assert "Tweede titel" in late.body
    assert say("nl", "notices.edit_done.text") in late.body
    assert campaign.waiting("moderation") == []


def test_changes_that_are_wrong_are_said_with_all_that_was_typed(campaign: Campaign) -> None:
    edit = _asked(campaign)
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
    answer = press(campaign, _asked(campaign), **a_change(**{field: "an@example.org"}))
    assert answer.status == 422
    assert campaign.waiting("moderation") == []


def test_a_public_name_is_given_at_approval(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Een andere titel, graag?")
    _changed(campaign, campaign.newest_link(INITIATOR), title="Praatcafé", postal_code=["8400"])
    campaign.drain()
    campaign.decide(campaign.review_links()["an"], "approve")
    assert "nl/initiatives/praatcafe-oostende" in campaign.files()
    assert not [name for name in campaign.files() if SLUG in name]


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
    assert 'id="decision' not in page.body
    # What came before is still to be read, and nobody is told that it stands.
    assert say("nl", "review.history") in page.body
    assert "An Peeters" in page.body
    assert say("nl", "review.outcome.approve") in page.body


TAKE_DOWN = means("takedown", reason="Weg ermee.")


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
    assert calls.made == ["dynamodb.GetItem", "dynamodb.Query", *ONE_MESSAGE]
    campaign.drain()
    again = campaign.post(link, {**TAKE_DOWN, "button": button})
    assert again.status == 303
    assert say("nl", "review.outcome.takedown") in campaign.get(again.location).body
    assert campaign.waiting("moderation") == []
