"""The people of the demo: they see pages, press buttons and read mails. They know no more than anyone who visits."""

import hashlib
import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urlsplit

import altcha

PATIENCE = 120.0
"""Seconds that a mail or a page may take."""


class DemoFailed(Exception):
    """Why the demo cannot go on, in one sentence."""


@dataclass(frozen=True)
class Page:
    """What came back, and from where."""

    path: str
    text: str

    @cached_property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page's form."""
        reader = _HiddenFields()
        reader.feed(self.text)
        return reader.fields


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser."""

    site: str

    def open(self, path: str, accept: str = "text/html") -> Page:
        """Look at a page. Raises DemoFailed."""
        return self._ask(urllib.request.Request(self.site + path, headers={"Accept": accept}))

    def read(self, path: str) -> Any:
        """What a program reads there. Raises DemoFailed."""
        return json.loads(self.open(path, "application/json").text)

    def press(self, page: Page, **fields: str) -> Page:
        """Press the button of a page. Raises DemoFailed."""
        return self.send(page.path, {**page.hidden, **fields})

    def send(self, path: str, fields: dict[str, Any]) -> Page:
        """Send a form. Raises DemoFailed."""
        body = urlencode(fields, doseq=True).encode()
        headers = {"Accept": "text/html", "Origin": self.site, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask(urllib.request.Request(self.site + path, body, headers))

    def links(self, to: str, about: str = "") -> list[str]:
        """The paths behind the buttons of somebody's mails, oldest first."""
        mails = self.read(f"/mailbox.json?{urlencode({'to': to})}")
        found = [
            re.search(rf"{re.escape(self.site)}(/\S{{60,}})", mail["text"]) for mail in mails if about in mail["text"]
        ]
        return [link[1] for link in found if link]

    def link(self, to: str, about: str = "") -> str:
        """The path behind the button of somebody's last mail (about this), once there is one. Raises DemoFailed."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if links := self.links(to, about):
                return links[-1]
            time.sleep(0.5)
        raise DemoFailed(f"No mail came for {to}; the log of the local stack says why.")

    def proof(self, form: str, email: str, **about: str) -> str:
        """The proof of work for a form, as the page's script does it."""
        address = hashlib.sha256(email.encode()).hexdigest()
        asked = json.loads(self.send(f"{form}/challenge", {**about, "address": address}).text)
        challenge = altcha.Challenge.from_dict(asked)
        solution = altcha.solve_challenge(challenge)
        if solution is None:
            raise DemoFailed("The proof of work has no solution.")
        return str(altcha.Payload(challenge, solution).to_base64())

    def _ask(self, request: urllib.request.Request) -> Page:
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return Page(urlsplit(answer.url).path, answer.read().decode())
        except urllib.error.HTTPError as problem:
            body = problem.read().decode(errors="replace")
            # The path may hold a token: only its beginning is said.
            path = "/".join(urlsplit(request.full_url).path.split("/")[:3])
            raise DemoFailed(
                f"{request.get_method()} {path} was answered with {problem.code}: {_said(body)}"
            ) from problem
        except OSError as problem:
            raise DemoFailed(f"Nobody answers at {self.site}: start the campaign with `make run` first.") from problem


class _HiddenFields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "hidden" and found.get("name"):
            self.fields[str(found["name"])] = found.get("value") or ""


def _said(body: str) -> str:
    """What a page says, without what is around it."""
    body = body.partition("<main")[2].partition(">")[2] or body
    text = re.sub(r"<(style|script|head).*?</\1>|<[^>]+>", " ", body, flags=re.DOTALL)
    return " ".join(text.split())[:300]
