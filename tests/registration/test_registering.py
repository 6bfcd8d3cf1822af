"""From the form to a confirmed registration."""

import json
from typing import Any

import pytest
import time_machine

from tests.campaign import Campaign, counted


def _sent(campaign: Campaign, queue: str) -> list[dict[str, Any]]:
    return [json.loads(body) for body in campaign.waiting(queue)]


def test_the_form_opens_in_each_language(campaign: Campaign) -> None:
    for language in ("nl", "fr", "en"):
        answer = campaign.get(f"/{language}/register")
        assert answer.status == 200
        assert f'<html lang="{language}"' in answer.body
        assert 'action="/initiatives"' in answer.body


def test_a_form_in_which_all_is_right_is_one_message(campaign: Campaign, form: dict[str, Any]) -> None:
    with counted() as calls:
        answer = campaign.post("/initiatives", form)
    assert (answer.status, answer.location) == (303, "/nl/register/sent")
    assert calls.made == ["sqs.SendMessage"]
    (message,) = _sent(campaign, "registration")
    assert message["kind"] == "InitiativeSubmitted"
    assert message["fields"]["initiative"]["places"] == ["44021"]
