"""Photos of an initiative: from the page behind the confirm link to the page that everyone reads."""

import base64
import json
import re
from datetime import timedelta

import pytest

from chalicelib import clock as clock_of_ours
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.messages.publication import InitiativeTakenDown
from chalicelib.messages.registration import RegistrationConfirmed
from chalicelib.publication import photos, steps, store
from chalicelib.registration.rules import DISOWNED_FOR
from tests.account import client
from tests.campaign import Campaign, Clock
from tests.people import INITIATOR, SLUG, a_form, hidden, press
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
    campaign: Campaign, initiator: Initiator, clock: Clock
) -> None:
    """I20; of what nobody may undo any more none is kept"""
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
    clock.shift(DAY)
    campaign.tick("forget")
    campaign.drain()
    assert uploads() != []
    clock.shift(DAY + 1)
    campaign.tick("forget")
    campaign.drain()
    assert uploads() == []


def test_what_is_taken_down_by_mistake_has_its_photos_when_it_is_back(campaign: Campaign, initiator: Initiator) -> None:
    """I20"""
    initiator.has_a_photo()
    [review, *_] = initiator.confirms().values()
    campaign.decide(review, "approve")
    shown = public(campaign)
    campaign.decide(review, "takedown", "Een vergissing.")
    assert (len(shown) > 0, public(campaign)) == (True, [])
    assert press(campaign, review, decision="undo").status == 303
    campaign.drain()
    assert public(campaign) == shown


def test_what_comes_late_or_twice_brings_no_photo_back(campaign: Campaign, initiator: Initiator) -> None:
    """I20; I14"""
    initiator.sends(a_picture())
    form = initiator.filled(ALT)
    assert campaign.post(initiator.photos, form).status == 303
    twice = campaign.waiting("photos")
    campaign.drain()
    campaign.deliver("photos", *twice)
    campaign.drain()
    [review, *_] = initiator.confirms().values()
    assert press(campaign, review, decision="approve").status == 303
    campaign.drain_once("moderation")
    approved = campaign.waiting("publication")
    campaign.drain()
    assert public(campaign)
    campaign.decide(review, "takedown", "Op vraag van wie op de foto staat.")
    campaign.deliver("publication", *approved)
    campaign.deliver("photos", *twice)
    campaign.drain()
    assert public(campaign) == []


def test_a_takedown_while_photos_are_copied_wins(
    campaign: Campaign, initiator: Initiator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I20"""
    initiator.has_a_photo()
    [review, *_] = initiator.confirms().values()
    copy = photos._copy

    def slowly(name: str) -> None:
        monkeypatch.setattr(photos, "_copy", copy)
        row = store.photos("2027", SLUG)
        steps.take_down(InitiativeTakenDown(SLUG, 1, 1, row))
        copy(name)

    monkeypatch.setattr(photos, "_copy", slowly)
    campaign.decide(review, "approve")
    assert public(campaign) == []


def test_photos_that_nobody_confirms_are_gone_when_their_draft_is(
    campaign: Campaign, clock: Clock, initiator: Initiator
) -> None:
    """And no others: of two who send one, who confirms in time keeps it."""
    initiator.has_a_photo()
    theirs = set(uploads())
    clock.shift(60)
    assert campaign.post("/initiatives", a_form(email="els@example.org", title="Koor")).status == 303
    campaign.drain()
    other = Initiator(campaign, campaign.newest_link("els@example.org"))
    other.has_a_photo()
    other.confirms()
    clock.shift(timedelta(days=14, seconds=-120))
    _clean(campaign)
    assert theirs < set(uploads())
    late = RegistrationConfirmed(_id(initiator), clock_of_ours.seconds())
    clock.shift(60)
    _clean(campaign)
    kept = set(uploads())
    assert kept
    assert not kept & theirs
    # Pressed in the last second, and on its way since: it shows no photo that is gone.
    send([late])
    campaign.drain()
    reviews = campaign.review_links().values()
    assert "data:image/webp" not in campaign.get(next(iter(reviews))).body


def test_a_photo_of_what_was_disowned_is_gone_once_no_code_can_confirm_it(
    campaign: Campaign, clock: Clock, initiator: Initiator
) -> None:
    initiator.has_a_photo()
    assert press(campaign, initiator.link, not_me="yes").status == 303
    campaign.drain()
    clock.shift(DISOWNED_FOR - 60)
    _clean(campaign)
    assert uploads()
    clock.shift(60)
    _clean(campaign)
    assert uploads() == []


def _clean(campaign: Campaign) -> None:
    campaign.tick("remind")
    campaign.drain()


def _id(initiator: Initiator) -> str:
    [row] = [
        row for row in initiator.campaign.rows()["registrations"] if "confirmed_at" not in row and "contact" in row
    ]
    return str(row["id"]["S"])


def test_a_photo_is_taken_once_it_is_said_what_it_shows_and_that_all_agree(
    campaign: Campaign, initiator: Initiator
) -> None:
    initiator.sends(a_picture())
    for alt, other in (("Buren", {}), ("IMG_20270301.jpg", {}), (ALT, {"rights": ""}), (ALT, {"shown_agree": ""})):
        assert initiator.saves(alt, **other).status == 422
        assert campaign.waiting("photos") == []
    assert "data:image/webp" in initiator.saves(ALT).body


def test_photos_come_in_the_order_that_was_said_and_one_that_is_removed_is_gone(initiator: Initiator) -> None:
    for width in (300, 400, 500):
        initiator.sends(a_picture(width))
        initiator.saves(*(f"Een foto die {wide} breed is." for wide in (300, 400, 500) if wide <= width))
    page = initiator.saves(order_1="3", order_3="1", remove_2="yes", **{f"alt_{n}": ALT for n in (1, 2, 3)})
    assert page.status == 200, re.findall(r"<li><a href=.#.*", page.body)
    assert page.body.count("data:image/webp") == 2
    [review, *_] = initiator.confirms().values()
    assert review


@pytest.mark.parametrize(
    ("content", "said"), [(b"\0\0\0\x18ftypheic" + bytes(99), "Meest compatibel"), (b"<svg/>", "geen foto")]
)
def test_a_file_that_is_no_photo_is_said_at_once_and_another_may_come(
    initiator: Initiator, content: bytes, said: str
) -> None:
    page = initiator.sends(content)
    assert said in page.body
    assert 'name="key"' in page.body
    assert 'name="alt_1"' not in page.body


def test_a_photo_that_cannot_be_decoded_is_refused_with_a_reason(initiator: Initiator) -> None:
    initiator.sends(a_picture()[:900])
    page = initiator.saves(ALT)
    assert "niet heel" in page.body
    assert 'name="key"' in page.body


def test_nobody_takes_a_photo_of_anothers_registration(campaign: Campaign, initiator: Initiator) -> None:
    initiator.has_a_photo()
    theirs = hidden(campaign.get(initiator.photos))["id_1"]
    assert campaign.post("/initiatives", a_form(email="els@example.org", title="Koor Zestien")).status == 303
    campaign.drain()
    other = Initiator(campaign, campaign.newest_link("els@example.org"))
    other.sends(a_picture(300))
    assert other.saves(ALT, id_1=theirs, new="").body.count("data:image/webp") == 0


def test_only_a_small_file_at_one_place_may_be_sent_with_the_form(initiator: Initiator) -> None:
    page = initiator.campaign.get(initiator.photos)
    policy = json.loads(base64.b64decode(page.field("policy")))
    assert ["content-length-range", 1, 8_000_000] in policy["conditions"]
    assert {"key": page.field("key")} in policy["conditions"]
    assert {"x-amz-algorithm": "AWS4-HMAC-SHA256"} in policy["conditions"], "S3 knows no other way any more"
    assert page.field("key") == f"quarantine/{page.field('key').partition('/')[2]}"
    assert f"form-action 'self' https://{settings().uploads_bucket}." in page.headers["content-security-policy"]


def test_who_is_forgotten_has_no_photo_left(campaign: Campaign, initiator: Initiator) -> None:
    initiator.has_a_photo()
    [review, *_] = initiator.confirms().values()
    campaign.decide(review, "approve")
    [dossier] = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "contact" in row]
    send([DossierForgotten(dossier, True, 1)])
    campaign.drain()
    assert public(campaign) == []
    assert uploads() == []
