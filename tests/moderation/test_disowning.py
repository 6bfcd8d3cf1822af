"""Whoever reads a mailbox may say "this was not me"; and a machine that presses every button of a mail does nothing."""

import re
from email.message import EmailMessage

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY, HOUR
from chalicelib.messages.registration import RegistrationDisowned
from chalicelib.moderation import store
from chalicelib.moderation.dossier import Dossier
from chalicelib.web.words import say
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.people import INITIATOR, MODERATORS, SLUG, a_change, a_form, code_in, means, press


def registers(campaign: Campaign) -> str:
    """Send in the form: the path behind the button of the mail."""
    assert campaign.post("/initiatives", a_form()).status == 303
    campaign.drain()
    return campaign.newest_link(INITIATOR)


def says_no(campaign: Campaign, link: str) -> Answer:
    """Press "this was not me"."""
    return press(campaign, link, not_me="yes")


def typed(campaign: Campaign, to: str, about: str = "") -> str:
    """Type the code of somebody's newest mail about this: the path that it leads to."""
    return campaign.post("/nl/code", {"email": to, "code": code_in(text_of(campaign.newest(to, about)))}).location


def dossier(campaign: Campaign) -> Dossier | None:
    """The only dossier there is."""
    ids = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "state" in row]
    assert len(ids) <= 1
    return store.kept(ids[0]) if ids else None


# A registration


def test_who_types_the_code_confirms_what_was_disowned(campaign: Campaign) -> None:
    link = registers(campaign)
    assert press(campaign, link).status == 303
    campaign.drain()
    assert say("nl", "mailed.not_me") in campaign.get(link).body
    says_no(campaign, link)
    campaign.drain()
    review = campaign.review_links()["an"]
    assert say("nl", "review.withdrawn.disowned") in campaign.get(review).body
    assert 'name="decision"' not in campaign.get(review).body
    by_code = typed(campaign, INITIATOR, "Bevestig")
    assert press(campaign, by_code).status == 303
    campaign.drain()
    opened = dossier(campaign)
    assert opened
    assert (opened.state, opened.version) == ("waiting", 2)
    campaign.decide(campaign.review_links()["an"], "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()
    # Nothing that anybody presses behind the button's link undoes it.
    campaign.deliver("registration", pack(RegistrationDisowned(opened.id, 1)))
    campaign.drain()
    assert f"nl/initiatives/{SLUG}" in campaign.files()


def test_what_comes_back_is_mailed_with_the_words_that_it_comes_back_with(campaign: Campaign) -> None:
    """They asked to change it first; then the button's mail was disowned, and its code typed."""
    review = campaign.submitted()["an"]
    link = _confirm_link(campaign)
    campaign.decide(review, "changes", "Hoe heet het?")
    press(campaign, campaign.newest_link(INITIATOR), **a_change(title="Taalcafé Tweede Thuis"))
    campaign.drain()
    says_no(campaign, link)
    campaign.drain()
    by_code = campaign.post(
        "/nl/code", {"email": INITIATOR, "code": code_in(text_of(_confirmation(campaign)))}
    ).location
    press(campaign, by_code)
    campaign.drain()
    mail = campaign.newest(MODERATORS[0])
    assert "Tweede Thuis" in text_of(mail)
    assert "Tweede Thuis" in campaign.get(campaign.link(mail)).body


def test_what_was_approved_at_once_goes_off_the_site(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()
    says_no(campaign, _confirm_link(campaign))
    campaign.drain()
    assert [name for name in campaign.files() if SLUG in name] == []


@pytest.mark.parametrize("decisions", [["reject"], ["approve", "takedown"]])
def test_what_is_off_the_site_already_is_nobodys_and_no_undoing_brings_it_back(
    campaign: Campaign, decisions: list[str]
) -> None:
    """I5: who decided it may no longer undo that; who types the code has it read anew."""
    review = campaign.submitted()["an"]
    for decision in decisions:
        campaign.decide(review, decision, "Daarom.")
    undone = {"button": campaign.get(review).field("button"), **means("undo")}
    says_no(campaign, _confirm_link(campaign))
    campaign.drain()
    campaign.post(review, undone)
    campaign.drain()
    gone = dossier(campaign)
    assert gone
    assert (gone.state, gone.contact.email) == ("withdrawn", "")
    assert [name for name in campaign.files() if SLUG in name] == []
    press(
        campaign,
        campaign.post("/nl/code", {"email": INITIATOR, "code": code_in(text_of(_confirmation(campaign)))}).location,
    )
    campaign.drain()
    back = dossier(campaign)
    assert back
    assert (back.state, back.contact.email) == ("waiting", INITIATOR)


def test_after_an_hour_a_press_stays_pressed(campaign: Campaign, clock: Clock) -> None:
    """A mailbox that is searched for viruses once more, weeks later, takes nothing off the site."""
    campaign.decide(campaign.submitted()["an"], "approve")
    link = _confirm_link(campaign)
    button = campaign.get(link).field("button")
    clock.shift(HOUR + 1)
    assert 'name="not_me"' not in campaign.get(link).body
    campaign.post(link, {"button": button, "not_me": "yes"})
    campaign.drain()
    assert f"nl/initiatives/{SLUG}" in campaign.files()


def test_who_is_told_that_nothing_is_done_with_it_is_told_so_truly(campaign: Campaign) -> None:
    """Too late, and after the code of the mail was typed, what is confirmed stays so, and the page says it."""
    campaign.submitted()
    link = _confirm_link(campaign)
    button = campaign.get(link).field("button")
    by_code = typed(campaign, INITIATOR, "Bevestig")
    press(campaign, by_code)
    campaign.drain()
    assert 'name="not_me"' not in campaign.get(by_code).body
    assert _after_saying_no(campaign, by_code, button="") == ""
    assert _after_saying_no(campaign, link, button) == say("nl", "notices.registration_stays.title")


def test_who_says_no_on_a_page_that_stood_open_too_long_is_told_that_it_stays(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    link = _confirm_link(campaign)
    button = campaign.get(link).field("button")
    clock.shift(HOUR + 1)
    assert _after_saying_no(campaign, link, button) == say("nl", "notices.registration_stays.title")


def test_who_said_no_is_told_so_also_by_the_other_button(campaign: Campaign) -> None:
    link = registers(campaign)
    button = campaign.get(link).field("button")
    assert _after_saying_no(campaign, link, button) == say("nl", "notices.registration_disowned.title")
    answer = campaign.post(link, {"button": button})
    campaign.drain()
    assert campaign.get(answer.location).status == 410
    opened = dossier(campaign)
    assert opened is None or opened.state == "withdrawn", "nobody reads it, and nothing of it is on the site"


def _after_saying_no(campaign: Campaign, link: str, button: str) -> str:
    """The heading of the page that follows, before and after its step ran; "" where the button is not taken."""
    answer = campaign.post(link, {"button": button, "not_me": "yes"})
    if answer.status != 303:
        return ""
    campaign.drain()
    found = re.search("<h1>(.*?)</h1>", campaign.get(answer.location).body)
    assert found
    return found[1]


def test_a_decision_on_what_was_disowned_meanwhile_is_told_that_there_is_none(campaign: Campaign) -> None:
    review = campaign.submitted()["an"]
    fields = {"button": campaign.get(review).field("button"), "reason": "Daarom."}
    says_no(campaign, _confirm_link(campaign))
    campaign.drain()
    for decision in ("approve", "reject", "takedown"):
        answer = campaign.post(review, means(decision, **fields))
        campaign.drain()
        body = campaign.get(answer.location).body if answer.status == 303 else answer.body
        assert say("nl", "review.withdrawn.disowned") in body


def test_what_is_disowned_is_not_reminded_of_and_gone_within_days(campaign: Campaign, clock: Clock) -> None:
    link = registers(campaign)
    says_no(campaign, link)
    campaign.drain()
    mails = len(campaign.mails(INITIATOR))
    by_code = typed(campaign, INITIATOR, "Bevestig")
    clock.shift(2 * DAY)
    campaign.tick("remind")
    campaign.drain()
    assert len(campaign.mails(INITIATOR)) == mails
    button = campaign.get(by_code).field("button")
    clock.shift(2 * DAY)
    assert campaign.get(by_code).status == 410
    campaign.post(by_code, {"button": button})
    campaign.drain()
    assert dossier(campaign) is None


def _confirmation(campaign: Campaign) -> EmailMessage:
    return next(mail for mail in campaign.mails(INITIATOR) if "/confirm/" in campaign.link(mail))


def _confirm_link(campaign: Campaign) -> str:
    return campaign.link(_confirmation(campaign))


# The other mails


def test_a_link_to_decide_that_was_disowned_decides_nothing_and_a_person_is_told(
    campaign: Campaign, logged: list[str]
) -> None:
    review = campaign.submitted()["an"]
    button = campaign.get(review).field("button")
    says_no(campaign, review)
    campaign.drain()
    assert any('"ERROR", "message": "link disowned"' in line for line in logged)
    page = campaign.get(review)
    assert (page.status, "/nl/code" in page.body) == (410, True)
    campaign.post(review, {"button": button, "decision": "approve", "reason": ""})
    campaign.drain()
    opened = dossier(campaign)
    assert opened
    assert opened.state == "waiting"
    # The other moderators decide as ever; and so does she, with the code of her mail.
    by_code = typed(campaign, MODERATORS[0])
    campaign.decide(by_code, "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()


def test_the_other_moderators_links_stay(campaign: Campaign) -> None:
    links = campaign.submitted()
    says_no(campaign, links["an"])
    campaign.drain()
    campaign.decide(links["karim"], "approve")
    assert f"nl/initiatives/{SLUG}" in campaign.files()


def test_a_link_to_change_that_was_disowned_changes_nothing(campaign: Campaign) -> None:
    campaign.decide(campaign.submitted()["an"], "changes", "Op welke dag is het?")
    edit = campaign.newest_link(INITIATOR)
    button = campaign.get(edit).field("button")
    says_no(campaign, edit)
    campaign.drain()
    assert campaign.get(edit).status == 410
    campaign.post(edit, a_change(button=button))
    campaign.drain()
    opened = dossier(campaign)
    assert opened
    assert (opened.state, opened.version) == ("changes", 1)
    by_code = typed(campaign, INITIATOR)
    assert press(campaign, by_code, **a_change(title="Een andere naam")).status == 303
    campaign.drain()
    opened = dossier(campaign)
    assert opened
    assert (opened.state, opened.version) == ("waiting", 2)
