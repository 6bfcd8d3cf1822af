"""Nobody makes us mail strangers by the thousand: a form brings a sum with it, or takes one of few places."""

from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.cloud.settings import settings
from chalicelib.web import proof
from tests.campaign import Answer, Campaign, sum_done
from tests.registration.conftest import drafts, sent

Form = dict[str, Any]


def _from_a_browser(campaign: Campaign, fields: Form) -> Answer:
    """The form just as it is, as a browser without scripts sends it."""
    kind = "application/x-www-form-urlencoded"
    headers = {"content_type": kind, "accept": "text/html", "origin": settings().public_url}
    return campaign.ask("POST", "/initiatives", urlencode(fields, doseq=True).encode(), headers)


def test_one_sum_is_for_one_form_however_often_it_comes(campaign: Campaign, form: Form) -> None:
    done = sum_done("registration", form["email"])
    for number in (1, 2, 3, 1):
        fields = {**form, "title": f"Taalcafe nummer {number}", "altcha": done}
        assert _from_a_browser(campaign, fields).status == 303
        campaign.drain()
    (kept,) = drafts(campaign)
    assert "nummer 1" in kept["initiative"]["S"]
    assert len(campaign.mails(form["email"])) == 1


def test_a_browser_without_scripts_takes_one_of_few_places(
    campaign: Campaign, form: Form, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proof, "WITHOUT_PROOF", 2)
    answers = [_from_a_browser(campaign, {**form, "title": f"Taalcafe nummer {number}"}) for number in range(3)]
    assert [answer.status for answer in answers] == [303, 303, 422]
    assert "Taalcafe nummer 2" in answers[2].body
    assert len(sent(campaign)) == 2


def test_a_program_has_no_such_place(campaign: Campaign, form: Form) -> None:
    for wrong in ("x", "e30=", "\u200b"):
        answer = campaign.post_json("/initiatives", {**form, "altcha": wrong})
        assert answer.status == 422
        assert "" in answer.json["errors"]
    assert sent(campaign) == []


def test_the_sum_of_a_vote_or_of_another_address_is_none_here(campaign: Campaign, form: Form) -> None:
    for wrong in (sum_done("vote", form["email"]), sum_done("registration", "other@example.org")):
        assert campaign.post_json("/initiatives", {**form, "altcha": wrong}).status == 422
    assert sent(campaign) == []


def test_a_sum_is_for_the_hash_of_an_address(campaign: Campaign) -> None:
    for path in ("/initiatives/challenge", "/code/challenge"):
        assert campaign.post(path, {"address": "an@example.org"}).status == 400
        assert campaign.post(path, {"address": proof.hashed("an@example.org")}).status == 200
