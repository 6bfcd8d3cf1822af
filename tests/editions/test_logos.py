"""A partner's logo, from an organiser's file to the pages of the site, and off them again."""

import io

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from chalicelib.cloud.settings import settings
from chalicelib.errors import Refused
from chalicelib.photos.logos import re_encode
from tests.account import client
from tests.campaign import Campaign
from tests.editions.bringing import PATH, a_logo, brings, sends
from tests.editions.office import Office, fields_of, said, seen
from tests.photos.corpus import MARKUP, SECRET, written


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


def saves(office: Office, wanted: dict[str, str]) -> None:
    differences = office.campaign.post(office.path, wanted)
    assert "Het logo van Cera" in said(differences)
    assert office.save(differences).status == 303
    office.campaign.drain()
    # A minute later.
    seen()
    office.campaign.tick("turn_phase")
    office.campaign.drain()


def logos_of(campaign: Campaign) -> list[str]:
    return [key for key in campaign.files() if key.startswith("partners/")]


def test_a_logo_comes_on_the_site_and_goes_off_it_again(office: Office) -> None:
    """I20: what is public we made ourselves, and it is public for as long as the year names it."""
    campaign = office.campaign
    made = brings(office.campaign, a_logo())
    assert logos_of(campaign) == []
    saves(office, fields_of(made))
    (key,) = logos_of(campaign)
    file = client("s3").get_object(Bucket=settings().public_bucket, Key=key)["Body"].read()
    assert not any(secret[:8] in file for secret in (SECRET, MARKUP))
    assert Image.open(io.BytesIO(file)).size == (480, 160)
    for page in ("nl/about", "fr/index"):
        shown = BeautifulSoup(campaign.file(page), "html.parser").select_one(".partners img[alt=Cera]")
        assert shown
        assert (shown["src"], shown["width"], shown["height"]) == (f"/{key}", "139", "46")
    # Who is called otherwise keeps it.
    office.change("partners", partners="CERA https://www.cera.coop")
    assert [bool(its.logo) for its in seen().partners] == [True]
    office.change("partners", partners="Cera https://www.cera.coop")

    its = BeautifulSoup(campaign.get(PATH).body, "html.parser").find("input", attrs={"name": "wanted"})
    assert its
    form = its.find_parent("form")
    assert form
    saves(office, {str(one["name"]): str(one["value"]) for one in form.find_all("input")})
    assert logos_of(campaign) == []
    assert "Cera" in campaign.file("nl/about")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "Bewaar het logo als PNG"),
        (b"GIF89a" + MARKUP, "Kies een PNG, JPEG of WebP"),
    ],
)
def test_what_is_no_picture_is_not_even_made_and_its_page_says_what_to_do(
    office: Office, content: bytes, sentence: str
) -> None:
    page = sends(office.campaign, content)
    assert sentence in said(page)
    assert 'id="typed"' not in page.body


def test_white_letters_are_refused_since_nobody_would_see_them(office: Office) -> None:
    assert "Op wit is van dit logo niets te zien" in said(brings(office.campaign, a_logo("#ffffff")))
    # And another may be sent at once.
    assert 'id="file"' in office.campaign.get(PATH).body


def test_nobody_has_a_file_made_for_another_partner(office: Office) -> None:
    form = fields_of(sends(office.campaign, a_logo()))
    assert office.campaign.post(PATH, {**form, "id": "0" * 32 + form["id"][32:]}).status == 400
    assert office.campaign.get(PATH[:-1] + ("0" if PATH[-1] != "0" else "1")).status == 404


@pytest.mark.parametrize(
    ("width", "height", "sentence"), [(39, 39, "shape"), (1200, 100, "shape"), (9000, 4500, "pixels")]
)
def test_a_shape_that_no_row_of_logos_can_show_is_refused(width: int, height: int, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        re_encode(written(Image.new("L", (width, height)), "PNG"))
    assert refusal.value.sentence == sentence
