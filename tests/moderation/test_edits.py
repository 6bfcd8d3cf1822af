"""Approving with a few words changed: a version of the moderator's, which is what everyone sees."""

import re
from html import unescape

import pytest
from msgspec.structs import replace

from chalicelib.errors import Refused
from chalicelib.messages.moderation import DecisionTaken, EditsApproved
from chalicelib.moderation import steps, store, texts
from chalicelib.moderation.edits.rules import MOST
from chalicelib.moderation.edits.steps import approve_edited
from chalicelib.web import links
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, text_of
from tests.moderation.test_order import AT, REVIEW
from tests.people import INITIATOR, SLUG, WORDS, a_change, hidden, press
from tests.staff import AN, KARIM
from tests.team.team import signs_in

EDIT = re.compile(r'href="(/nl/edit/[^"]+)"')
OWN = {
    "title": "Taalcafé De Brug",
    "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
    "description": "Elke dinsdag om acht uur in de bibliotheek. Bel 0470 00 00 00.",
    "join": "Kom gewoon langs.",
}
EDITED = {**OWN, "title": "Taalcafé De Brugge", "description": "Elke dinsdag om acht uur in de bibliotheek."}


def _edit(campaign: Campaign, link: str, **words: str) -> Answer:
    """What the page answers to words that were changed on the page that asks for them."""
    asked = campaign.post(link, {**hidden(campaign.get(link)), "decision": "edit"})
    return campaign.post(link, {**hidden(asked), **EDITED, **words})


def _approve(campaign: Campaign, link: str, **words: str) -> None:
    meant = {**hidden(_edit(campaign, link, **words)), "word": WORDS["edit"]}
    assert campaign.post(link, meant).status == 303
    campaign.drain()


def _id(link: str) -> str:
    return links.read("review", link.rpartition("/")[2], 0).subject[0]


def _submitted(campaign: Campaign) -> str:
    return campaign.submitted(**OWN)["an"]


def test_everyone_sees_the_moderators_words_and_the_initiator_reads_which_are_changed(campaign: Campaign) -> None:
    link = _submitted(campaign)
    asked = campaign.post(link, {**hidden(campaign.get(link)), "decision": "edit"})
    assert OWN["description"] in unescape(asked.body)
    meant = unescape(_edit(campaign, link).body)
    assert "<del><span" in meant
    _approve(campaign, link)
    public = unescape(campaign.file("nl/initiatives/taalcafe-de-brugge-gent"))
    assert EDITED["title"] in public
    assert "0470" not in public
    line = f"{say('nl', 'fields.title')}: “Brug” werd “Brugge”"
    mail = next(mail for mail in campaign.mails(INITIATOR) if line in text_of(mail))
    mail = next(mail for mail in campaign.mails(INITIATOR) if line in text_of(mail))
    assert line in meant
    status = unescape(campaign.get(campaign.link(mail)).body)
    assert say("nl", "status.happened.edited") in status
    decided = unescape(campaign.get(link).body)
    assert say("nl", "review.outcome.edited") in decided
    assert say("nl", "review.outcome.approve") in decided


def test_an_edited_approval_is_one_write_and_comes_twice_as_once(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    own = texts.initiative(store.known("one"), 1)
    said = EditsApproved(
        "one", 1, AN.id, "Een andere naam", own.summary, own.description, "", AT + 9, "press", typed=True
    )
    with counted() as calls:
        follows = approve_edited(said)
    assert calls.made.count("dynamodb.PutItem") == 3  # the name of its page, the text, and the dossier
    once = store.known("one")
    assert [event.what for event in once.events] == ["edited", "approve"]
    assert texts.initiative(once, once.public) == replace(own, title="Een andere naam")
    assert approve_edited(said) == follows
    assert store.known("one") == once
    with pytest.raises(Refused):
        steps.decide(DecisionTaken("one", 1, KARIM.id, "approve", "", AT + 10, "other", typed=True))


def test_undone_the_initiators_own_words_wait_again(campaign: Campaign) -> None:
    link = _submitted(campaign)
    _approve(campaign, link)
    assert press(campaign, link, decision="undo", undoes="approve").status == 303
    campaign.drain()
    dossier = store.known(_id(link))
    assert (dossier.state, dossier.public) == ("waiting", 0)
    assert texts.initiative(dossier, dossier.version) == texts.initiative(dossier, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (OWN, say("nl", "form.errors.edits_none")),
        ({"description": "Een heel andere tekst. " * 40}, f"Hoogstens {MOST} mag"),
        ({"title": "X"}, say("nl", "form.errors.title.short", least=4, typed=1)),
        ({"title": "Kijk op www.example.org"}, say("nl", "form.errors.title.web", found="www.example.org")),
    ],
)
def test_what_is_no_small_edit_is_asked_again_and_stays(campaign: Campaign, words: dict[str, str], said: str) -> None:
    answer = _edit(campaign, _submitted(campaign), **words)
    assert answer.status == 422
    assert said in unescape(answer.body)
    assert next(iter(words.values())).strip() in unescape(answer.body)


def test_edits_of_a_version_that_changed_meanwhile_are_refused_and_stay(campaign: Campaign) -> None:
    link = _submitted(campaign)
    signs_in(campaign, AN.email)
    desk = f"/nl/desk/{_id(link)}"
    meant = hidden(_edit(campaign, desk))
    status = campaign.link(campaign.mails(INITIATOR)[-1])
    edit = EDIT.search(campaign.get(status).body)
    assert edit
    assert press(campaign, edit[1], **a_change(**{**OWN, "summary": "Elke woensdag praten we samen."})).status == 303
    campaign.drain()
    answer = campaign.post(desk, meant)
    assert answer.status == 409
    assert EDITED["description"] in unescape(answer.body)
    assert SLUG not in str(campaign.files())
