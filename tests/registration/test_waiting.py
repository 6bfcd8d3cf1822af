"""Whatever strangers register with somebody's address, its owner's own registration is confirmed from any mail."""

import re
from datetime import timedelta
from typing import Any

from chalicelib.registration import rules
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.people import press

Form = dict[str, Any]


def _send(campaign: Campaign, form: Form, title: str) -> None:
    assert campaign.post("/initiatives", form | {"title": title}).status == 303
    campaign.drain()


def _others(campaign: Campaign, link: str) -> dict[str, str]:
    """What else the page of a mail leads to, by title."""
    found = re.findall(r'<li><a href="([^"]+/confirm/[^"]+)"[^>]*>([^<]+)</a>', campaign.get(link).body)
    return {title: path for path, title in found}


def test_a_strangers_forms_use_up_a_mailboxs_mails_and_its_owner_confirms_all_the_same(
    campaign: Campaign, form: Form
) -> None:
    for title in ("Van een vreemde", "Nog een van die vreemde", "Van mij"):
        _send(campaign, form, title)
    first, second = (campaign.link(mail) for mail in campaign.mails(form["email"]))
    assert set(_others(campaign, first)) == {"Nog een van die vreemde", "Van mij"}
    not_me = {"button": campaign.get(first).field("button"), "not_me": "yes"}
    said = campaign.post(first, not_me)
    campaign.drain()
    assert set(_others(campaign, said.location)) == {"Nog een van die vreemde", "Van mij"}
    assert set(_others(campaign, second)) == {"Van mij"}
    press(campaign, _others(campaign, second)["Van mij"])
    campaign.drain()
    assert _others(campaign, second) == {}
    (dossier,) = (row for row in campaign.rows()["dossiers"] if "state" in row)
    assert "Van mij" in str(dossier) + str(campaign.rows()["dossiers"])


def test_another_mailbox_leads_to_none_of_them(campaign: Campaign, form: Form) -> None:
    _send(campaign, form, "Van mij")
    _send(campaign, form | {"email": "iemand.anders@example.org"}, "Van een ander")
    (mail,) = campaign.mails("iemand.anders@example.org")
    assert _others(campaign, campaign.link(mail)) == {}


def test_what_is_forgotten_waits_no_longer(campaign: Campaign, form: Form, clock: Clock) -> None:
    _send(campaign, form, "Van vorige week")
    clock.shift(timedelta(days=8))
    _send(campaign, form, "Van nu")
    link = campaign.link(campaign.mails(form["email"])[-1])
    assert set(_others(campaign, link)) == {"Van vorige week"}
    clock.shift(timedelta(days=7))
    with counted() as calls:
        assert _others(campaign, link) == {}
    assert calls.made == ["dynamodb.BatchGetItem"] * 2


def test_a_flood_leads_to_the_last_of_it_and_a_mailbox_keeps_one_small_row(campaign: Campaign, form: Form) -> None:
    _send(campaign, form, "Van mij")
    for number in range(rules.MOST_WAITING):
        _send(campaign, form, f"Van een vreemde {number}")
    link = campaign.link(campaign.mails(form["email"])[0])
    assert set(_others(campaign, link)) == {f"Van een vreemde {rules.MOST_WAITING - 1}"}
    _send(campaign, form, "Toch van mij")
    assert "Toch van mij" in _others(campaign, link)
    rows = [row for row in campaign.rows()["registrations"] if row["id"]["S"].startswith("mailbox#")]
    assert [len(row["drafts"]["SS"]) for row in rows] == [2]
    assert form["email"] not in str(rows)


def test_whose_mail_was_held_back_is_told_where_to_look(campaign: Campaign) -> None:
    assert say("nl", "sent.earlier") in campaign.get("/nl/register/sent").body
