"""What somebody sees of a mail."""

import email
import re
from dataclasses import dataclass
from email.message import Message
from typing import cast

from tests.simulation import place

_LINK = re.compile(rf"{re.escape(place.PUBLIC_URL)}(/(?:nl|fr|en)/(confirm|edit|review|vote/confirm)/\S+)")


@dataclass(eq=False)
class Letter:
    """A mail that the mail service accepted."""

    at: int
    began: int
    """When the worker that sent it started."""
    id: str
    """Its Message-ID: the same for the same mail."""
    to: str
    subject: str
    text: str
    html: str
    link: str
    """The path behind its button; empty where it has none."""
    purpose: str
    reader: str | None = None

    @property
    def is_confirmation(self) -> bool:
        """Whether a stranger could have asked for it."""
        return self.purpose in ("confirm", "vote/confirm")

    @property
    def token(self) -> str:
        return self.link.rpartition("/")[2]


def read_letter(raw: bytes, at: int, began: int) -> Letter:
    """A mail as it was handed to the mail service."""
    parsed = email.message_from_bytes(raw)
    text, html = (_text(part) for part in cast("list[Message]", parsed.get_payload()))
    found = _LINK.search(text)
    link, purpose = found.groups() if found else ("", "")
    return Letter(at, began, parsed["Message-ID"], parsed["To"], parsed["Subject"], text, html, link, purpose)


def _text(part: Message) -> str:
    return cast("bytes", part.get_payload(decode=True)).decode()
