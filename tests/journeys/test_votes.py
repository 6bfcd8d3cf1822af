"""Voting as people meet it, on the real local stack, over HTTP and through the mailbox."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from chalicelib.cloud import keys
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.messages import Link
from chalicelib.web import links
from tests.journeys.rows import Rows
from tests.journeys.site import Site, a_title, somebody
from tests.people import MODERATORS, ask_to_vote, code_in, press


@pytest.fixture(scope="module")
def taalcafe(site: Site) -> str:
    """A published candidate that the journeys below may vote for."""
    return site.published()


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
