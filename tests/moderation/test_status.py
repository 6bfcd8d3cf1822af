"""The initiator's own page: where it stands, what is changed beside what is public, and what is withdrawn."""

import re

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import DecisionTaken, DossierForgotten, InitiativeWithdrawn
from chalicelib.moderation import rules, store
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.people import INITIATOR, SLUG, a_change, hidden, means, press
from tests.staff import AN, KARIM

EDIT = re.compile(r'href="(/nl/edit/[^"]+)"')
PAGE = f"nl/initiatives/{SLUG}"


def _status(campaign: Campaign) -> str:
    return campaign.newest_link(INITIATOR, "We hebben je initiatief")


def _edits(campaign: Campaign, **other: str) -> Answer:
    [path] = EDIT.findall(campaign.get(_status(campaign)).body)
    form = campaign.get(path)
    answer = campaign.post(path, a_change(**{**hidden(form), **other}))
    campaign.drain()
    return answer


def _id(campaign: Campaign) -> str:
    [found] = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "state" in row]
    return str(found)


def test_it_says_where_it_stands_and_never_who_decided(campaign: Campaign) -> None:
    links = campaign.submitted()
    with counted() as calls:
        page = campaign.get(_status(campaign))
    assert calls.made == ["dynamodb.GetItem", "dynamodb.BatchGetItem"]
    assert say("nl", "status.state.waiting") in page.body
    for decision, state in (("changes", "changes"), ("undo", "waiting")):
        press(campaign, links["an"], decision=decision, reason="Kun je meer vertellen?")
        campaign.drain()
        body = campaign.get(_status(campaign)).body
        assert say("nl", f"status.state.{state}") in body
        assert ("Kun je meer vertellen?" in body) == (decision == "changes")
        assert AN.name not in body
    press(campaign, campaign.newest_link(AN.email, "aangepast"), decision="approve")
    campaign.drain()
    body = campaign.get(_status(campaign)).body
    assert say("nl", "status.state.approved") in body
    assert f'href="/{PAGE}"' in body
    assert say("nl", "status.happened.undone") in body


def test_what_is_changed_waits_beside_what_is_public_until_it_is_approved(campaign: Campaign) -> None:
    """I7"""
    campaign.decide(campaign.submitted()["an"], "approve")
    assert _edits(campaign, title="Taalcafé De Nieuwe Brug", competes="").status == 303
    assert "Nieuwe" not in campaign.file(PAGE)
    assert say("nl", "status.state.waiting-beside") in campaign.get(_status(campaign)).body
    review = campaign.newest_link(KARIM.email)
    page = campaign.get(review).body
    assert "Nieuwe </ins>" in page
    assert say("nl", "review.again.public") in page
    campaign.decide(review, "approve")
    assert "Taalcafé De Nieuwe Brug" in campaign.file(PAGE)
    [candidate] = campaign.rows()["candidates"]
    assert int(candidate["rank"]["N"]) % 2 == 1, "it does not compete any more"


@pytest.mark.parametrize("decision", ["reject", "takedown", "undo"])
def test_what_is_public_stays_while_its_change_is_rejected_and_goes_when_all_is_taken_down(
    campaign: Campaign, decision: str
) -> None:
    """I7; of what is undone, what was public before is so again, and the change waits."""
    campaign.decide(campaign.submitted()["an"], "approve")
    _edits(campaign, title="Taalcafé De Nieuwe Brug")
    review = campaign.newest_link(KARIM.email)
    if decision == "undo":
        campaign.decide(review, "approve")
        assert "Nieuwe" in campaign.file(PAGE)
    campaign.decide(review, decision, "Zo niet.")
    its = store.known(_id(campaign))
    if decision == "takedown":
        assert (its.state, its.public, PAGE in campaign.files()) == ("taken down", 0, False)
        assert say("nl", "review.undo_help.takedown_edit") in campaign.get(review).body
        press(campaign, review, decision="undo")
        campaign.drain()
        its = store.known(_id(campaign))
        assert (its.state, its.version, its.public) == ("waiting", 3, 1)
        assert "We lezen je aanpassing opnieuw." in text_of(campaign.newest(INITIATOR))
        assert "Nieuwe </ins>" in campaign.get(campaign.newest_link(KARIM.email)).body
    assert "Nieuwe" not in campaign.file(PAGE)
    assert "Taalcafé De Brug" in campaign.file(PAGE)
    assert its.state == ("approved" if decision == "reject" else "waiting")


def test_a_question_about_a_change_that_was_taken_down_need_not_be_answered(campaign: Campaign) -> None:
    """I7: undone, the change waits as it is; its initiator is told, and the mailed question leads nowhere."""
    campaign.decide(campaign.submitted()["an"], "approve")
    _edits(campaign, title="Taalcafé De Nieuwe Brug")
    review = campaign.newest_link(KARIM.email)
    campaign.decide(review, "changes", "Wie is de trekker?")
    campaign.decide(review, "takedown", "Zo niet.")
    press(campaign, review, decision="undo")
    campaign.drain()
    its = store.known(_id(campaign))
    assert (its.state, its.version, its.public) == ("waiting", 3, 1)
    assert "Op onze vraag hoef je niet meer te antwoorden" in text_of(campaign.newest(INITIATOR))
    assert "Wie is de trekker?" not in campaign.get(_status(campaign)).body


def test_a_decision_on_what_changed_meanwhile_is_told_that_it_did_with_all_that_was_typed(campaign: Campaign) -> None:
    review = campaign.submitted()["an"]
    form = hidden(campaign.get(review))
    assert _edits(campaign, summary="Elke woensdag.").status == 303
    answer = campaign.post(review, {**form, "decision": "reject", "reason": "Op dinsdag is er al een."})
    assert answer.status == 409
    assert say("nl", "notices.changed_meanwhile.title") in answer.body
    assert "Op dinsdag is er al een." in answer.body
    campaign.drain()
    assert store.known(_id(campaign)).state == "waiting"


def test_who_withdraws_types_a_word_and_nobody_sees_it_any_more(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "approve")
    status = _status(campaign)
    refused = press(campaign, status, word="")
    assert refused.status == 422
    assert say("nl", "form.errors.word.other") in refused.body
    campaign.drain()
    assert PAGE in campaign.files()
    answer = press(campaign, status, word=" Intrekken! ")
    assert answer.status == 303
    campaign.drain()
    assert PAGE not in campaign.files()
    assert say("nl", "status.state.withdrawn") in campaign.get(status).body
    assert not EDIT.findall(campaign.get(status).body)


@pytest.mark.parametrize("first", ["the moderator", "the initiator"])
def test_who_withdraws_while_a_moderator_approves_has_it_withdrawn(campaign: Campaign, first: str) -> None:
    """I7; I14"""
    campaign.submitted()
    name = _id(campaign)
    its = [
        pack(DecisionTaken(name, 1, AN.id, "approve", "", 1_803_890_000, "a", True)),
        pack(InitiativeWithdrawn(name, 1_803_890_000, "b")),
    ]
    for message in its if first == "the moderator" else its[::-1]:
        campaign.deliver("moderation", message, message)
    campaign.drain()
    assert (store.known(name).state, store.known(name).public) == ("withdrawn", 0)
    assert PAGE not in campaign.files()


@pytest.mark.parametrize("decisions", [["reject"], ["approve", "takedown"]])
def test_what_was_withdrawn_while_it_was_decided_comes_back_by_no_undoing(
    campaign: Campaign, decisions: list[str]
) -> None:
    """I7"""
    links, page = campaign.submitted(), _status(campaign)
    form = {**hidden(campaign.get(page)), "word": "intrekken"}
    for decision in decisions:
        campaign.decide(links["an"], decision, "Vergissing.")
    undo = {**hidden(campaign.get(links["karim"])), **means("undo")}
    assert campaign.post(page, form).status == 303
    campaign.drain()
    campaign.post(links["karim"], undo)
    campaign.drain()
    its = store.known(_id(campaign))
    assert (its.state, its.public, PAGE in campaign.files()) == ("withdrawn", 0, False)


def test_nobody_is_mailed_about_the_same_text_over_and_over(campaign: Campaign, clock: Clock) -> None:
    """A handful of changes a day; what a moderator asks for comes on top."""
    campaign.submitted()
    for number in range(rules.MOST_CHANGES):
        clock.shift(60)
        assert _edits(campaign, summary=f"Elke dinsdag, {number}.").status == 303
    assert not EDIT.findall(campaign.get(_status(campaign)).body)
    clock.shift(DAY)
    assert EDIT.findall(campaign.get(_status(campaign)).body)


def test_a_mailbox_leads_to_its_dossiers_until_it_is_forgotten(campaign: Campaign) -> None:
    campaign.submitted()
    name = _id(campaign)
    its = store.mailbox_of(store.known(name).contact.email.upper())
    assert store.of_mailbox(its) == [name]
    assert store.of_mailbox(store.mailbox_of("somebody@example.org")) == []
    campaign.deliver("moderation", pack(DossierForgotten(name, False, 1_803_890_000)))
    assert store.of_mailbox(its) == []
    assert its not in str(campaign.rows()["dossiers"])


def test_the_mail_says_what_comes_next(campaign: Campaign) -> None:
    campaign.submitted()
    said = text_of(campaign.newest(INITIATOR, "We hebben je initiatief"))
    assert "Op je eigen pagina zie je altijd hoe het ermee staat." in said
