"""The campaign as people meet it, on the real local stack, over HTTP and through the mailbox."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.cloud import keys
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.messages import Link
from chalicelib.web import links
from tests.journeys.rows import Rows
from tests.journeys.site import Site, a_title, eventually, somebody
from tests.people import MODERATORS, a_form, ask_to_vote, code_in, press


@pytest.fixture(scope="module")
def taalcafe(site: Site) -> str:
    """A published candidate that the journeys below may vote for."""
    return site.published()


def test_from_form_to_counted_vote(site: Site) -> None:
    title, initiator, voter = a_title(), somebody(), somebody()

    sent = site.registers(initiator, title=title)
    assert sent.path == "/nl/register/sent"
    assert title not in site.get("/initiatives.json").body

    press(site, site.link(site.mail(initiator)))
    review = site.get(site.link(site.mail(MODERATORS[0], about=title)))
    assert title in review.text
    assert initiator in review.text
    site.send(review, decision="approve")

    slug = site.slug_of(title)
    page = site.get(f"/nl/initiatives/{slug}")
    assert title in page.text
    assert initiator not in page.body
    assert slug in site.mail(initiator, 2)["text"]

    receipt = site.votes(voter, slug)
    counted = site.receipt_says(receipt.path, "counted")
    assert counted["candidate"] is None
    # For whom, only the code of the mail shows.
    assert title not in site.get(receipt.path).text


def test_a_form_sent_twice_makes_one_initiative(site: Site) -> None:
    """I1, I14"""
    title, initiator = a_title(), somebody()
    form = site.get("/nl/register")
    filled = form.fields() | a_form(title=title, email=initiator)
    time.sleep(3.1)
    with ThreadPoolExecutor(4) as together:
        answers = list(together.map(lambda _: site.post(form.action, filled), range(4)))
    assert {answer.status for answer in answers} == {200}
    press(site, site.link(site.mail(initiator)))
    site.mail(MODERATORS[0], about=title)
    assert len(site.mails(initiator)) == 1
    assert len([mail for mail in site.mails(MODERATORS[0]) if title in mail["text"]]) == 1


def test_what_a_moderator_asks_is_changed_and_reviewed_again_with_the_differences_marked(site: Site) -> None:
    title, question = a_title(), "Op welke avond komen jullie samen?"
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    press(site, link, decision="changes", reason=question)

    asked = site.mail(initiator, 2)
    assert question in asked["text"]
    edit = site.get(site.link(asked))
    assert question in edit.text
    assert edit.fields()["title"] == title
    site.send(edit, summary="Elke woensdag koken buren samen.")

    again = site.get(site.link(site.mail(MODERATORS[0], 2, about=title)))
    assert again.soup.select("ins")
    assert again.soup.select("del")
    site.send(again, decision="approve")
    assert "woensdag" in site.get(f"/nl/initiatives/{site.slug_of(title)}").text


def test_a_rejected_initiative_is_told_why_and_never_shown(site: Site) -> None:
    """I7"""
    title, reason = a_title(), "Dit gaat over een feest in het buitenland."
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    without = press(site, link, decision="reject", reason="")
    assert without.status == 422
    press(site, link, decision="reject", reason=reason)
    assert reason in site.mail(initiator, 2)["text"]
    site.published()
    assert title not in site.get("/initiatives.json").body


def test_of_two_moderators_the_first_decides_and_the_other_sees_who_did(site: Site) -> None:
    """I7"""
    title = a_title()
    site.registered(title=title)
    first, second = (site.link(site.mail(moderator, about=title)) for moderator in MODERATORS)
    late = site.get(second)
    press(site, first, decision="approve")
    site.slug_of(title)
    site.send(late, decision="reject", reason="Te laat.")
    seen = site.get(second)
    assert "An Peeters" in seen.text
    assert "Te laat." not in seen.text
    assert site.slug_of(title)


def test_what_is_taken_offline_is_gone_everywhere(site: Site) -> None:
    """I7"""
    title = a_title()
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    press(site, link, decision="approve")
    slug = site.slug_of(title)
    press(site, link, decision="takedown", reason="Op vraag van de buren.")
    eventually(lambda: title not in site.get("/initiatives.json").body, "list without it")
    for path in (f"/nl/initiatives/{slug}", f"/fr/initiatives/{slug}", f"/en/initiatives/{slug}"):
        assert site.get(path).status == 410
    for path in ("/nl/", "/nl/initiatives", "/nl/initiatives/index.json", "/initiatives.csv", "/initiatives.geojson"):
        assert title not in site.get(path).body
    assert title in site.mail(initiator, 3)["text"]
    assert site.get(f"/nl/vote/{slug}").status in (404, 410)


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
    ask_to_vote(site, taalcafe, voter)
    link = site.link(site.mail(voter))
    assert press(site, link).path == press(site, link).path


def test_a_stranger_cannot_tell_who_voted(site: Site, taalcafe: str) -> None:
    """I10"""
    voter, nobody = somebody(), somebody()
    site.receipt_says(site.votes(voter, taalcafe).path, "counted")
    told = [ask_to_vote(site, taalcafe, address).answer for address in (voter, nobody)]
    assert told[0].content == told[1].content
    assert told[0].status_code == told[1].status_code


def test_the_typed_code_opens_the_page_of_its_mail(site: Site, taalcafe: str) -> None:
    voter = somebody()
    ask_to_vote(site, taalcafe, voter)
    mail = site.mail(voter)
    page = site.send(site.get("/nl/code"), email=voter.upper(), code=code_in(mail["text"]).lower())
    # A link of its own, which opens also what "this was not me" has voided.
    assert (page.status, page.path.rpartition("/")[0]) == (200, "/nl/vote/confirm")
    assert page.path != site.link(mail)
    wrong = site.send(site.get("/nl/code"), email=voter, code="0000 0000")
    assert wrong.status == 422


def test_links_that_are_forged_crossed_or_unknown_open_nothing(site: Site, taalcafe: str) -> None:
    """I5"""
    voter = somebody()
    ask_to_vote(site, taalcafe, voter)
    link = site.link(site.mail(voter))
    token = link.rpartition("/")[2]
    for wrong in (
        link[:-1],
        f"/nl/confirm/{token}",
        f"/nl/review/{token}",
        f"/nl/edit/{token}",
        f"/nl/receipts/{token}",
    ):
        assert site.get(wrong).status == 404
    page = site.get(link)
    assert site.post(page.action, {"button": ""}).status == 403
    assert site.post(page.action, page.fields(), origin="https://elsewhere.example").status == 403
    assert site.post(page.action, page.fields(), origin="null").status == 403


def test_a_link_whose_time_is_over_says_so_and_does_nothing(
    site: Site, taalcafe: str, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "link_keys", lambda purpose: rows.secret(PURPOSES[purpose].secret).split(","))
    for purpose, subject in (
        ("vote", ("a-round", taalcafe, "Taalcafé")),
        ("confirm", ("an-id",)),
        ("review", ("an-id", "1")),
    ):
        token = links.sign(Link(purpose, subject, "somebody", int(time.time())))
        page = site.get(links.path("nl", purpose, token))
        assert page.status == 410
        assert site.post(links.path("nl", purpose, token), {"button": ""}).status == 410


def test_a_scanner_that_opens_every_link_a_hundred_times_changes_nothing(site: Site, taalcafe: str, rows: Rows) -> None:
    """I5: GET and HEAD change no stored byte."""
    title, voter = a_title(), somebody()
    initiator = somebody()
    site.registers(initiator, title=title)
    reviewed = a_title()
    site.registered(title=reviewed)
    ask_to_vote(site, taalcafe, voter)
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
