"""A decision is undone within a day: what waited waits again, and what was public is so once more."""

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import (
    ChangesSubmitted,
    DecisionTaken,
    DecisionUndone,
    DossierDisowned,
    DossierForgotten,
)
from chalicelib.messages.publication import InitiativeApproved
from chalicelib.messages.voting import CandidateWithdrawn
from chalicelib.moderation import steps, store
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock, text_of
from tests.moderation.test_order import AT, REVIEW
from tests.people import INITIATOR, SLUG, press
from tests.staff import AN, KARIM

ALL = ["approve", "reject", "changes"]
EDITED = replace(REVIEW.initiative, competes=False)
"""What competed, and does so no more."""


def _undoes(campaign: Campaign, link: str) -> None:
    assert press(campaign, link, decision="undo").status == 303
    campaign.drain()


@pytest.mark.parametrize("decision", ALL)
def test_what_is_undone_waits_again_and_its_initiator_is_told(campaign: Campaign, decision: str) -> None:
    """I7: nothing of it is public, the one who decided may decide anew, and by the other's old link nobody does."""
    links = campaign.submitted()
    campaign.decide(links["an"], decision, "Een reden.")
    assert (f"nl/initiatives/{SLUG}" in campaign.files()) == (decision == "approve")
    told = len(campaign.mails(INITIATOR))
    _undoes(campaign, links["karim"])
    assert f"nl/initiatives/{SLUG}" not in campaign.files()
    assert len(campaign.mails(INITIATOR)) == told + 1
    assert "draaiden onze beslissing terug" in text_of(campaign.newest(INITIATOR))
    again = campaign.newest_link(KARIM.email, "aangepast")
    assert again != links["karim"]
    campaign.decide(again, "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()


def test_a_question_that_was_undone_is_not_said_to_have_been_answered(campaign: Campaign) -> None:
    links = campaign.submitted()
    campaign.decide(links["an"], "changes", "Op welke dag?")
    _undoes(campaign, links["karim"])
    page = campaign.get(campaign.newest_link(KARIM.email, "aangepast")).body
    assert say("nl", "review.again.asked") not in page
    assert say("nl", "review.again.other") in page


def test_what_is_taken_down_by_mistake_is_public_again(campaign: Campaign) -> None:
    links = campaign.submitted()
    campaign.decide(links["an"], "approve")
    campaign.decide(links["an"], "takedown", "Een klacht.")
    assert f"nl/initiatives/{SLUG}" not in campaign.files()
    _undoes(campaign, links["karim"])
    assert f"nl/initiatives/{SLUG}" in campaign.files()
    assert "binnen een minuut staat het er weer" in text_of(campaign.newest(INITIATOR))


def test_after_a_day_a_decision_stands(campaign: Campaign, clock: Clock) -> None:
    links = campaign.submitted()
    campaign.decide(links["an"], "approve")
    assert (
        "terugdraaien" in campaign.get(links["an"]).body
        or "Draai de beslissing terug" in campaign.get(links["an"]).body
    )
    clock.shift(DAY + 60)
    assert "Draai de beslissing terug" not in campaign.get(links["an"]).body
    answer = press(campaign, links["an"], decision="undo")
    assert answer.status == 422
    assert "Deze beslissing kun je niet meer terugdraaien" in answer.body


def test_a_decision_that_was_undone_is_void_however_late_it_comes(campaign: Campaign) -> None:
    """I7: of two moderators the first decides, it is undone, and what the other pressed before does not decide."""
    campaign.deliver("moderation", pack(REVIEW))
    first = DecisionTaken("one", 1, AN.id, "approve", "", AT + 10, "a")
    second = DecisionTaken("one", 1, KARIM.id, "reject", "Neen.", AT + 11, "b")
    undone = DecisionUndone("one", 1, AN.id, "approve", AT + 20, "c", True)
    assert isinstance(steps.decide(first)[0], InitiativeApproved)
    followed = steps.undo(undone)
    assert steps.undo(undone) == followed, "twice is once"
    assert [mail.mail for mail in steps.decide(first)] == ["decided-by-link"], "nobody else is told of it any more"  # type: ignore[attr-defined]
    campaign.deliver("moderation", pack(second))
    its = store.known("one")
    assert (its.state, its.version, its.public) == ("waiting", 2, 0)


@pytest.mark.parametrize("what", ["approve", "undo"])
def test_a_decision_with_a_long_reason_is_undone_like_any_other(campaign: Campaign, what: str) -> None:
    """I7: also one on what was public before; what is kept of it says more than what was pressed."""
    campaign.deliver("moderation", pack(REVIEW))
    if what == "approve":
        steps.decide(DecisionTaken("one", 1, AN.id, "approve", "", AT + 5, "a"))
        steps.take_changes(ChangesSubmitted("one", 1, EDITED, "Lien", AT + 6, "b"))
    version = store.known("one").version
    reason = "" if what == "approve" else "Een lange reden. " * 100
    decision = "approve" if what == "approve" else "reject"
    taken = DecisionTaken("one", version, AN.id, decision, reason, AT + 10, "c")
    steps.decide(taken)
    steps.undo(DecisionUndone("one", version, AN.id, decision, AT + 20, "d", True))
    assert [mail.mail for mail in steps.decide(taken)] == ["decided-by-link"]  # type: ignore[attr-defined]


def test_what_competes_no_more_is_withdrawn_however_often_its_approval_comes(campaign: Campaign) -> None:
    """I9: the process died between the row and the messages."""
    campaign.deliver("moderation", pack(REVIEW))
    steps.decide(DecisionTaken("one", 1, AN.id, "approve", "", AT + 5, "a"))
    steps.take_changes(ChangesSubmitted("one", 1, EDITED, "Lien", AT + 6, "b"))
    approved = DecisionTaken("one", 2, AN.id, "approve", "", AT + 10, "c")
    first = steps.decide(approved)
    assert any(isinstance(one, CandidateWithdrawn) for one in first)
    assert steps.decide(approved) == first


@pytest.mark.parametrize("gone", [DossierDisowned("one", AT + 9), DossierForgotten("one", True, AT + 9)])
def test_what_is_public_leaves_the_running_while_words_wait_that_do_not_compete(
    campaign: Campaign, gone: DossierDisowned | DossierForgotten
) -> None:
    campaign.deliver("moderation", pack(REVIEW))
    steps.decide(DecisionTaken("one", 1, AN.id, "approve", "", AT + 5, "a"))
    steps.take_changes(ChangesSubmitted("one", 1, EDITED, "Lien", AT + 6, "b"))
    followed = steps.STEPS[type(gone)](gone)
    assert any(isinstance(one, CandidateWithdrawn) for one in followed)
    assert steps.STEPS[type(gone)](gone) == followed
