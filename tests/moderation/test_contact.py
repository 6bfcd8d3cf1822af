"""Somebody else answers for an initiative once both mailboxes confirmed it, and never before."""

from itertools import permutations

import pytest

from chalicelib import clock
from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import (
    ChangesSubmitted,
    ContactChangeConfirmed,
    ContactChangeVoided,
    DossierForgotten,
)
from chalicelib.moderation import personal, store, texts
from chalicelib.moderation.status.contact import rules, steps
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.web import links
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.moderation.passing_on import ELS, TYPED, asked, asks, confirms, status, the_dossier
from tests.people import INITIATOR, press

CHANGED = "Jij bent nu contactpersoon"


@pytest.mark.parametrize("order", [*permutations((INITIATOR, ELS))], ids=["old first", "new first"])
def test_it_changes_when_both_have_pressed_in_either_order_and_twice(
    campaign: Campaign, order: tuple[str, str]
) -> None:
    review = campaign.submitted(newsletter="yes")["an"]
    its = asked(campaign)
    for whose in (order[0], order[0]):
        assert confirms(campaign, its[whose]).status in (200, 303)
        assert the_dossier(campaign).contact.email == INITIATOR
    for _ in range(2):
        press(campaign, its[order[1]], **TYPED)
        campaign.drain()
    contact = the_dossier(campaign).contact
    assert (contact.name, contact.email, contact.newsletter) == ("Els Nieuw", ELS, False)
    assert len([its for its in campaign.mails(ELS) if CHANGED in its["Subject"]]) == 1
    before = len(campaign.mails(INITIATOR))
    campaign.decide(review, "approve")
    assert "site" in str(campaign.newest(ELS)["Subject"])
    assert len(campaign.mails(INITIATOR)) == before, "later mails go to the new one only"


def test_an_edit_of_who_answered_before_names_nobody_anew_however_late_it_comes(campaign: Campaign) -> None:
    campaign.submitted()
    its = the_dossier(campaign)
    late = ChangesSubmitted(its.id, 1, texts.initiative(its, 1), "Iemand Vroeger", clock.seconds(), "late")
    for link in asked(campaign).values():
        confirms(campaign, link)
    campaign.deliver("moderation", pack(late))
    assert (the_dossier(campaign).version, the_dossier(campaign).contact.name) == (2, "Els Nieuw")


def test_old_links_are_void_then_and_the_new_one_has_their_own(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Vanaf wanneer?")
    old, edit = status(campaign), campaign.newest_link(INITIATOR)
    assert (campaign.get(old).status, campaign.get(edit).status) == (200, 200)
    for link in asked(campaign).values():
        confirms(campaign, link)
    assert [campaign.get(path).status for path in (old, edit, f"{old}/contact")] == [410] * 3
    form = {"word": "intrekken", "button": links.csrf_token(old.rpartition("/")[2])}
    assert campaign.post(old, form).status == 410
    mine = campaign.get(campaign.newest_link(ELS, CHANGED))
    assert mine.status == 200
    assert say("nl", "status.happened.contact-changed") in mine.body
    assert INITIATOR not in mine.body
    assert store.of_mailbox(store.mailbox_of(INITIATOR)) == []
    campaign.deliver("moderation", pack(DossierForgotten(the_dossier(campaign).id, False, 1_803_890_000)))
    assert campaign.get(old).status == 410, "not once nobody is left either"


def test_the_old_mailbox_types_a_word_that_no_machine_types(campaign: Campaign) -> None:
    campaign.submitted()
    its = asked(campaign)
    confirms(campaign, its[ELS])
    assert press(campaign, its[INITIATOR]).status == 422
    campaign.drain()
    assert the_dossier(campaign).contact.email == INITIATOR


@pytest.mark.parametrize("who", [INITIATOR, ELS])
@pytest.mark.parametrize("first", [True, False], ids=["before the other confirms", "after"])
def test_this_was_not_me_voids_it_in_either_mailbox(campaign: Campaign, who: str, first: bool) -> None:
    campaign.submitted()
    its = asked(campaign)
    other = next(link for whose, link in its.items() if whose != who)
    if not first:
        confirms(campaign, other)
    press(campaign, its[who], not_me="yes")
    campaign.drain()
    for link in its.values():
        assert campaign.get(link).status == 410
    campaign.deliver("moderation", *(pack(_confirmed(campaign, side)) for side in ("old", "new")))
    its = the_dossier(campaign)  # type: ignore[assignment]
    assert (its.contact.email, its.pending) == (INITIATOR, None)  # type: ignore[attr-defined]
    assert ELS not in str(campaign.rows()["dossiers"])


def _confirmed(campaign: Campaign, side: str) -> ContactChangeConfirmed:
    its = the_dossier(campaign)
    event = its.last("contact-asked")
    assert event
    return ContactChangeConfirmed(its.id, event.press_id, side, event.at + 60)


def test_what_is_asked_stands_on_their_page_and_is_cancelled_there(campaign: Campaign) -> None:
    campaign.submitted()
    its = asked(campaign)
    page = f"{status(campaign)}/contact"
    assert ELS in campaign.get(page).body
    assert say("nl", "contact.link.waits") in campaign.get(status(campaign)).body
    assert say("nl", "contact.old.no") in campaign.get(page).body
    confirms(campaign, its[INITIATOR])
    assert say("nl", "contact.old.yes") in campaign.get(page).body
    assert press(campaign, page).status == 303
    campaign.drain()
    assert ELS not in campaign.get(page).body
    assert campaign.get(its[ELS]).status == 410


def test_it_is_over_after_a_week_and_nothing_is_kept_of_it(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    its = asked(campaign)
    confirms(campaign, its[ELS])
    late = _confirmed(campaign, "old")
    clock.shift(rules.LASTS)
    assert campaign.get(its[INITIATOR]).status == 410
    campaign.deliver("moderation", pack(ContactChangeConfirmed(late.id, late.change, "old", late.at + 7 * DAY)))
    campaign.tick("forget")
    campaign.drain()
    assert the_dossier(campaign).pending is None
    assert ELS not in str(campaign.rows()["dossiers"])


@pytest.mark.parametrize(
    ("filled", "fault"),
    [({"email": "Lien@example.org"}, "email.same"), ({"email": "x"}, "email.wrong"), ({"contact_name": ""}, None)],
)
def test_what_is_wrong_is_told_and_nobody_is_mailed(
    campaign: Campaign, filled: dict[str, str], fault: str | None
) -> None:
    campaign.submitted()
    before = len(campaign.mails())
    answer = asks(campaign, **filled)
    assert answer.status == 422
    assert fault is None or say("nl", f"form.errors.{fault}") in answer.body
    assert len(campaign.mails()) == before


def test_nobody_has_strangers_mailed_over_and_over(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    for number in range(rules.MOST_A_DAY):
        clock.shift(60)
        asked(campaign, email=f"els{number}@example.org")
        press(campaign, f"{status(campaign)}/contact")
        campaign.drain()
    refused = asks(campaign)
    assert refused.status == 422
    assert say("nl", "form.errors.contact_often") in refused.body
    assert not campaign.mails(ELS)


def test_a_message_that_comes_again_asks_and_tells_the_same(campaign: Campaign) -> None:
    """I14"""
    campaign.submitted()
    asked(campaign)
    old, new = _confirmed(campaign, "old"), _confirmed(campaign, "new")
    assert [steps.confirm(one) for one in (new, new)] == [[], []]
    [told] = steps.confirm(old)
    assert steps.confirm(old) == steps.confirm(new) == [told]
    assert steps.void(ContactChangeVoided(old.id, old.change, old.at)) == []
    assert the_dossier(campaign).contact.email == ELS, "what both confirmed stays"


def test_who_is_to_answer_for_it_is_told_and_forgotten(campaign: Campaign) -> None:
    campaign.submitted()
    asked(campaign)
    [known] = personal.about(ELS)
    assert known["pending"]["email"] == ELS
    its = the_dossier(campaign)
    whose = mailbox(ELS)
    messages = [*personal.to_forget({whose: Erasure(whose, 4_000_000_000)})]
    assert [type(message) for message in messages] == [ContactChangeVoided]
    campaign.deliver("moderation", pack(DossierForgotten(its.id, False, 1_803_890_000)))
    assert ELS not in str(campaign.rows()["dossiers"])
