"""I10: the form to register and the page for a code tell a stranger nothing about an address either."""

import json
from collections.abc import Callable

import pytest

from tests.account import counted
from tests.campaign import Answer, Campaign
from tests.people import a_form, press

ADDRESS = "an@example.org"
COMPLAINT = {"eventType": "Complaint", "complaint": {}, "mail": {"destination": [ADDRESS]}}
BOUNCE = {"eventType": "Bounce", "bounce": {"bounceType": "Permanent"}, "mail": {"destination": [ADDRESS]}}


def registered(campaign: Campaign) -> None:
    campaign.post("/initiatives", a_form(email=ADDRESS, title="Een ander taalcafé"))
    campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 1


def registered_this_very_thing(campaign: Campaign) -> None:
    campaign.post("/initiatives", a_form(email=ADDRESS))
    campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 1


def confirmed(campaign: Campaign) -> None:
    registered(campaign)
    press(campaign, campaign.newest_link(ADDRESS))
    campaign.drain()
    assert campaign.rows()["dossiers"]


def complained(campaign: Campaign) -> None:
    registered(campaign)
    campaign.deliver("feedback", json.dumps(COMPLAINT))


def bounced(campaign: Campaign) -> None:
    registered(campaign)
    campaign.deliver("feedback", json.dumps(BOUNCE))


def capped(campaign: Campaign) -> None:
    for number in range(5):
        campaign.post("/initiatives", a_form(email=ADDRESS, title=f"Taalcafé nummer {number}"))
        campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 2


State = Callable[[Campaign], None]
STATES: tuple[State, ...] = (registered, registered_this_very_thing, confirmed, complained, bounced, capped)


def _registering(campaign: Campaign, is_program: bool) -> tuple[Answer, list[str], int]:
    """The answer, the calls behind it, and how long its message is."""
    send = campaign.post_json if is_program else campaign.post
    campaign.taken("registration")
    with counted() as calls:
        answer = send("/initiatives", a_form(email=ADDRESS))
    (body,) = campaign.taken("registration")
    return answer, calls.made, len(body)


@pytest.mark.parametrize("is_program", [False, True], ids=["browser", "program"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_address_registers_with_the_same_answer(campaign: Campaign, state: State, is_program: bool) -> None:
    stranger = _registering(campaign, is_program)
    state(campaign)
    assert _registering(campaign, is_program) == stranger


@pytest.mark.parametrize("is_program", [False, True], ids=["browser", "program"])
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_every_address_with_a_guessed_code_gets_the_same_answer(
    campaign: Campaign, state: State, is_program: bool
) -> None:
    def guess() -> tuple[Answer, list[str]]:
        send = campaign.post_json if is_program else campaign.post
        with counted() as calls:
            return send("/nl/code", {"email": ADDRESS, "code": "ZZZZ ZZZZ"}), calls.made

    stranger = guess()
    state(campaign)
    assert guess() == stranger
    assert stranger[1] == ["dynamodb.UpdateItem", "dynamodb.BatchGetItem"]
