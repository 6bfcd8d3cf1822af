"""The running campaign as people reach it: pages, forms and mails, over HTTP and nothing else."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup

from tests.people import TO_SIGN_IN, a_form, link_in, press, sum_of

SOON = 60.0
"""Seconds that something in the queues may take; only a hang takes as long."""

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, within: float = SOON) -> Found:
    """What the look finds, as soon as it finds something."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"still no {what} after {within:.0f} s")


def somebody() -> str:
    """An address that nobody had before."""
    return f"{uuid.uuid4().hex[:12]}@example.org"


def a_title() -> str:
    """A title that no initiative had before."""
    return f"Samen koken {uuid.uuid4().hex[:8]}"


@dataclass(frozen=True)
class Page:
    """What a person sees."""

    answer: httpx.Response

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def body(self) -> str:
        return self.answer.text

    @property
    def json(self) -> Any:
        return self.answer.json()

    @property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.body, "html.parser")

    @property
    def text(self) -> str:
        """The words on the page, without its menu and footer."""
        page = self.soup.body
        assert page is not None, f"no page in a {self.status}: {self.body[:200]}"
        for part in page.select("nav, footer"):
            part.decompose()
        return " ".join(page.get_text(" ").split())

    @property
    def path(self) -> str:
        return urlsplit(str(self.answer.url)).path

    @property
    def sum(self) -> str:
        """Where the script of its main form asks for a sum, if it does."""
        form = self.soup.select_one("main form[method=post]")
        return str(form.get("data-sum", "")) if form else ""

    def fields(self) -> dict[str, Any]:
        """The main form as it stands: every field with what is in it or chosen."""
        form = self.soup.select_one("main form[method=post]")
        assert form is not None, f"no form on {self.path}"
        found: dict[str, Any] = {}
        for tag in form.select("input[name], textarea[name], select[name]"):
            name, kind = str(tag["name"]), str(tag.get("type", ""))
            if kind in ("radio", "checkbox") and not tag.has_attr("checked"):
                continue
            if tag.name == "textarea":
                found[name] = tag.get_text()
            elif tag.name == "select":
                chosen = tag.select_one("option[selected]") or tag.select_one("option")
                found[name] = str(chosen["value"]) if chosen else ""
            elif name in found:
                found[name] = [*([found[name]] if isinstance(found[name], str) else found[name]), str(tag["value"])]
            else:
                found[name] = str(tag.get("value", "on" if kind == "checkbox" else ""))
        return found

    @property
    def action(self) -> str:
        form = self.soup.select_one("main form[method=post]")
        assert form is not None
        return urljoin(str(self.answer.url), str(form.get("action") or ""))


@dataclass
class Site:
    """The running campaign."""

    url: str
    browser: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.browser = httpx.Client(
            base_url=self.url, follow_redirects=True, timeout=60, headers={"accept": "text/html"}
        )

    def get(self, path: str) -> Page:
        """Look at a page."""
        return Page(self.browser.get(path))

    def send(self, page: Page, **filled: Any) -> Page:
        """Fill in the form of a page and press its button."""
        fields = {**page.fields(), **filled}
        if page.sum and fields.get("email"):
            fields["altcha"] = sum_of(self, page.sum, fields["email"])
        return self.post(page.action, fields)

    def post(self, path: str, fields: dict[str, Any], origin: str | None = None) -> Page:
        """Post a form as a browser does."""
        return Page(self.browser.post(path, data=fields, headers={"origin": origin or self.url}))

    def mails(self, to: str) -> list[dict[str, Any]]:
        """The mails somebody got, oldest first."""
        mails = [mail for mail in self.browser.get("/mailbox.json").json() if to in str(mail["to"])]
        return sorted(mails, key=lambda mail: str(mail["sent_at"]))

    def mail(self, to: str, number: int = 1, about: str = "") -> dict[str, Any]:
        """The so many-th mail somebody gets (about something), once it is there."""
        return eventually(
            lambda: [mail for mail in self.mails(to) if about in mail["subject"] + mail["text"]][number - 1 : number],
            f"mail {number} about {about or 'anything'}",
        )[0]

    def link(self, mail: dict[str, Any]) -> str:
        """The path behind the button of a mail."""
        return link_in(mail["text"], self.url)

    # The steps of a journey

    def registers(self, email: str, language: str = "nl", **changed: Any) -> Page:
        """Fill in the registration form and send it in."""
        page = self.get(f"/{language}/register")
        # People take longer than this; a form sent at once is a machine's.
        time.sleep(3.1)
        return self.send(page, **a_form(email=email, **{"title": a_title(), "language": language, **changed}))

    def registered(self, **changed: Any) -> str:
        """The address of somebody whose initiative waits for the moderators."""
        email = somebody()
        assert self.registers(email, **changed).status == 200
        assert press(self, self.link(self.mail(email))).status == 200
        return email

    def signs_in(self, email: str) -> None:
        """Ask for a link and sign in with it; this browser is theirs from then on."""
        before = len(self.mails(email))
        assert self.send(self.get("/nl/sign-in"), email=email).status == 200
        assert press(self, self.link(self.mail(email, before + 1)), word=TO_SIGN_IN).status == 200
        # A browser takes this machine for safe also without TLS, and sends it a cookie that is for safe places alone.
        self.browser.headers["cookie"] = "; ".join(f"{its.name}={its.value}" for its in self.browser.cookies.jar)

    def slug_of(self, title: str) -> str:
        """The slug under which a title is public, once it is."""

        def listed() -> list[str]:
            answer = self.browser.get("/initiatives.json")
            if answer.status_code != 200:
                return []
            return [one["slug"] for one in answer.json()["initiatives"] if one["title"] == title]

        return eventually(listed, f"{title} on the list")[0]

    def receipt_says(self, receipt: str, state: str) -> dict[str, Any]:
        """The receipt as JSON, once it says this."""
        path = urlsplit(receipt).path.split("/")[-1]

        def look() -> dict[str, Any]:
            got: dict[str, Any] = self.browser.get(f"/receipts/{path}.json").json()
            return got if got["state"] == state else {}

        return eventually(look, f"receipt that says {state}")
