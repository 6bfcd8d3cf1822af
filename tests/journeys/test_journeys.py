"""The campaign as people meet it, on the real local stack, over HTTP and through the mailbox."""

from tests.journeys.site import Site, a_title, eventually
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

    link = site.link(site.mail(MODERATORS[0], 2, about=title))
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
