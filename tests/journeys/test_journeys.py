"""The campaign as people meet it, on the real local stack, over HTTP and through the mailbox."""

import pytest

from tests.journeys.site import Site, a_title, eventually, somebody
from tests.people import MODERATORS, means, press


def test_from_a_moderators_question_to_what_is_public_and_what_is_taken_offline(site: Site) -> None:
    """I7; the way of an initiative that is approved at once, and of a vote, is walked in a browser."""
    title, question = a_title(), "Op welke avond komen jullie samen?"
    initiator = site.registered(title=title)
    press(site, site.link(site.mail(MODERATORS[0], about=title)), decision="changes", reason=question)
    asked = site.mail(initiator, about=question)
    edit = site.get(site.link(asked))
    assert question in edit.text
    assert edit.fields()["title"] == title
    site.send(edit, summary="Elke woensdag koken buren samen.")

    link = site.link(site.mail(MODERATORS[0], about=f"{title} · aangepast"))
    again = site.get(link)
    assert again.soup.select("ins")
    assert again.soup.select("del")
    site.send(again, **means("approve"))
    slug = site.slug_of(title)
    assert "woensdag" in site.get(f"/nl/initiatives/{slug}").text

    press(site, link, decision="takedown", reason="Op vraag van de buren.")
    eventually(lambda: title not in site.get("/initiatives.json").body, "list without it")
    assert {site.get(f"/{language}/initiatives/{slug}").status for language in ("nl", "fr", "en")} == {410}
    for path in ("/nl/", "/nl/initiatives", "/initiatives.index.json", "/initiatives.csv", "/initiatives.geojson"):
        assert title not in site.get(path).body
    assert title in site.mail(initiator, about="staat niet meer op de site")["text"]
    assert site.get(f"/nl/vote/{slug}").status in (404, 410)


@pytest.mark.parametrize(("language", "heard"), [("fr", "Nous avons reçu"), ("en", "We have your initiative")])
def test_a_button_is_pressed_in_another_language(site: Site, language: str, heard: str) -> None:
    """Past the CDN's table of paths, which knows files by how their addresses begin."""
    email = somebody()
    assert site.registers(email, language).status == 200
    link = site.link(site.mail(email))
    assert link.startswith(f"/{language}/confirm/")
    assert press(site, link).status == 200
    assert site.mail(email, about=heard)
