"""The campaign as people meet it, on the real local stack, over HTTP and through the mailbox."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.journeys.site import Site, a_title, eventually, somebody
from tests.people import MODERATORS, a_form, press


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
