"""An organiser who brings the logo of a partner, in tests."""

import re
from typing import Any

from PIL import Image, ImageDraw

from chalicelib import logo
from chalicelib.cloud.settings import settings
from tests.account import client
from tests.campaign import Answer, Campaign
from tests.editions.office import fields_of, said
from tests.photos.corpus import exif, written

PATH = f"/nl/organise/edition/2027/logos/{logo.owner('2027', 'Cera')}"


def a_logo(ink: str = "#005eb8", mode: str = "RGBA", **how: Any) -> bytes:
    """Dark on nothing, with a wide margin, and with words that nobody meant to publish."""
    picture = Image.new(mode, (1200, 800), 0)
    ImageDraw.Draw(picture).rectangle((300, 300, 899, 499), fill=ink)
    return written(picture, "PNG", exif=exif(), **how)


def sends(campaign: Campaign, content: bytes) -> Answer:
    """Send a file, as S3 takes it from a browser."""
    key = re.search(r'name="key" value="([^"]+)"', campaign.get(PATH).body)
    assert key
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key[1], Body=content)
    return campaign.get(PATH)


def brings(campaign: Campaign, content: bytes) -> Answer:
    """Send a file and have it made anew: what its page says then."""
    answer = campaign.post(PATH, fields_of(sends(campaign, content)))
    assert answer.status == 303
    assert "Kijk daarna opnieuw" in said(campaign.get(answer.location))
    campaign.drain()
    return campaign.get(answer.location)
