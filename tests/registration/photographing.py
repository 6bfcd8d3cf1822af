"""Who adds photos to what they registered, in tests."""

import io
import re
from dataclasses import dataclass
from typing import Any

from PIL import Image

from chalicelib.cloud.settings import settings
from tests.account import client
from tests.campaign import Answer, Campaign
from tests.people import hidden, press

ALT = "Zes buren drinken koffie aan een lange tafel."


def a_picture(width: int = 640, height: int = 480, kind: str = "JPEG", **how: Any) -> bytes:
    """A photo as somebody has it."""
    written = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(written, kind, **how)
    return written.getvalue()


@dataclass
class Initiator:
    """Whoever registered, with the mail in hand."""

    campaign: Campaign
    link: str

    @property
    def photos(self) -> str:
        """The page of their photos."""
        return self.link.replace("/confirm/", "/photos/")

    def sends(self, content: bytes) -> Answer:
        """Send a file, as S3 takes it from a browser."""
        page = self.campaign.get(self.photos)
        key = re.search(r'name="key" value="([^"]+)"', page.body)
        assert key, page.body
        client("s3").put_object(Bucket=settings().uploads_bucket, Key=key[1], Body=content)
        return self.campaign.get(self.photos)

    def saves(self, *alts: str, **other: str) -> Answer:
        """Say what is to be seen on each."""
        form = self.filled(*alts, **other)
        answer = self.campaign.post(self.photos, form)
        if answer.status != 303:
            return answer
        assert self.campaign.get(answer.location).status == 200
        self.campaign.drain()
        return self.campaign.get(answer.location)

    def filled(self, *alts: str, **other: str) -> dict[str, str]:
        typed = {f"alt_{n}": alt for n, alt in enumerate(alts, 1)}
        shown = hidden(self.campaign.get(self.photos))
        # Not those of the form that goes to S3.
        ours = {name: its for name, its in shown.items() if name.startswith(("id_", "new", "button"))}
        return {**ours, **typed, "shown_agree": "yes", "rights": "yes", **other}

    def confirms(self) -> dict[str, str]:
        """Press the button: where each moderator reads it."""
        assert press(self.campaign, self.link).status == 303
        self.campaign.drain()
        return self.campaign.review_links()

    def has_a_photo(self) -> None:
        """Send one, and say what is to be seen on it."""
        self.sends(a_picture())
        self.saves(ALT)
