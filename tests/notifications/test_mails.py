"""What a mail says: the same words each time, in three languages, readable as text and without pictures.

`UPDATE_GOLDEN=1 pytest tests/notifications/test_mails.py` writes golden/ anew, to be read before it is committed.
"""

import email
import os
import re
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.cloud.editions import Version
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.messages.mail import MailRequested
from chalicelib.notifications import mails
from tests.campaign import Campaign
from tests.notifications.post import ABOUT, LINKS, VOTER, a_mail
from tests.years import YEAR

GOLDEN = Path(__file__).parent / "golden"
FOLDERS = Path(mails.__file__).parents[1] / "templates" / "mails"
NAMES = sorted(ABOUT)

pytestmark = pytest.mark.usefixtures("campaign")


def _written(name: str, language: str = "nl", **about: str) -> EmailMessage:
    return mails.compose(a_mail(name, language=language, mail_id=f"the {name}", **about))


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    assert part is not None
    # Which characters a signature has is not what a mail says.
    return re.sub(r"/[A-Za-z0-9_.-]{60,}", "/…", str(part.get_content()).replace("\r\n", "\n"))


def test_every_mail_of_ours_is_tested() -> None:
    assert sorted(folder.name for folder in FOLDERS.iterdir() if folder.is_dir()) == NAMES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_mail_says_what_we_read_and_approved(name: str, language: str) -> None:
    letter = _written(name, language)
    headers = f"From: {letter['From']}\nTo: {letter['To']}\nSubject: {letter['Subject']}\n\n"
    for suffix, said in (("txt", headers + _part(letter, "plain")), ("html", _part(letter, "html"))):
        golden = GOLDEN / f"{name}.{language}.{suffix}"
        if os.environ.get("UPDATE_GOLDEN"):
            golden.write_text(said, encoding="utf-8")
        assert said == golden.read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_both_parts_carry_the_same_link_code_and_end(name: str) -> None:
    letter = _written(name)
    text, html = (str(letter.get_body((kind,)).get_content()) for kind in ("plain", "html"))  # type: ignore[union-attr]
    soup = BeautifulSoup(html, "html.parser")
    for address in re.findall(r"http\S+", text):
        assert soup.find("a", href=address), address
    seen = " ".join(soup.get_text(" ").split())
    code = re.findall(r"^[0-9A-Z]{4}(?: [0-9A-Z]{4}){1,2}$", text, re.MULTILINE)
    assert len(code) == (name in LINKS)
    assert all(one in seen for one in [*code, *(["8 april 2027 om 14.00 uur"] if name in LINKS else [])])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_leads_to_our_site_only_and_fetches_nothing(name: str, language: str) -> None:
    """Threat 14: no address outside our host, so that nobody advertises through us; no picture, so no tracking."""
    letter = _written(name, language)
    html = str(letter.get_body(("html",)).get_content())  # type: ignore[union-attr]
    for address in [*re.findall(r'href="([^"]*)"', html), *re.findall(r"http\S+", _part(letter, "plain"))]:
        assert address.startswith(f"{settings().public_url}/"), address
    soup = BeautifulSoup(html, "html.parser")
    assert soup.find_all(["img", "script", "link", "iframe", "form", "object"]) == []
    assert "url(" not in html
    assert soup.html is not None
    assert soup.html["lang"] == language


@pytest.mark.parametrize("name", ["registration-confirm", "registration-reminder"])
def test_nothing_that_an_unconfirmed_sender_typed_goes_out(name: str) -> None:
    """Threat 14: even when a step would hand it over, the mail does not show it."""
    letter = mails.compose(a_mail(name, title="Win www.example.com", contact_name="Cheap pills"))
    assert "Win" not in letter.as_string()
    assert "pills" not in letter.as_string()


def test_what_people_wrote_is_text_in_both_parts() -> None:
    """Threat 15: markup and placeholders in a title or reason stay what they are."""
    title = '<script>alert(1)</script> {title} {{ code }} "&amp;'
    letter = _written("decision-rejected", title=title, reason="1 < 2\n<b>no</b>")
    assert title in _part(letter, "plain")
    soup = BeautifulSoup(_part(letter, "html"), "html.parser")
    assert soup.find("script") is None
    assert soup.find("b") is None
    assert title in soup.get_text()


def test_the_language_of_a_title_is_said_to_a_screen_reader() -> None:
    soup = BeautifulSoup(_part(_written("review-request", "fr"), "html"), "html.parser")
    assert soup.find("strong", lang="nl") is not None


def test_what_comes_back_after_changes_says_so() -> None:
    assert _written("review-request", again="yes")["Subject"].endswith(" · aangepast")


def test_all_that_somebody_gets_of_one_initiative_is_one_conversation() -> None:
    """SES puts its own Message-ID on each, so each answers one that was never sent; the subjects begin alike."""
    asked = replace(a_mail("review-request"), thread="0198-initiative")
    reminded = replace(a_mail("review-reminder"), thread="0198-initiative")
    one, two, other = (mails.compose(its) for its in (asked, reminded, replace(asked, thread="0198-another")))
    assert one["References"] == one["In-Reply-To"] == two["References"] != other["References"]
    assert one["References"] not in (one["Message-ID"], two["Message-ID"])
    assert one["Subject"].partition(" · ")[0] == two["Subject"].partition(" · ")[0]
    assert "0198" not in one["References"]


def test_the_same_mail_is_the_same_each_time_but_for_its_date(campaign: Campaign) -> None:
    """I9: up to three sends, of one content."""
    mail = a_mail("vote-confirm")
    one, two = mails.compose(mail), mails.compose(mail)
    assert one["Message-ID"] == two["Message-ID"]
    assert [_part(one, kind) for kind in ("plain", "html")] == [_part(two, kind) for kind in ("plain", "html")]


def test_a_mail_fits_in_what_mail_readers_show() -> None:
    """Gmail cuts a mail off at 102 KB."""
    assert max(len(_written(name).as_bytes()) for name in NAMES) < 30_000


def test_headers_say_that_a_machine_wrote_and_nothing_more(campaign: Campaign) -> None:
    letter = mails.compose(a_mail("vote-confirm", to=VOTER))
    assert letter["Auto-Submitted"] == "auto-generated"
    # A mail that somebody asked for is no list.
    assert letter["List-Unsubscribe"] is None
    assert urlsplit(settings().public_url).hostname in letter["Message-ID"]
    assert isinstance(a_mail("vote-confirm"), MailRequested)


@pytest.mark.parametrize(
    "name", ["Jan Peeters, Orbit vzw, evil@example.com, " * 4, "A: x@example.com; B <y@example.com>", "É, " * 90]
)
def test_a_name_before_an_address_adds_no_other(campaign: Campaign, name: str) -> None:
    """However long: Python folds it without its quotes."""
    contact = replace(YEAR.contact, name=name)
    with editions.in_hand(Version(1, replace(YEAR, contact=contact, title=replace(YEAR.title, nl=name)))):
        sent = email.message_from_bytes(mails.compose(a_mail("sign-in")).as_bytes(), policy=SMTP)
    assert [one.addr_spec for one in sent["Reply-To"].addresses] == [YEAR.contact.email]
    assert [one.addr_spec for one in sent["From"].addresses] == [settings().sender]
