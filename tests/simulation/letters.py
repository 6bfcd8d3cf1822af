"""What somebody sees of a mail."""

import re
from binascii import a2b_qp
from dataclasses import dataclass, field

from tests import environment
from tests.people import code_in

_PAGES = "confirm|contact|edit|invitation|links|renew|review|sign-in|status|vote/confirm"
_LINK = re.compile(rf"{re.escape(environment.PUBLIC_URL)}(/(?:nl|fr|en)/({_PAGES})/\S+)")
_BOUNDARY = re.compile(rb'boundary="([^"]+)"')
_HEADER = re.compile(rb"^(Message-ID|To|Subject): (.*?)\r\n(?!\s)", re.MULTILINE | re.DOTALL)


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
    html: bytes = field(repr=False)
    """Its other part, encoded as it went out."""
    link: str
    """The path behind its button; empty where it has none."""
    purpose: str
    code: str = ""
    """What may be typed instead."""
    reader: str | None = None

    @property
    def is_confirmation(self) -> bool:
        """Whether a stranger could have asked for it."""
        return self.purpose in ("confirm", "vote/confirm")

    @property
    def token(self) -> str:
        return self.link.rpartition("/")[2]


def read_letter(raw: bytes, at: int, began: int) -> Letter:
    """A mail as it was handed to the mail service: two parts, of which the first is the text."""
    top, _, body = raw.partition(b"\r\n\r\n")
    headers = {name.decode(): value.decode() for name, value in _HEADER.findall(top + b"\r\n\r\n")}
    boundary = _BOUNDARY.search(top)
    assert boundary, "a mail has a text and an html part"
    _, text_part, html, _ = body.split(b"--" + boundary.group(1))
    text = a2b_qp(text_part.partition(b"\r\n\r\n")[2]).decode()
    found = _LINK.search(text)
    link, purpose = found.groups() if found else ("", "")
    return Letter(
        at, began, headers["Message-ID"], headers["To"], headers["Subject"], text, html, link, purpose, code_in(text)
    )
