"""A TV night: the site was down for an hour, and two organisers let the vote close later, for everybody to read."""

import json
import re
from datetime import datetime, timedelta

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.messages.editions import AmendmentSettled
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import steps as sealing
from tests.campaign import Answer, Campaign, Clock
from tests.editions.office import Office, fields_of, said, seen
from tests.editions.test_amending import EVENING, NOTE, delivered
from tests.people import ask_to_vote, press
from tests.sealed import published, verified
from tests.team.team import BART, SOFIE, put
from tests.years import JUDGED, YEAR

FORM = "/nl/organise/edition/2027/amend/public-2027"
NOTES = {f"note_{tongue}": NOTE[tongue] for tongue in LANGUAGES}
HOUR = timedelta(hours=1)
LATER = {"rounds-0-closes-day": "2027-04-24", "rounds-0-closes-hour": "00:59"}


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
def bart(campaign: Campaign) -> str:
    return put(campaign, BART, "organiser")


def propose(campaign: Campaign, form: str = FORM, **typed: str) -> Answer:
    """What Sofie types, on top of what stands there."""
    Office.of(campaign)
    page = campaign.get(form)
    return campaign.post(form, {**fields_of(page), **LATER, **NOTES, **typed})


def answer(campaign: Campaign, path: str, what: str) -> str:
    """Press a button on the page of an amendment: what that says once its step ran."""
    sent = campaign.post(path, {**fields_of(campaign.get(path)), "answer": what})
    assert sent.status == 303
    campaign.drain()
    return said(campaign.get(sent.location))


def test_a_tv_night_whose_close_is_moved_by_two(campaign: Campaign, bart: str, clock: Clock) -> None:
    """I3, I6, I15: what was pressed before counts too, and everybody's recount of the public log still agrees."""
    slug = campaign.approved_with("Taalcafé De Brug") if hasattr(campaign, "approved_with") else ""
    assert slug is not None
    sent = propose(campaign)
    assert sent.status == 303
    campaign.drain()
    assert "Je voorstel wacht" in said(campaign.get(sent.location))
    assert seen().vote == YEAR.vote
    assert "Goedkeuren" not in re.sub("Goedkeuren kan", "", said(campaign.get(sent.location)))

    mail = campaign.newest(BART)
    assert "wacht op jouw akkoord" in mail["subject"]
    Office.of(campaign, BART)
    page = campaign.get(sent.location)
    for words in ("Keur je dit goed?", "1 uur later", "23 april 2027 om 23.59 uur", "24 april 2027 om 0.59 uur", NOTE.fr):
        assert words in said(page), said(page)
    assert "wacht op een tweede organisator" in said(campaign.get("/nl/organise"))
    assert "Goedgekeurd door twee" in answer(campaign, sent.location, "agree")
    assert seen().vote.closes == YEAR.vote.closes + HOUR
    assert "wacht op een tweede" not in said(campaign.get("/nl/organise"))
