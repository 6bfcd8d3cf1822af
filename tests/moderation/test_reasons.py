"""Rejecting for a reason of the year's list, in the initiator's language, with own words beneath."""

from html import unescape

from chalicelib.cloud.editions import edition
from chalicelib.web.words import say
from tests.campaign import Campaign, text_of
from tests.people import INITIATOR, hidden, press

OWN = "Schrijf je met een ander initiatief in? Graag."


def test_a_rejection_says_the_reason_in_the_initiators_language_then_the_own_words(campaign: Campaign) -> None:
    reason = edition().moderation.reasons[0]
    link = campaign.submitted(language="fr")["an"]
    assert reason.sentence["nl"] in unescape(campaign.get(link).body)
    chosen = {**hidden(campaign.get(link)), "decision": "reject", "why": reason.key, "reason": OWN}
    preview = unescape(campaign.post(link, chosen).body)
    assert preview.index(reason.sentence["fr"]) < preview.index(OWN)
    assert reason.sentence["nl"] not in preview
    press(campaign, link, decision="reject", why=reason.key, reason=OWN)
    campaign.drain()
    assert f"{reason.sentence['fr']}\n\n{OWN}" in text_of(campaign.mails(INITIATOR)[-1]).replace("\r\n", "\n")


def test_a_reason_of_the_list_is_enough_but_only_to_reject(campaign: Campaign) -> None:
    link, key = campaign.submitted()["an"], edition().moderation.reasons[0].key
    asked = press(campaign, link, decision="changes", why=key)
    assert asked.status == 422
    assert say("nl", "form.errors.reason.short") in unescape(asked.body)
    assert press(campaign, link, decision="reject", why=key).status == 303


def test_a_reason_that_left_the_list_is_asked_again_and_what_was_typed_stays(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    answer = press(campaign, link, decision="reject", why="vroeger", reason=OWN)
    assert answer.status == 422
    assert say("nl", "form.errors.why.choose") in unescape(answer.body)
    assert OWN in unescape(answer.body)
