"""Photos of an initiative: from the page behind the confirm link to the page that everyone reads."""

import re

import pytest

from chalicelib.cloud.settings import settings
from tests.account import client
from tests.campaign import Campaign
from tests.people import INITIATOR, SLUG, a_form
from tests.registration.photographing import ALT, Initiator, a_picture


@pytest.fixture
def initiator(campaign: Campaign) -> Initiator:
    assert campaign.post("/initiatives", a_form()).status == 303
    campaign.drain()
    return Initiator(campaign, campaign.newest_link(INITIATOR))


def uploads() -> list[str]:
    got = client("s3").list_objects_v2(Bucket=settings().uploads_bucket)
    return [entry["Key"] for entry in got.get("Contents", [])]


def public(campaign: Campaign) -> list[str]:
    return [key for key in campaign.files() if key.startswith("photos/")]


def test_a_photo_is_public_once_a_moderator_approved_it_and_no_longer_than_that(
    campaign: Campaign, initiator: Initiator
) -> None:
    """I20"""
    sent = a_picture()
    page = initiator.sends(sent)
    assert "alt_1" in page.body
    page = initiator.saves(ALT)
    assert "data:image/webp;base64," in page.body
    assert not [key for key in uploads() if key.startswith("quarantine/")], "it may say where it was taken"
    assert ALT in campaign.get(initiator.link).body
    [review, *_] = initiator.confirms().values()
    shown = campaign.get(review).body
    assert "data:image/webp;base64," in shown
    assert ALT in shown
    assert public(campaign) == []
    campaign.decide(review, "approve")
    seen = campaign.file(f"nl/initiatives/{SLUG}")
    found = set(re.findall(r"/(photos/[0-9a-f-]+\.(?:jpg|webp))", seen))
    assert found
    assert found == set(public(campaign))
    assert f'alt="{ALT}"' in seen
    assert 'width="640" height="480"' in seen
    campaign.decide(review, "takedown", "Op vraag van wie op de foto staat.")
    assert public(campaign) == []
    assert uploads() == []
