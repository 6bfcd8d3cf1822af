"""The mailbox of the local stack: each mail of the campaign, for a person to read. None leaves the machine."""

import email
import email.policy
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from jinja2 import Environment, FileSystemLoader

HERE = Path(__file__).parent
LARGEST = 10_000_000
"""Bytes of a mail."""


@dataclass(frozen=True)
class Mail:
    """One mail, in a file named after the moment it came."""

    file: Path

    @property
    def id(self) -> str:
        return self.file.stem

    @property
    def sent_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.id) / 1e9, UTC)

    @cached_property
    def message(self) -> EmailMessage:
        parsed = email.message_from_bytes(self.file.read_bytes(), policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def part(self, kind: str) -> str:
        """Its text in this form, plain or html."""
        part = self.message.get_body((kind,))
        return str(part.get_content()) if part else ""

    def as_json(self) -> dict[str, Any]:
        """What a test wants to know."""
        return {
            "id": self.id,
            "to": str(self.message["To"]),
            "from": str(self.message["From"]),
            "subject": str(self.message["Subject"]),
            "text": self.part("plain"),
            "html": self.part("html"),
            "sent_at": self.sent_at.isoformat(),
            "headers": {name: str(value) for name, value in self.message.items()},
        }


class Mailbox:
    """All mails that ever came, kept in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._coming = threading.Lock()
        self._mails = {file.stem: Mail(file) for file in sorted(folder.glob("*.eml"))}

    def __iter__(self) -> Iterator[Mail]:
        """The mails, oldest first."""
        return iter(list(self._mails.values()))

    def find(self, name: str) -> Mail | None:
        """The mail with this id."""
        return self._mails.get(name)

    def add(self, content: bytes) -> None:
        """Keep a mail that came in."""
        with self._coming:
            file = self._folder / f"{time.time_ns()}.eml"
            file.write_bytes(content)
            self._mails[file.stem] = Mail(file)

    def listen(self, port: int) -> Controller:
        """Take mails from the emulator on this port, until the controller is stopped."""
        controller = Controller(_Postman(self), hostname="127.0.0.1", port=port, data_size_limit=LARGEST)
        controller.start()
        return controller

    # What a person sees

    def answer(self, target: str) -> tuple[int, str, bytes] | None:
        """Status, content type and body of a page of the mailbox; None where the path is not one.

        /mailbox.json?to=… has the mails to one address only.
        """
        path, _, query = target.partition("?")
        if path == "/mailbox.json":
            to = parse_qs(query).get("to", [""])[0]
            mails = [mail.as_json() for mail in self if to in str(mail.message["To"])]
            return 200, "application/json; charset=utf-8", json.dumps(mails, ensure_ascii=False).encode()
        if path.rstrip("/") == "/mailbox":
            return self._page("mailbox.html", mails=reversed(list(self)))
        if not path.startswith("/mailbox/"):
            return None
        name, _, form = path.removeprefix("/mailbox/").partition(".")
        if not (mail := self.find(name)):
            return 404, "text/plain; charset=utf-8", b"There is no such mail."
        if form == "html":
            # Links lead out of the frame.
            return 200, "text/html; charset=utf-8", f'<base target="_top">{mail.part("html")}'.encode()
        return self._page("mail.html", mail=mail)

    def _page(self, template: str, **context: Any) -> tuple[int, str, bytes]:
        pages = Environment(loader=FileSystemLoader(HERE), autoescape=True)
        return 200, "text/html; charset=utf-8", pages.get_template(template).render(**context).encode()


class _Postman:
    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's
        content = envelope.original_content or b""
        self._mailbox.add(content)
        return "250 kept"
