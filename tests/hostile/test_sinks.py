"""What people typed arrives everywhere as they typed it, and as nothing but text: in pages, mails and open data."""

from collections.abc import Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag
from hypothesis import HealthCheck, example, given, settings

from chalicelib import addresses
from chalicelib.edition import LANGUAGES
from chalicelib.errors import Refused
from chalicelib.messages.mail import MailRequested
from chalicelib.notifications import mails
from chalicelib.site import calendar, files
from chalicelib.site.drawing import of_all
from chalicelib.site.public import Published
from chalicelib.web import fields
from chalicelib.web.initiatives import COMPETES, INITIATIVE, NAME, initiative
from tests.campaign import VOTING, Campaign
from tests.depth import cases
from tests.hostile.strings import HEADERS, naughty, texts
from tests.notifications.post import ABOUT, LINKS, a_mail
from tests.people import a_form
from tests.publication.initiatives import published
from tests.years import YEAR

SITE = "https://example.org"
NOW = calendar.at(YEAR, VOTING)
TYPED = ("title", "summary", "description", "organisation", "website")
MAILED = {
    "title",
    "reason",
    "question",
    "summary",
    "description",
    "join",
    "organisation",
    "words",
    "edits",
    "by",
    "lines",
}
"""What somebody typed, in our mails."""


@cache
def accepted(string: str) -> Mapping[str, str]:
    """The fields of a form that take this string, as they keep it."""
    form = a_form()
    kept: dict[str, str] = {}
    for name in (*TYPED, "contact_name"):
        typed = {**form, name: string * (8 if name == "description" else 1)}
        texts = {key: text for key, text in typed.items() if isinstance(text, str)}
        filled = fields.fill((*INITIATIVE, NAME, COMPETES), texts, {"postal_code": ["9000"]})
        checked = fields.checked(filled, YEAR)
        if not checked.faults:
            kept[name] = filled.texts[name] if name == "contact_name" else getattr(initiative(checked), name)
    return kept


@cache
def town() -> tuple[Published, ...]:
    """An initiative of each string, in all fields that take it."""
    return tuple(
        published(f"naughty-{number}", at=1_800_000_000 + number, **{n: t for n, t in kept.items() if n in TYPED})
        for number, kept in enumerate(map(accepted, naughty()))
        if kept
    )


@cache
def built() -> Mapping[str, bytes]:
    """The whole public site with them."""
    return {file.key: file.content for file in files.files(of_all(YEAR, town(), NOW, None, SITE))}


def test_there_is_something_to_look_at() -> None:
    assert len(town()) > 300
    assert sum(len(accepted(string)) for string in naughty()) > 1500


def _kinds(page: Tag) -> set[tuple[str, tuple[str, ...]]]:
    return {(tag.name, tuple(sorted(tag.attrs))) for tag in page.find_all(True)}


def test_pages_show_what_was_typed_and_are_made_of_nothing_else() -> None:
    plain = {file.key: file.content for file in files.files(of_all(YEAR, [published()], NOW, None, SITE))}
    ours = _kinds(BeautifulSoup(plain["nl/initiatives/taalcafe-de-brug"], "html.parser"))
    for one in town():
        page = BeautifulSoup(built()[f"nl/initiatives/{one.slug}"], "html.parser")
        told = one.initiative
        assert page.h1
        assert page.h1.get_text() == told.title
        lead = page.find("p", class_="lead")
        assert lead
        assert lead.get_text() == told.summary
        shown = "\n".join(part.get_text() for part in page.find_all("p", class_="typed"))
        assert shown.split() == told.description.split()
        assert _kinds(page) <= ours, one.slug
        for link in page.find_all("a"):
            assert str(link["href"]).startswith(("/", "#", "http://", "https://", "mailto:?"))


def test_lists_are_made_of_nothing_else() -> None:
    for language in LANGUAGES:
        pages = [key for key in built() if key.startswith(f"{language}/initiatives/page/")]
        assert pages
        for key in pages:
            page = BeautifulSoup(built()[key], "html.parser")
            assert not page.find_all(["iframe", "img", "math", "object"])
            assert not [tag for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]
            assert all(str(script.get("src", "")).startswith("/static/") for script in page.find_all("script"))


# Mails


def _headers(mail: EmailMessage) -> dict[str, str]:
    return {name: str(value) for name, value in mail.items() if name not in ("Date", "Message-ID", "Content-Type")}


def _arrived(requested: MailRequested) -> EmailMessage:
    mail = message_from_bytes(mails.compose(requested).as_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


def _text(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part
    return str(part.get_content())


@pytest.mark.parametrize("name", sorted(ABOUT))
def test_mails_say_what_was_typed_under_the_headers_of_their_template(campaign: Campaign, name: str) -> None:
    mine = sorted(MAILED & ABOUT[name].keys())
    plain = _arrived(a_mail(name, mail_id="same"))
    tags = _kinds(BeautifulSoup(_text(plain, "html"), "html.parser"))
    for kept in (accepted(string) for string in naughty()[:: 1 if cases(0, 1) else 7] + HEADERS):
        if not mine or "title" not in kept:
            continue
        typed = dict.fromkeys(mine, kept["title"])
        mail = _arrived(a_mail(name, mail_id="same", **typed))
        assert _headers(mail).keys() == _headers(plain).keys()
        assert {**_headers(mail), "Subject": ""} == {**_headers(plain), "Subject": ""}
        assert [part.get_content_type() for part in mail.walk()] == [part.get_content_type() for part in plain.walk()]
        assert kept["title"].split() == [word for word in kept["title"].split() if word in _text(mail, "plain")]
        html = BeautifulSoup(_text(mail, "html"), "html.parser")
        assert _kinds(html) <= tags
        assert " ".join(kept["title"].split()) in " ".join(html.get_text().split())


@given(typed=texts())
@example(typed="a@example.org\r\nBcc: canary@example.org")
@example(typed="=?utf-8?q?a?=@example.org")
@settings(max_examples=cases(300, 20_000), deadline=None, suppress_health_check=list(HealthCheck))
def test_an_address_is_refused_or_is_one_that_mail_goes_to(campaign: Campaign, typed: str) -> None:
    try:
        address = addresses.checked(typed)
    except Refused:
        return
    requested = a_mail("vote-confirm", to=address, mail_id="same")
    mail = _arrived(requested)
    (to,) = mail["To"].addresses
    assert to.addr_spec == address
    assert len(mail.get_all("To", [])) == 1
    assert "Bcc" not in mail
    assert addresses.canonical(addresses.canonical(address)) == addresses.canonical(address)
    assert addresses.checked(address) == address


def test_every_button_of_a_mail_leads_to_us(campaign: Campaign) -> None:
    for name in LINKS:
        html = BeautifulSoup(_text(_arrived(a_mail(name, title="https://evil.example x")), "html"), "html.parser")
        assert all(str(link["href"]).startswith("http://localhost:8000/") for link in html.find_all("a", href=True))
