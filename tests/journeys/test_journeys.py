"""The campaign as people meet it, on the real local stack, over HTTP and through the mailbox."""

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.cloud import keys
from chalicelib.messages import Link
from chalicelib.web import links
from tests.journeys.people import MODERATORS, Site, an_initiative, eventually, somebody
from tests.journeys.rows import Rows


def _title() -> str:
    return f"Samen koken {uuid.uuid4().hex[:8]}"


@pytest.fixture(scope="module")
def taalcafe(site: Site) -> str:
    """A published candidate that the journeys below may vote for."""
    return site.published()


def test_from_form_to_counted_vote(site: Site) -> None:
    title, initiator, voter = _title(), somebody(), somebody()

    sent = site.registers(initiator, title=title)
    assert sent.path == "/nl/register/sent"
    assert title not in site.open("/initiatives.json").answer.text

    site.presses(site.link(site.mail(initiator)))
    review = site.open(site.link(site.mail(MODERATORS[0], about=title)))
    assert title in review.text
    assert initiator in review.text
    site.send(review, decision="approve")

    slug = site.slug_of(title)
    page = site.open(f"/nl/initiatives/{slug}")
    assert title in page.text
    assert initiator not in page.answer.text
    assert slug in site.mail(initiator, 2)["text"]

    receipt = site.votes(voter, slug)
    counted = site.receipt_says(receipt.path, "counted")
    assert counted["candidate"] is None
    # For whom, only the code of the mail shows.
    assert title not in site.open(receipt.path).text


def test_a_form_sent_twice_makes_one_initiative(site: Site) -> None:
    """I1, I14"""
    title, initiator = _title(), somebody()
    form = site.open("/nl/register")
    filled = {**form.fields(), **_filled(title, initiator)}
    time.sleep(3.1)
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda _: site.post(form.action, filled), range(4)))
    assert {answer.status for answer in answers} == {200}
    site.presses(site.link(site.mail(initiator)))
    site.mail(MODERATORS[0], about=title)
    assert len(site.mails(initiator)) == 1
    assert len([mail for mail in site.mails(MODERATORS[0]) if title in mail["text"]]) == 1


def test_what_a_moderator_asks_is_changed_and_reviewed_again_with_the_differences_marked(site: Site) -> None:
    title, question = _title(), "Op welke avond komen jullie samen?"
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    site.presses(link, decision="changes", reason=question)

    asked = site.mail(initiator, 2)
    assert question in asked["text"]
    edit = site.open(site.link(asked))
    assert question in edit.text
    assert edit.fields()["title"] == title
    site.send(edit, summary="Elke woensdag koken buren samen.")

    again = site.open(site.link(site.mail(MODERATORS[0], 2, about=title)))
    assert again.soup.select("ins")
    assert again.soup.select("del")
    site.send(again, decision="approve")
    assert "woensdag" in site.open(f"/nl/initiatives/{site.slug_of(title)}").text


def test_a_rejected_initiative_is_told_why_and_never_shown(site: Site) -> None:
    """I7"""
    title, reason = _title(), "Dit gaat over een feest in het buitenland."
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    without = site.presses(link, decision="reject", reason="")
    assert without.status == 422
    site.presses(link, decision="reject", reason=reason)
    assert reason in site.mail(initiator, 2)["text"]
    site.published()
    assert title not in site.open("/initiatives.json").answer.text


def test_of_two_moderators_the_first_decides_and_the_other_sees_who_did(site: Site) -> None:
    """I7"""
    title = _title()
    site.registered(title=title)
    first, second = (site.link(site.mail(moderator, about=title)) for moderator in MODERATORS)
    late = site.open(second)
    site.presses(first, decision="approve")
    site.slug_of(title)
    site.send(late, decision="reject", reason="Te laat.")
    seen = site.open(second)
    assert "An Peeters" in seen.text
    assert "Te laat." not in seen.text
    assert site.slug_of(title)


def test_what_is_taken_offline_is_gone_everywhere(site: Site) -> None:
    """I7"""
    title = _title()
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    site.presses(link, decision="approve")
    slug = site.slug_of(title)
    site.presses(link, decision="takedown", reason="Op vraag van de buren.")
    eventually(lambda: title not in site.open("/initiatives.json").answer.text, "list without it")
    for path in (f"/nl/initiatives/{slug}", f"/fr/initiatives/{slug}", f"/en/initiatives/{slug}"):
        assert site.open(path).status == 410
    for path in ("/nl/", "/nl/initiatives", "/nl/initiatives/index.json", "/initiatives.csv", "/initiatives.geojson"):
        assert title not in site.open(path).answer.text
    assert title in site.mail(initiator, 3)["text"]
    assert site.open(f"/nl/vote/{slug}").status in (404, 410)


def test_a_second_vote_replaces_the_first(site: Site, taalcafe: str) -> None:
    """I4"""
    other, voter = site.published(), somebody()
    first = site.votes(voter, taalcafe)
    assert site.receipt_says(first.path, "counted")["state"] == "counted"
    second = site.votes(voter, other, 2)
    assert site.receipt_says(second.path, "counted")["state"] == "counted"
    site.receipt_says(first.path, "replaced")


def test_a_link_pressed_again_gives_the_same_receipt(site: Site, taalcafe: str) -> None:
    """I1"""
    voter = somebody()
    site.asks_to_vote(voter, taalcafe)
    link = site.link(site.mail(voter))
    assert site.presses(link).path == site.presses(link).path


def test_a_stranger_cannot_tell_who_voted(site: Site, taalcafe: str) -> None:
    """I10"""
    voter, nobody = somebody(), somebody()
    site.receipt_says(site.votes(voter, taalcafe).path, "counted")
    told = [site.asks_to_vote(address, taalcafe).answer for address in (voter, nobody)]
    assert told[0].content == told[1].content
    assert told[0].status_code == told[1].status_code


def test_the_typed_code_opens_the_page_of_its_mail(site: Site, taalcafe: str) -> None:
    voter = somebody()
    site.asks_to_vote(voter, taalcafe)
    mail = site.mail(voter)
    # On a line of its own: a link may hold letters that look like a code.
    code = re.search(r"^\s*([0-9A-Z]{4}) ([0-9A-Z]{4})\s*$", mail["text"], re.MULTILINE)
    assert code
    typed = f"{code.group(1)} {code.group(2)}".lower()
    page = site.send(site.open("/nl/code"), email=voter.upper(), code=typed)
    # A link of its own, which opens also what "this was not me" has voided.
    assert (page.status, page.path.rpartition("/")[0]) == (200, "/nl/vote/confirm")
    assert page.path != site.link(mail)
    wrong = site.send(site.open("/nl/code"), email=voter, code="0000 0000")
    assert wrong.status == 422


def test_links_that_are_forged_crossed_or_unknown_open_nothing(site: Site, taalcafe: str) -> None:
    """I5"""
    voter = somebody()
    site.asks_to_vote(voter, taalcafe)
    link = site.link(site.mail(voter))
    token = link.rpartition("/")[2]
    for wrong in (
        link[:-1],
        f"/nl/confirm/{token}",
        f"/nl/review/{token}",
        f"/nl/edit/{token}",
        f"/nl/receipts/{token}",
    ):
        assert site.open(wrong).status == 404
    page = site.open(link)
    assert site.post(page.action, {"button": ""}).status == 403
    assert site.post(page.action, page.fields(), origin="https://elsewhere.example").status == 403
    assert site.post(page.action, page.fields(), origin="null").status == 403


def test_a_link_whose_time_is_over_says_so_and_does_nothing(
    site: Site, taalcafe: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "link_keys", lambda purpose: rows.secret(keys._LINK_KEYS[purpose]).split(","))
    for purpose, subject in (
        ("vote", ("a-round", taalcafe, "Taalcafé")),
        ("confirm", ("an-id",)),
        ("review", ("an-id", "1")),
    ):
        token = links.sign(Link(purpose, subject, "somebody", int(time.time())))
        page = site.open(links.path("nl", purpose, token))
        assert page.status == 410
        assert site.post(links.path("nl", purpose, token), {"button": ""}).status == 410


def test_a_scanner_that_opens_every_link_a_hundred_times_changes_nothing(site: Site, taalcafe: str, rows: Rows) -> None:
    """I5: GET and HEAD change no stored byte."""
    title, voter = _title(), somebody()
    initiator = somebody()
    site.registers(initiator, title=title)
    reviewed = _title()
    site.registered(title=reviewed)
    site.asks_to_vote(voter, taalcafe)
    links = [
        site.link(site.mail(initiator)),
        site.link(site.mail(MODERATORS[0], about=reviewed)),
        site.link(site.mail(voter)),
    ]
    rows.settle()
    before = rows.all()
    with ThreadPoolExecutor(4) as scanners:
        for link in links:
            for method in ("GET", "HEAD"):
                statuses = set(
                    scanners.map(lambda _, m=method, to=link: site.browser.request(m, to).status_code, range(50))
                )
                assert statuses == {200}
    rows.settle()
    assert rows.all() == before
    assert len(site.mails(voter)) == 1


def _filled(title: str, email: str) -> dict[str, object]:
    return {**an_initiative(), "title": title, "email": email}
